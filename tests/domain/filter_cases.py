"""One table of cases for both readings of a filter: what it says of a row, in SQL and in Python."""

from datetime import UTC, datetime

from bellhop.domain.filter import Field, FieldType

FIELDS = {
    "state": Field(FieldType.STRING, "r.state"),
    "parent": Field(FieldType.STRING, "r.parent"),
    "attempt": Field(FieldType.NUMBER, "r.attempt"),
    "done": Field(FieldType.BOOL, "r.done"),
    "createdTime": Field(FieldType.TIMESTAMP, "r.create_time"),
    "metadata.complete_time": Field(FieldType.TIMESTAMP, "r.complete_time"),
}

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)

RUNNING = {"state": "running", "parent": "designs/a", "attempt": 2, "done": False, "createdTime": NOON}
FAILED = {
    "state": "failed",
    "parent": 'it\'s "ü"',
    "attempt": 1,
    "done": True,
    "createdTime": NOON,
    "metadata.complete_time": NOON.replace(hour=13),
}

# filter, whether RUNNING matches, whether FAILED does
CASES = [
    ('state == "running"', True, False),
    ("state == 'running'", True, False),
    ('"running" == state', True, False),
    ('state != "running"', False, True),
    ('state in ["running", "pending"]', True, False),
    ("state in []", False, False),
    ('state < "g"', False, True),
    ('"g" <= state', True, False),
    ('parent == "it\'s \\"\\u00fc\\""', False, True),
    ('parent > "e" && parent < "j"', False, True),
    ("attempt == 2", True, False),
    ("attempt >= 1.5", True, False),
    ("attempt != -1", True, True),
    ("attempt in [1, 2]", True, True),
    ("attempt in [0x1, 7]", False, True),
    ("done == true", False, True),
    ("done != true", True, False),
    ("done in [true]", False, True),
    ('createdTime == timestamp("2026-11-22T12:00:00.123456Z")', True, True),
    ('createdTime > timestamp("2026-11-22T13:00:00+01:00")', True, True),
    ('createdTime < timestamp("2026-11-22T12:00:00.123456789Z")', False, False),
    ('timestamp("2026-11-22T12:30:00Z") > createdTime', True, True),
    ('createdTime in [timestamp("2026-11-22T12:00:00.123456Z")]', True, True),
    # what is not there is an error: no match, unless something else decides
    ('metadata.complete_time > timestamp("2026-01-01T00:00:00Z")', False, True),
    ('metadata.complete_time != timestamp("2026-01-01T00:00:00Z")', False, True),
    ('metadata.complete_time > timestamp("2026-01-01T00:00:00Z") || state == "running"', True, True),
    ('state == "running" || metadata.complete_time > timestamp("2026-01-01T00:00:00Z")', True, True),
    ('metadata.complete_time > timestamp("2026-01-01T00:00:00Z") && attempt == 1', False, True),
    ('(metadata.complete_time < timestamp("2026-01-01T00:00:00Z") && done == true) || attempt == 2', True, False),
    # precedence: && binds tighter than ||
    ('state == "failed" || state == "running" && attempt == 7', False, True),
    ('(state == "failed" || state == "running") && attempt == 2', True, False),
    ('state == "running" && attempt == 2 && done == false', True, False),
    ('((((state == "running"))))', True, False),
    ('  state\n==\t"running"  ', True, False),
]

# what is refused, and the character (from 1) at which
REFUSED = [
    ("", 1),
    ("state", 1),
    ("state ==", 9),
    ('state = "x"', 7),
    ('nothing == "x"', 1),
    ('state.x == "x"', 1),
    ("state == 5", 10),
    ("attempt == 'x'", 12),
    ("attempt == true", 12),
    ("done == 1", 9),
    ("done < true", 1),
    ("createdTime > '2026-01-01T00:00:00Z'", 15),
    ("createdTime > timestamp('yesterday')", 25),
    ("createdTime > timestamp('2026-13-01T00:00:00Z')", 25),
    ("createdTime > timestamp('2026-01-01T00:00:00')", 25),
    ("createdTime > timestamp(5)", 25),
    ("createdTime > duration('5s')", 15),
    ("state == parent", 10),
    ('"a" == "a"', 1),
    ('state in "running"', 10),
    ('"x" in state', 1),
    ('!(state == "x")', 1),
    ('state == "x" ? true : false', 1),
    ('state == "x', 10),
    ('state == "\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a', 10),
    ('state == r"x"', 11),
    ('state == b"x"', 11),
    ('state == """x"""', 12),
    ('state == "\\q"', 11),
    ('state == "\\u0000"', 11),
    ('state == "\\ud800"', 11),
    ('state == "x" // comment', 14),
    ("state == null", 10),
    ("attempt + 1 == 2", 1),
    ("attempt == 99999999999999999999", 12),
    ("attempt == 1e999", 12),
    ("has(state)", 1),
    ("state.size() == 5", 1),
    ("state[0] == 'x'", 7),
    ("state == 'x' state == 'y'", 14),
    ("(" * 17 + "state == 'x'" + ")" * 17, 17),
    ("state == 'x'" + " || state == 'x'" * 64, 1025),
    ("state == '" + "x" * 2048 + "'", 2049),
    ("state == 'x' && §", 17),
]
