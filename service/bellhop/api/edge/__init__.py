"""A request comes in, is matched, admitted and parsed, and its answer leaves. Nothing here knows a noun."""
