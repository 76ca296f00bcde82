"""Moments in the SQL of tests that set the clock of a row."""


def shifted(moment: str, by: str) -> str:
    """A column's moment and so much more or less (`+ interval …`): in UTC, as Citus takes it in an UPDATE."""
    return f"({moment} AT TIME ZONE 'UTC' {by}) AT TIME ZONE 'UTC'"


def ago(moment: str, span: str = "$1::interval") -> str:
    """A column's moment and so much less."""
    return shifted(moment, f"- {span}")
