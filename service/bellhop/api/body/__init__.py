"""JSON that callers send: how it is read strictly, how each fault in it is named, and what all models share."""
