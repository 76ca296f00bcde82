"""The image is built from what `.dockerignore` lets in."""

from pathlib import Path

TOP = Path(__file__).parents[2]


def test_what_the_image_copies_is_let_into_its_build() -> None:
    ignored = (TOP / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    lines = (TOP / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = {
        source for line in lines if line.startswith("COPY ") and "--from=" not in line for source in line.split()[1:-1]
    }
    assert ignored[0] == "*"
    assert {source.partition("/")[0] for source in copied} == let_in
    assert all((TOP / source).exists() for source in copied)
