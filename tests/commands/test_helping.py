"""Help and completion: what can be typed is told."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellhop.cli import parser_of
from bellhop.commands.completion import _paths
from bellhop.commands.parsing import Parser
from tests.commanding import Typist
from tests.running import ROOT, bellhop_command

WITHOUT_OWN_HELP = {"demo", "bench"}  # programs that read their arguments themselves


def commands() -> Iterator[tuple[tuple[str, ...], Parser]]:
    paths = dict(_paths(parser_of(["completion"]), ()))
    for path, parser in paths.items():
        is_noun = any(len(other) > len(path) and other[: len(path)] == path for other in paths)
        if not is_noun and path[0] not in WITHOUT_OWN_HELP:
            yield path, parser


COMMANDS = dict(commands())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_a_help_with_an_example(path: tuple[str, ...]) -> None:
    text = COMMANDS[path].format_help()
    assert f"  bellhop {' '.join(path)}" in text.partition("example:\n")[2]


def test_the_help_of_the_benchmark_names_what_make_runs() -> None:
    """It named `python -m tests.bench`."""
    target = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nbench:")[2]
    command = target.splitlines()[1].strip().removeprefix("@$(BIN)/").removesuffix(" $(ARGS)")
    told = subprocess.run([bellhop_command(), "bench", "--help"], capture_output=True, text=True, check=True).stdout
    assert f"`{command}` is what `make bench` runs" in " ".join(told.split())


@pytest.fixture(scope="module")
def in_bash() -> str:
    """What `bellhop completion bash` prints."""
    return subprocess.run([bellhop_command(), "completion", "bash"], capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["bellhop", "ta"], {"tail"}),
        (["bellhop", "tail", ""], {"events", "operations", "deliveries"}),
        (["bellhop", "tail", "events", "--fr"], {"--from-start"}),
        (["bellhop", "--json", "keys", "cr"], {"create"}),
        (["bellhop", "run", "x", "--wa"], {"--wait"}),
        (["bellhop", "completion", ""], {"bash", "zsh", "fish"}),
    ],
)
async def test_bash_completes_what_can_be_typed(
    in_bash: str, tmp_path: Path, words: list[str], wanted: set[str]
) -> None:
    asked = f"{in_bash}\nCOMP_WORDS=({' '.join(repr(each) for each in words)}); COMP_CWORD={len(words) - 1}; _bellhop\n"
    asked += 'printf "%s\\n" "${COMPREPLY[@]}"'
    done = await asyncio.to_thread(
        subprocess.run, ["bash", "-c", asked], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert {each for each in done.stdout.split() if each not in {"-h", "--help"}} >= wanted
    assert all(each.startswith(words[-1]) for each in done.stdout.split())


@pytest.mark.parametrize("shell", ["zsh", "fish"])
async def test_other_shells_read_their_script(tmp_path: Path, shell: str) -> None:
    script = (await Typist(tmp_path).ok("completion", shell)).out
    for words in COMMANDS:
        assert all(word in script for word in words)
    program = shutil.which(shell)
    if program is not None:
        await asyncio.to_thread(subprocess.run, [program, "--no-execute"], input=script, text=True, check=True)


@pytest.mark.parametrize(
    "typed", [["--help"], ["deploy", "run"], ["--key", "serve", "deploy"], ["completion", "bash"]], ids=" ".join
)
def test_whoever_asks_what_can_be_typed_is_told_all(typed: list[str]) -> None:
    assert {path[:1] for path, _ in _paths(parser_of(typed), ())} == {path[:1] for path, _ in _paths(parser_of([]), ())}


@pytest.mark.parametrize(
    "typed", [["keys", "list"], ["--url", "http://run", "keys", "list"], ["--prof", "run", "keys"]], ids=" ".join
)
def test_what_is_typed_is_known_whatever_stands_before_it(typed: list[str]) -> None:
    assert ("keys",) in {path[:1] for path, _ in _paths(parser_of(typed), ())}
