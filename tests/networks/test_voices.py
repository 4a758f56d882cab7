"""Whose voices a tie stands on, by hand."""

import pytest

from tertius.model.dates import UNDATED
from tertius.model.derive import Tie, TieKey
from tertius.model.sources import Source, independent_roots
from tertius.networks.voices import graded, voices_of


def source(name: str, grade: str = "", *parents: str) -> Source:
    return Source(id=name, title="", reliability=grade, derived_from=parents)


@pytest.mark.parametrize(
    ("sources", "grades"),
    [
        ([source("a", "B")], {"a": "B"}),
        ([source("a")], {}),
        # z is the origin, a repeats it; a's better grade makes the voice no better, and it goes by the smaller id.
        ([source("a", "A", "z"), source("z", "D")], {"a": "D"}),
        ([source("a", "A", "z"), source("z")], {"a": "A"}),
        # A third repeats two, so that they are one voice: as good as the worse of them.
        ([source("a", "B"), source("b", "E"), source("c", "A", "a", "b")], {"a": "E"}),
        ([source("a", "F"), source("b", "C"), source("c", "", "a", "b")], {"a": "C"}),
        ([source("a", "F")], {"a": "F"}),
    ],
)
def test_the_grade_of_a_voice(sources: list[Source], grades: dict[str, str]) -> None:
    assert graded(sources) == grades


def test_one_voice_a_root_the_best_of_its_sources() -> None:
    roots = independent_roots([source("a"), source("b", "", "a"), source("c")])  # b repeats a
    tie = Tie(
        key=TieKey("LEADS", "p", "o"),
        roles=(),
        bounds=UNDATED,
        likelihood=0.86,  # 1 - (1 - .8) * (1 - .3)
        claims=4,
        sources=3,
        disputed=True,
        asserted_by=("a", "b", "c"),
        firmness=(0.25, 0.8, 0.3),
    )
    assert voices_of(tie, roots) == (("a", 0.8), ("c", 0.3))
    assert voices_of(tie, roots, lambda name: name != "b") == (("a", 0.25), ("c", 0.3))
    assert voices_of(tie, roots, lambda name: name == "d") == ()
    assert voices_of(tie, {}) == (("a", 0.25), ("b", 0.8), ("c", 0.3))
