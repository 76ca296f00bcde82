"""How the database says that it is away, that a connection is not what it was, or that it cannot hold a value."""

import asyncpg

STATEMENT_LOST: tuple[type[Exception], ...] = (
    asyncpg.InvalidSQLStatementNameError,  # it was prepared on another connection, or somebody dropped it
    asyncpg.DuplicatePreparedStatementError,
)
"""How Postgres says that a bouncer, or somebody else, has changed the connection behind our back."""


class StatementLostError(asyncpg.InterfaceError):
    """A prepared statement was gone: nothing of this transaction happened, and the next one goes without names."""


CONNECTION_BROKEN: tuple[type[Exception], ...] = (
    OSError,  # TimeoutError is one
    asyncpg.InterfaceError,  # StatementLostError is one
    asyncpg.InternalClientError,  # what asyncpg says of a connection that broke while it was being used
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # also that the server is starting up or shutting down
)
"""Whoever waits for the database to be back catches these."""

DATABASE_AWAY: tuple[type[Exception], ...] = (
    *CONNECTION_BROKEN,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
)
"""The database is away, is shutting down, is out of connections, or gave up on a lock: the same may work soon."""

UNSTORABLE: tuple[type[Exception], ...] = (asyncpg.DataError,)
"""A value that Postgres cannot hold: the same will never work."""
