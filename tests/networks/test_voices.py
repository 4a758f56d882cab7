"""Whose voices a tie stands on, by hand."""

from datetime import date

import pytest

from tertius.model.claims import Claim, Polarity
from tertius.model.decisions import Decision, DecisionKind
from tertius.model.hedges import Assumptions, Hedge
from tertius.model.sources import Source, independent_roots
from tertius.networks.voices import Rulings, Spoken, Voicing, amended, graded, voices_of


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


def test_one_voice_a_root_the_best_that_asserts() -> None:
    roots = independent_roots([source("a"), source("b", "", "a"), source("c")])
    spoken = (
        Spoken("a", "rumoured", None, "asserts"),  # .25
        Spoken("b", "reported", None, "asserts"),  # .80, and b repeats a
        Spoken("a", "stated", None, "denies"),
        Spoken("c", "stated", 4, "asserts"),  # graded doubtful: .30
    )
    concluded = (Spoken("a", "stated", None, "asserts", True), Spoken("c", "possible", None, "asserts", True))
    assert Voicing(roots, Assumptions()).of(concluded) == (("a", 0.5), ("c", 0.4))
    assert Voicing(roots, Assumptions()).of(spoken) == (("a", 0.8), ("c", 0.3))
    assert Voicing(roots, Assumptions(), lambda name: name != "b").of(spoken) == (("a", 0.25), ("c", 0.3))
    assert Voicing(roots, Assumptions(), lambda name: name == "d").of(spoken) == ()


def test_a_correction_that_does_not_fit_is_passed_over() -> None:
    claim = Claim(source="a", record="1", kind="LEADS", about=(), hedge=Hedge.POSSIBLE)

    def ruling(kind: DecisionKind, field: str = "", value: str = "") -> Decision:
        return Decision(kind=kind, left="k", field=field, value=value, who="A", when=date(2020, 1, 1), why="so")

    unfit = ruling(DecisionKind.CORRECT, "value", "Ali")  # a tie has no value
    confirmed = amended(claim, [unfit, ruling(DecisionKind.CONFIRM)])
    assert confirmed is not None
    assert confirmed.hedge is Hedge.STATED
    assert amended(claim, [unfit, ruling(DecisionKind.REJECT)]) is None
    turned = amended(claim, [ruling(DecisionKind.CORRECT, "polarity", "denies")])
    assert turned is not None
    assert turned.polarity is Polarity.DENIES
    assert voices_of([turned], {}, Assumptions()) == ()


def test_only_standing_decisions_about_claims_rule() -> None:
    def decision(kind: DecisionKind, left: str, right: str = "", undone: date | None = None) -> Decision:
        return Decision(kind=kind, left=left, right=right, who="A", when=date(2020, 1, 1), why="so", undone=undone)

    standing = decision(DecisionKind.CONFIRM, "k")
    rulings = Rulings.of(
        [
            standing,
            decision(DecisionKind.REJECT, "k", undone=date(2021, 1, 1)),
            decision(DecisionKind.SAME, "x:a", "x:b"),
        ]
    )
    assert rulings.on("k") == [standing]
    assert list(rulings.by_key) == ["k"]
