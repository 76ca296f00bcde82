"""The client, for programs with an event loop. Written by `tools/generate.py` from `_async`."""
