"""Which test proves which requirement: `python -m tests.conformance` writes `docs/conformance.md`.

The requirements are those of the two documents that Bellhop implements: A, asynchronous actions with webhooks, and
B, long-running operations. Tests name them with `@pytest.mark.requirement("A3")`; they are found by reading the
source, so nothing has to run.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "conformance.md"

REQUIREMENTS: Mapping[str, str] = {
    "A1": "`POST /v2/tenants/{tenant_id}/…/{action}/run` starts an action, under zero or more parent segments",
    "A2": "202 means accepted after a preliminary check, not that the job will succeed",
    "A3": "422 names what part of the input needs to change, and no job exists",
    "A4": "each action has inputs of its own",
    "A5": "the answer of an accepted request carries `job_id`",
    "A6": "`GET …/{action}/status?job_id=` tells the status of a job",
    "A7": "status carries the state and the results or errors",
    "A8": "status also answers for jobs that were not started through the API",
    "A9": "a job's summary is gone after 7 days at most",
    "A10": "a webhook is called on completion, for tenants that are entitled to webhooks",
    "A11": "the webhook carries the job's id and status, and metadata of the endpoint",
    "A12": "after `failed`, status has the detailed error messages",
    "A13": "webhooks are set up through APIs",
    "A14": "webhooks authenticate, with HTTP basic auth and with secret headers among others",
    "A15": "the documentation lists the asynchronous actions",
    "B1": "202 Accepted on successful submission",
    "B2": "the body of the 202 is an Operation",
    "B3": "in everything else the method behaves like any other",
    "B4": "`Location` points to the operation's status",
    "B5": "`GET /operations/{id}` exists",
    "B6": "it is 200 with an Operation when the operation exists",
    "B7": "it is 404 when the operation does not exist: unknown, invalid, expired",
    "B8": "`GET /operations` lists operations",
    "B9": "the list can be filtered",
    "B10": "the list follows standard pagination",
    "B11": "the Operation has its current `state`",
    "B12": "progress is found in `metadata`",
    "B13": "`result` is there when the state is `succeeded`",
    "B14": "`errors` is there when the state is `failed`",
    "B15": "further states would be documented (there are none)",
    "B16": "operations can be cancelled where that is feasible",
    "B17": "cancelling is `POST /operations/{id}:cancel`",
    "B18": "it is 200 with the updated Operation",
    "B19": "it is 404 for an operation that does not exist",
    "B20": "cancelling may take a while: the state becomes `cancelled` when it is complete",
    "B21": "it is documented which operations can be cancelled",
    "B22": "requests for the same resource may be queued",
    "B23": "or they are refused: 409 with an explanation",
    "B24": "operations may expire some time after they ended",
    "B25": "an expired operation is 404",
    "B26": "the expiry is documented",
    "B27": "operations live long enough to read the result, also after the last retry of a callback",
    "B28": "what prevents a request from starting is an ordinary error",
    "B29": "what goes wrong while running is `failed` with `errors`",
    "B30": "`id`, `state` and `createdTime` are required, and the five states have these names",
    "B31": "the body is an Operation itself, not wrapped in anything",
    "B32": "`metadata` has an open schema of its own",
    "B33": "`result` is the action's success response, an empty object where there is none",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """A test that names a requirement."""

    path: str
    line: int
    test: str

    @property
    def sentence(self) -> str:
        """The test's name, as the sentence it is."""
        return self.test.removeprefix("test_").replace("_", " ")


def collect(root: Path = ROOT) -> dict[str, list[Proof]]:
    """The proofs of each requirement, in the order of their files."""
    proofs: dict[str, list[Proof]] = defaultdict(list)
    for path in sorted((root / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        shared = list(_named(_module_marks(tree)))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                proof = Proof(path.relative_to(root).as_posix(), node.lineno, node.name)
                for requirement in dict.fromkeys([*shared, *_named(node.decorator_list)]):
                    proofs[requirement].append(proof)
    return proofs


def render(proofs: Mapping[str, Sequence[Proof]]) -> str:
    """The page."""
    lines = [
        "# Conformance",
        "",
        "Bellhop implements two published documents: **A**, an API vendor's pattern for asynchronous actions with",
        "webhooks, and **B**, an API standard's pattern for long-running operations. Each of their requirements has at",
        "least one test that names it. This page is written by `python -m tests.conformance` and compared by a test.",
        "",
        "| | requirement | proven by |",
        "|---|---|---|",
    ]
    for requirement, text in REQUIREMENTS.items():
        found = "<br>".join(f"[{each.sentence}](../{each.path})" for each in proofs.get(requirement, ()))
        lines.append(f"| {requirement} | {text} | {found} |")
    return "\n".join([*lines, ""])


def _module_marks(tree: ast.Module) -> list[ast.expr]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets):
            return list(node.value.elts) if isinstance(node.value, ast.List) else [node.value]
    return []


def _named(marks: Sequence[ast.expr]) -> Iterator[str]:
    for mark in marks:
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "requirement":
            yield from (str(each.value) for each in mark.args if isinstance(each, ast.Constant))


if __name__ == "__main__":
    PAGE.write_text(render(collect()), encoding="utf-8")
