"""The engine that delivers: claim, sign, send, classify, decide, record."""
