"""What logs say can be found by what a tenant quotes."""

import re
import uuid
from pathlib import Path

from bellhop.ids import Prefix, encode
from bellhop.log import spell_ids

ROOM = Path(__file__).parents[1] / "service" / "bellhop"
ID = uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def test_ids_are_spelled_as_the_api_spells_them() -> None:
    said = spell_ids(
        None,
        "",
        {
            "delivery_id": ID,
            "job_id": ID,
            "event_id": ID,
            "subscription_id": ID,
            "attempt_id": ID,
            "key_id": ID,
            "tenant_id": "acme",
            "reason": "x",
        },
    )
    assert said == {
        "delivery_id": encode(Prefix.DELIVERY, ID),
        "job_id": encode(Prefix.OPERATION, ID),
        "event_id": encode(Prefix.EVENT, ID),
        "subscription_id": encode(Prefix.SUBSCRIPTION, ID),
        "attempt_id": encode(Prefix.ATTEMPT, ID),
        "key_id": encode(Prefix.KEY, ID),
        "tenant_id": "acme",
        "reason": "x",
    }


def test_no_line_is_given_an_id_in_another_spelling() -> None:
    """As text the kind of an id is lost on its way to the log."""
    lines = [line for file in ROOM.rglob("*.py") for line in file.read_text(encoding="utf-8").splitlines()]
    assert [
        line for line in lines if re.search(r"\b\w+_id=(?:None if [^,]* else )?str\(", line) and "row_id=" not in line
    ] == []
