"""The demo: one job from run to verified callback, told in the terminal as it happens."""
