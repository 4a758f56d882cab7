"""The digest of a measure: what changes an answer changes it, and nothing else does."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import tertius
from tertius.catalog import answer_digest
from tertius.catalog.registered import registered

BACKEND = Path(tertius.__file__).parent
Edit = tuple[str, str, str]


@pytest.fixture
def digests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, str]]:
    """``digests(*edits)``: the digest of every measure where (file, old text, new text) were edited in the code."""
    for room in ("measures", "model"):
        shutil.copytree(BACKEND / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    original = answer_digest._file

    def in_the_copy(module: str) -> Path | None:
        path = original(module)
        copied = tmp_path / path.relative_to(BACKEND) if path is not None and path.is_relative_to(BACKEND) else path
        return copied if copied is not None and copied.exists() else path

    monkeypatch.setattr(answer_digest, "_file", in_the_copy)

    def forget() -> None:
        answer_digest._module.cache_clear()
        answer_digest._definition.cache_clear()

    def edited(*edits: Edit) -> dict[str, str]:
        for file, old, new in edits:
            text = (tmp_path / file).read_text(encoding="utf-8")
            assert old in text, f"{file} has no {old!r}"
            (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
        forget()
        return {measure.id: measure.digest() for measure in registered()}

    yield edited  # type: ignore[misc]
    forget()


CORES, ADJACENCY = "measures/centrality/cores.py", "measures/adjacency.py"


@pytest.fixture(scope="module")
def plain() -> dict[str, str]:
    """Give the digest of every measure as it is."""
    return {measure.id: measure.digest() for measure in registered()}


REWORDED: dict[str, Edit] = {
    "a docstring": (CORES, "Return the core number of every node", "Give each node's core number"),
    "a docstring of a module": ("measures/network.py", "An edge may stand on more than one tie.", "Edges have ties."),
    "a text after a constant": ("measures/run.py", "beyond them it is rounding", "the rest is noise"),
    "a comment": ("measures/kernels/drawing.py", "  # 2 to the power of -53", ""),
    "empty lines": ("measures/kernels/peeling.py", "import numpy as np\n", "import numpy as np\n\n\n"),
    "another layout of a call": (CORES, "np.zeros(arcs.n)", "np.zeros(\n        arcs.n,\n    )"),
    "an annotation": (ADJACENCY, "def without_hidden(self, mask: BoolArray | None)", "def without_hidden(self, mask)"),
    "the words of an error": (ADJACENCY, "Give one boolean for each edge", "One truth value an edge"),
    "a title": (CORES, 'title="Cores"', 'title="k-cores"'),
    "a convention": (CORES, "An isolate has 0.", "Isolates have 0."),
}


@pytest.mark.parametrize("edit", REWORDED.values(), ids=REWORDED)
def test_other_words_and_another_layout_change_nothing(
    digests: Callable[..., dict[str, str]], plain: dict[str, str], edit: Edit
) -> None:
    assert digests(edit) == plain


PAGERANK = "measures/centrality/pagerank.py"
CHANGED: dict[str, tuple[Edit, str, bool]] = {
    # what is edited, a measure that it changes, and whether it changes every measure
    "a constant": (("measures/uncertainty/worlds.py", '"A": 0.01', '"A": 0.02'), "centrality/cores", True),
    "a constant of what runs measures": (("measures/run.py", "DECIMALS = 12", "DECIMALS = 11"), "time/paths", True),
    "a constant of another module": (
        ("measures/lengths.py", "STEP_COST = 1e-7", "STEP_COST = 1e-6"),
        "centrality/betweenness",
        False,
    ),
    "a constant of a kernel": (("measures/kernels/drawing.py", "uint64(27)", "uint64(28)"), "time/paths", True),
    "a kernel imported within a function": (
        ("measures/kernels/peeling.py", "def core_numbers(", "def core_numbers(\n    more: int,"),
        "key_players/sets",
        False,
    ),
    "a choice among words": (
        ("measures/temporal/spans.py", '"certain", "possible"', '"certain", "possible", "likely"'),
        "time/slices",
        False,
    ),
    "a sentinel of the model": (("model/dates.py", "OPEN_START = ", "OPEN_START = 1 and "), "time/paths", True),
    "the condition of an error": ((PAGERANK, "0.0 <= damping", "0.0 < damping"), "centrality/pagerank", False),
    "a sign": ((PAGERANK, "damping, _ROUNDS, share", "damping, -_ROUNDS, share"), "centrality/pagerank", False),
}


@pytest.mark.parametrize(("edit", "measure_id", "everywhere"), CHANGED.values(), ids=CHANGED)
def test_what_changes_an_answer_changes_the_digest(
    digests: Callable[..., dict[str, str]], plain: dict[str, str], edit: Edit, measure_id: str, everywhere: bool
) -> None:
    changed = {one for one, digest in digests(edit).items() if digest != plain[one]}
    assert measure_id in changed
    assert (changed == set(plain)) == everywhere


def test_a_package_of_its_own_is_followed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "of_somebody_else"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "grades.py").write_text(
        'from enum import Enum\n\n\nclass Grade(Enum):\n    """Grades."""\n\n    A = 1\n'
    )
    (package / "own.py").write_text(
        "LIMIT = 3\n\n\n"
        "def score(network):\n    from of_somebody_else.grades import Grade\n\n    return [Grade.A] * LIMIT\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    def digest() -> str:
        answer_digest._module.cache_clear()
        answer_digest._definition.cache_clear()
        return answer_digest.digest_of("", [("of_somebody_else.own", "score")])

    seen = [digest()]
    for file, old, new, same in (
        ("grades.py", '"""Grades."""', '"""The grades of a source."""', True),
        ("grades.py", "A = 1", "A = 2", False),
        ("own.py", "LIMIT = 3", "LIMIT = 4", False),
        ("own.py", "LIMIT = 4", "OTHER = 1\nLIMIT = 4", True),
    ):
        text = (package / file).read_text()
        assert old in text
        (package / file).write_text(text.replace(old, new))
        seen.append(digest())
        assert (seen[-1] == seen[-2]) == same, new
