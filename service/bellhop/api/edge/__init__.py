"""The edge: a request comes in, is matched, admitted and parsed, and its answer leaves; nothing here knows a noun."""
