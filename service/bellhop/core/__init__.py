"""The verbs: one function, one transaction, shared by the API and the command line."""
