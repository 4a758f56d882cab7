"""`--picture`: an answer drawn into a file, and refused before a server is started where it cannot be."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tertius.graph.connect import Target

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_an_answer_is_drawn_beside_what_is_printed(
    tertius: Run, holding: Callable[..., Target], tmp_path: Path
) -> None:
    on = holding("harbour")
    done = tertius("query", "commanders/overlapping", "--format", "csv", "--picture", "out.svg", on=on)
    assert done.returncode == 0, done.stderr
    assert done.stdout == tertius("query", "commanders/overlapping", "--format", "csv", on=on).stdout
    assert "Drew out.svg.\n" in done.stderr
    root = ElementTree.fromstring((tmp_path / "out.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own
    # Ada and Bo both lead the Terns (h02, h05).
    assert "Ada Ferris – Bo Lindqvist, The Terns" in " ".join(root.itertext())


@pytest.mark.parametrize(
    ("question", "file", "code", "said"),
    [
        (("entities/search", "--text", "ada"), "out.svg", 2, "No picture shows an answer of this kind"),
        (("commanders/overlapping",), "out.png", 2, "ends in .svg"),
        (("commanders/overlapping",), "nowhere/out.svg", 2, "There is no folder"),
    ],
)
def test_what_cannot_be_drawn_is_told_before_a_server_is_started(
    tertius: Run, question: tuple[str, ...], file: str, code: int, said: str
) -> None:
    done = tertius("query", *question, "--picture", file)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in " ".join(done.stderr.split())
    assert "Starting" not in done.stderr
