"""How a request proves who sent it: bytes in, headers out. One file per scheme."""
