"""What an operator types, on a real database."""

import base64
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bellhop.cli import main
from bellhop.core.keys import NewKey
from bellhop.domain.key import ALL_SCOPES, KeyKind, MadeKind, Scope
from bellhop.errors import InvalidInputError

ACTIONS = Path(__file__).parent.parent / "schemas" / "actions"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("BELLHOP_DATABASE_URL", database_url)
    monkeypatch.setenv("BELLHOP_MASTER_KEYS", "first:" + base64.b64encode(bytes(32)).decode())


def test_tenants_and_keys_are_made_listed_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tenants", "create", "acme", "--subscriptions", "7"]) == 0
    assert main(["keys", "create", "--kind", "tenant", "--tenant", "acme"]) == 0
    key = capsys.readouterr().out.splitlines()[-1]
    assert key.startswith("bh_tenant_")
    assert main(["tenants", "list"]) == 0
    assert main(["keys", "list"]) == 0
    shown = capsys.readouterr().out
    assert "acme" in shown
    assert key not in shown
    key_id = next(word for word in shown.split() if word.startswith("key_"))
    assert main(["keys", "revoke", key_id]) == 0
    capsys.readouterr()
    assert main(["keys", "list"]) == 0
    assert key_id not in capsys.readouterr().out


def test_a_tenant_is_made_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tenants", "create", "acme"]) == 0
    assert main(["tenants", "create", "acme"]) == 1
    assert "exists already" in capsys.readouterr().err


def test_a_key_of_an_unknown_tenant_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "create", "--kind", "tenant", "--tenant", "nobody"]) == 3
    assert main(["keys", "create", "--kind", "worker", "--tenant", "nobody"]) == 2
    assert capsys.readouterr().out == ""


KINDS_AND_OPTIONS = [
    (kind, chosen)
    for kind in MadeKind
    for number in range(5)
    for chosen in combinations(("--tenant", "--scope", "--action", "--for-tenant"), number)
]
FITTING = {"admin": set(), "worker": {"--action", "--for-tenant"}, "tenant": {"--tenant", "--scope"}}
MEMBERS = {"--tenant": "tenant_id", "--scope": "scopes", "--action": "actions", "--for-tenant": "tenants"}
VALUES = {"--tenant": "acme", "--scope": Scope.OPERATIONS_RUN, "--action": "design", "--for-tenant": "boreas"}


def test_a_key_is_restricted_as_asked_or_is_not_made(capsys: pytest.CaptureFixture[str]) -> None:
    """A restriction that does not fit the kind was left out beside the database: `--kind admin --scope …` did all."""
    assert main(["tenants", "create", "acme"]) == 0
    for kind, chosen in KINDS_AND_OPTIONS:
        fits = set(chosen) <= FITTING[kind] and (kind != "tenant" or "--tenant" in chosen)
        asked = [word for option in chosen for word in (option, VALUES[option])]
        capsys.readouterr()
        code = main(["keys", "create", "--kind", kind, *asked, "--display-name", " ".join((kind, *chosen))])
        assert (code, bool(capsys.readouterr().out)) == ((0, True) if fits else (2, False)), (kind, chosen)


@pytest.mark.parametrize(("kind", "chosen"), KINDS_AND_OPTIONS)
def test_no_caller_can_ask_for_a_key_that_does_less_than_it_says(kind: MadeKind, chosen: tuple[str, ...]) -> None:
    scopes = frozenset({Scope.OPERATIONS_RUN})
    given: dict[str, Any] = {"tenant_id": "acme", "scopes": scopes, "actions": ["design"], "tenants": ["boreas"]}
    asked = {MEMBERS[option]: given[MEMBERS[option]] for option in chosen}
    if set(chosen) <= FITTING[kind] and (kind != "tenant" or "--tenant" in chosen):
        new = NewKey(KeyKind(kind), **asked)
        assert new.granted == (frozenset() if kind != "tenant" else asked.get("scopes", ALL_SCOPES))
    else:
        with pytest.raises(InvalidInputError) as refused:
            NewKey(KeyKind(kind), **asked)
        wrong = {MEMBERS[option] for option in set(chosen) - FITTING[kind]}
        missing = {"tenant_id"} if kind == "tenant" and "--tenant" not in chosen else set()
        assert {each.pointer[1:] for each in refused.value.faults} == wrong | missing


def test_a_tenant_is_moved_to_a_cell_that_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tenants", "create", "acme"]) == 0
    assert main(["tenants", "move", "acme", "nowhere"]) == 3
    assert main(["tenants", "move", "nobody", "cell_0"]) == 3
    said = capsys.readouterr().err
    assert "There is no cell nowhere;" in said
    assert "There is no tenant nobody;" in said


def test_applying_actions_twice_changes_nothing_the_second_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actions", "apply", str(ACTIONS), "--dry-run"]) == 0
    assert main(["actions", "apply", str(ACTIONS)]) == 0
    assert "irradiance_analysis: created" in capsys.readouterr().out
    assert main(["actions", "apply", str(ACTIONS)]) == 0
    assert capsys.readouterr().out == "auto_designer: same\nirradiance_analysis: same\n"


def test_one_bad_file_and_no_action_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.json").write_text(json.dumps({"input_schema": {"type": "object"}}), encoding="utf-8")
    (tmp_path / "bad.json").write_text(json.dumps({"input_schema": {"type": "nonsense"}}), encoding="utf-8")
    assert main(["actions", "apply", str(tmp_path)]) == 2
    assert "bad.json: /input_schema" in capsys.readouterr().err
    (tmp_path / "bad.json").unlink()
    assert main(["actions", "apply", str(tmp_path), "--dry-run"]) == 0
    assert "good: created" in capsys.readouterr().out


def test_migrations_are_shown_and_the_doctor_finds_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--status"]) == 0
    assert "pending" not in capsys.readouterr().out
    assert main(["doctor", "--invariants"]) == 0
    shown = capsys.readouterr().out
    assert "laws of the data hold" in shown
    assert base64.b64encode(bytes(32)).decode() not in shown


def test_rotating_secrets_says_that_older_keys_may_go(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["secrets", "rotate"]) == 0
    assert "All 0 sealed rows open with the key first:" in capsys.readouterr().out


def test_what_a_stranger_named_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str], database_url: str) -> None:
    """Names come from whoever has an admin key; an operator reads them in a terminal that obeys."""
    name = "\x1b[2J\x07\u202egnirts\u200f\n\ttab\x9b1m"
    assert main(["tenants", "create", "acme", "--display-name", name]) == 0
    assert main(["keys", "create", "--kind", "worker", "--display-name", name]) == 0
    capsys.readouterr()
    assert main(["tenants", "list"]) == 0
    assert main(["keys", "list"]) == 0
    shown = capsys.readouterr().out
    assert all(each.isprintable() for each in shown.splitlines())
    assert shown.count(r"\x1b[2J\x07\u202egnirts\u200f\n\ttab\x9b1m") == 2


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("BELLHOP_PROT", "8400")
    assert main(["serve"]) == 2
    assert "BELLHOP_PROT is not a setting" in capsys.readouterr().err


def test_a_database_of_the_operators_needs_master_keys(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BELLHOP_MASTER_KEYS")
    assert main(["migrate"]) == 2
    assert "BELLHOP_MASTER_KEYS is needed" in capsys.readouterr().err


def test_the_text_of_a_statement_is_printed_as_it_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--sql"]) == 0
    names = capsys.readouterr().out.split()
    assert {"outbox.complete", "job_ready.claim_of_known", "expunge.some.jobs"} <= set(names)
    assert main(["doctor", "--sql", "outbox.complete"]) == 0
    text = capsys.readouterr().out
    assert "{" not in text.replace("'{}'", "")
    assert "FOR UPDATE OF l" in text
    assert main(["doctor", "--sql", "outbox.writing"]) == 2
    assert "doctor --sql" in capsys.readouterr().err
