"""The operator's commands over HTTP, and which Bellhop is meant."""

import base64
import json
from pathlib import Path

import pytest

from bellhop.config import Settings
from tests.commanding import Typist
from tests.receiver import Answer, Receiver
from tests.running import House, Tenant

ACTIONS = Path(__file__).parents[2] / "schemas" / "actions"


async def test_tenant_and_keys_are_made_listed_and_revoked(operator: Typist, house: House) -> None:
    name = f"cli-{house.service.port}"
    assert (await operator.ok("tenants", "create", name, "--subscriptions", "7", "--json")).json["limits"] == {
        "subscriptions": 7
    }
    assert (await operator("tenants", "create", name)).code == 1
    assert name in (await operator.ok("tenants", "list")).out
    made = (await operator.ok("keys", "create", "--kind", "tenant", "--tenant", name, "--json")).json
    assert made["key"].startswith("bh_tenant_")
    listed = (await operator.ok("keys", "list", "--json")).lines
    assert made["id"] in {each["id"] for each in listed}
    assert made["key"] not in json.dumps(listed)
    await operator.ok("keys", "revoke", made["id"])
    assert (await operator("keys", "revoke", made["id"])).code == 3
    nobody = await operator("keys", "create", "--kind", "tenant", "--tenant", "nobody")
    assert (nobody.code, "There is no tenant nobody;" in nobody.err) == (3, True)
    assert (await operator("keys", "create", "--kind", "worker", "--tenant", "nobody")).code == 2


async def test_cells_are_listed_closed_and_opened(operator: Typist) -> None:
    assert (await operator.ok("cells", "close", "cell_0")).out == "No new tenants for cell_0 from now on.\n"
    try:
        (listed,) = [each for each in (await operator.ok("cells", "list", "--json")).lines if each["name"] == "cell_0"]
        assert (listed["accepts_tenants"], listed["database"]) == (False, None)
    finally:
        opened = await operator.ok("cells", "open", "cell_0", "--json")
    assert opened.json["accepts_tenants"] is True
    assert "the directory's" in (await operator.ok("cells", "list")).out
    refused = await operator("cells", "open", "nowhere")
    assert (refused.code, "There is no cell nowhere." in refused.err) == (3, True)
    assert (await operator("cells", "open", "../tenants")).code == 2


async def test_tenant_is_moved_to_a_cell_that_there_is(operator: Typist, tenant: Tenant) -> None:
    """A cell that there is not was 1, wrong input, where `cells open` of the same name is 3."""
    nowhere = await operator("tenants", "move", tenant.name, "nowhere")
    assert (nowhere.code, "There is no cell nowhere;" in nowhere.err) == (3, True)
    nobody = await operator("tenants", "move", "nobody", "cell_0")
    assert (nobody.code, "There is no tenant nobody;" in nobody.err) == (3, True)


@pytest.mark.parametrize(("status", "headers"), [(401, {}), (403, {}), (404, {}), (422, {}), (302, {"Location": "/"})])
async def test_what_answers_like_no_bellhop_is_not_taken_for_one(
    tmp_path: Path, endpoint: Receiver, status: int, headers: dict[str, str]
) -> None:
    """A 401 of something else said that the key is unknown, and a redirect that Bellhop refused."""
    endpoint.script("/v2/admin/tenants", Answer(status, headers=headers))
    done = await Typist(tmp_path)("tenants", "list", "--url", endpoint.url("").rstrip("/"), "--key", "bh_admin_x")
    assert (done.code, "is a Bellhop there?" in done.err) == (6, True)


async def test_actions_are_brought_to_what_a_folder_says(operator: Typist, tmp_path: Path) -> None:
    folder = tmp_path / "actions"
    folder.mkdir()
    file = folder / "cli-action.json"
    file.write_text('{"parent": "designs/{design_id}", "input_schema": {"type": "object"}}', encoding="utf-8")
    assert "cli-action: created (dry run)" in (await operator.ok("actions", "apply", str(folder), "--dry-run")).out
    assert "cli-action: created" in (await operator.ok("actions", "apply", str(folder))).out
    assert (await operator.ok("actions", "apply", str(folder))).out == "cli-action: same\n"
    file.write_text('{"parent": "designs/{design_id}", "cancellable": false}', encoding="utf-8")
    done = await operator.ok("actions", "apply", str(folder))
    assert '-  "cancellable": true,' in done.out
    (folder / "bad.json").write_text('{"input_schema": {"type": "nonsense"}}', encoding="utf-8")
    done = await operator("actions", "apply", str(folder))
    assert done.code == 2
    assert "bad.json: /input_schema" in done.err


async def test_tenants_key_may_not_operate(typist: Typist) -> None:
    assert (await typist("tenants", "list")).code == 4


async def test_operator_works_for_the_tenant_that_is_named(operator: Typist, tenant: Tenant, house: House) -> None:
    action = await house.action()
    done = await operator.ok("run", action, "--parent", "designs/d1", "--tenant", tenant.name)
    assert (await tenant.operation(done.out.strip()))["action"] == action


async def test_profile_is_kept_for_its_owner_alone(operator: Typist, house: House, tmp_path: Path) -> None:
    nobody, key = operator.without("BELLHOP_URL", "BELLHOP_KEY"), house.admin.key
    asked = ("why", "sub_unknown", "--tenant", "nobody")  # 3 of the one that is there, 6 of the one that is away
    await nobody.ok("profiles", "add", "here", "--url", house.admin.url, stdin=f"{key}\n".encode())
    await nobody.ok("profiles", "add", "away", "--url", "http://127.0.0.1:9", stdin=b"another-key")
    file = tmp_path / "config" / "bellhop" / "profiles.json"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    listed = (await nobody.ok("profiles", "list", "--json")).lines
    assert key not in json.dumps(listed)
    assert [each["current"] for each in listed] == [False, True]
    assert (await nobody(*asked)).code == 3
    await nobody.ok("profiles", "use", "away")
    assert (await nobody(*asked)).code == 6
    assert (await nobody(*asked, "--profile", "here")).code == 3
    await nobody.ok("profiles", "remove", "away")
    assert (await nobody("profiles", "use", "away")).code == 2
    file.chmod(0o644)
    done = await nobody("profiles", "list")
    assert done.code == 2
    assert "chmod 600" in done.err


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (("--url", "ftp://here", "--key", "k"), {}),
        (("--url", "http://user@here", "--key", "k"), {}),
        (("--url", "http://here/?x=1", "--key", "k"), {}),
        (("--url", "http://here:99999", "--key", "k"), {}),
        (("--url", "http://here", "--key", "two words"), {}),
        (("--url", "http://here"), {}),
        (("--url", "http://here", "--profile", "p"), {}),
        ((), {"BELLHOP_URL": "http://here", "BELLHOP_PROFILE": "p"}),
        ((), {"BELLHOP_PROFILE": "p", "BELLHOP_KEY": "k"}),
        ((), {"BELLHOP_URL": "http://here", "BELLHOP_KEY": "k", "BELLHOP_KEY_FILE": "/dev/null"}),
        ((), {"BELLHOP_URL": "http://here", "BELLHOP_KEY_FILE": "/nowhere"}),
        (("--profile", "nowhere"), {}),
    ],
)
async def test_what_does_not_say_which_bellhop_is_wrong_use(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    done = await Typist(tmp_path, **environment)("tenants", "list", *arguments)
    assert (done.code, done.out) == (2, "")
    assert "two words" not in done.err


async def test_key_of_a_profile_is_sent_to_its_own_address_only(tmp_path: Path) -> None:
    typist = Typist(tmp_path)
    await typist.ok("profiles", "add", "here", "--url", "http://127.0.0.1:9", stdin=b"the-key")
    done = await typist("tenants", "list", "--url", "http://127.0.0.1:10")
    assert done.code == 2
    assert "A key for http://127.0.0.1:10 is needed" in done.err


async def test_key_of_the_environment_goes_before_that_of_the_profile_in_use(
    operator: Typist, house: House, tmp_path: Path
) -> None:
    """It was left out without a word, and what was done was done with another key."""
    nobody = operator.without("BELLHOP_URL", "BELLHOP_KEY")
    await nobody.ok("profiles", "add", "here", "--url", house.admin.url, stdin=b"bh_admin_kept")
    assert (await nobody("tenants", "list")).code == 4
    await operator.without("BELLHOP_URL").ok("tenants", "list")
    file = tmp_path / "key"
    file.write_text(house.admin.key, encoding="utf-8")
    nobody.environment["BELLHOP_KEY_FILE"] = str(file)
    await nobody.ok("tenants", "list")
    assert (await nobody("tenants", "list", "--key", "bh_admin_typed")).code == 4
    assert (await nobody("tenants", "list", "--profile", "here")).code == 4
    nobody.environment["BELLHOP_PROFILE"] = "here"
    both = await nobody("tenants", "list")
    assert (both.code, "both give a key" in both.err) == (2, True)


async def test_key_is_read_from_a_file(operator: Typist, house: House, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(house.admin.key + "\n", encoding="utf-8")
    other = operator.without("BELLHOP_KEY")
    other.environment["BELLHOP_KEY_FILE"] = str(file)
    await other.ok("--json", "tenants", "list")


def test_variables_of_the_client_do_not_stop_the_service() -> None:
    """A developer's shell has them where the service is started as well."""
    names = ("URL", "KEY", "KEY_FILE", "PROFILE", "TENANT")
    assert Settings.from_environment({f"BELLHOP_{name}": "x" for name in names}).port == 8400


async def test_database_that_the_environment_names_goes_before_the_profile_in_use(
    tmp_path: Path, database_url: str
) -> None:
    keys = "first:" + base64.b64encode(bytes(32)).decode()
    typist = Typist(tmp_path, BELLHOP_DATABASE_URL=database_url, BELLHOP_MASTER_KEYS=keys)
    await typist.ok("profiles", "add", "away", "--url", "http://127.0.0.1:9", stdin=b"the-key")
    assert (await typist.ok("tenants", "list", "--json")).out == ""
    assert (await typist.ok("tenants", "create", "acme", "--json")).json == {"id": "acme"}
    assert (await typist.ok("migrate", "--status", "--json")).lines[0]["schema"] == "bellhop"
    assert (await typist.ok("doctor", "--json")).json["settings"]["BELLHOP_PORT"] == "8400"
    rotated = (await typist.ok("secrets", "rotate", "--json")).json
    assert (rotated["rows"], rotated["active_key"].partition(":")[0]) == (0, "first")
    assert (await typist("--json", "serve")).code == 2
    assert (await typist("--url", "http://127.0.0.1:9", "migrate", "--status")).code == 2
