"""The rules, pure: nothing awaited, no clock read; `now` and randomness are arguments."""
