"""SQL and nothing else: statements from `sql/queries/`, answers as records of the domain."""
