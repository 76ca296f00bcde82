"""How a request proves who sent it: the records, what is sealed, what may be told, the headers. One file per scheme."""
