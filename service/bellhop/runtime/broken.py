"""How a connection to the database says that it is gone."""

import asyncpg

CONNECTION_BROKEN: tuple[type[Exception], ...] = (
    OSError,  # TimeoutError is one
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what asyncpg says of a connection that broke while it was being used
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # also that the server is starting up or shutting down
)
"""Whoever waits for the database to be back catches these."""
