"""JSON that callers send: how it is read strictly, and how each fault in it is named."""
