"""A Bellhop somewhere else, spoken with over HTTP by the commands of tenants and developers."""
