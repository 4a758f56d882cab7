"""Which name people prefer, where several of them decided."""

from dataclasses import replace
from datetime import date
from itertools import permutations

from tertius.model.decisions import Decision, DecisionKind
from tertius.model.preferred_names import PreferredNames


def prefer(entity: str, name: str, day: int, source: str = "") -> Decision:
    return Decision(
        kind=DecisionKind.PREFER_NAME,
        left=entity,
        value=name,
        who="an analyst",
        when=date(2026, 1, day),
        why="as the press writes it",
        source=source,
    )


def test_the_latest_day_counts_then_the_first_name_whatever_the_order() -> None:
    decisions = (prefer("s:a", "Zeid", 3, "x"), prefer("s:b", "Abid", 2), prefer("s:a", "Aziz", 3, "y"))
    for order in permutations(decisions):
        preferred = PreferredNames.of(order)
        for members in permutations(("s:a", "s:b", "s:c")):
            assert preferred.names(members) == ["Aziz", "Zeid", "Abid"]
        assert preferred.names(["s:b"]) == ["Abid"]
        assert preferred.names(["s:c"]) == []


def test_one_that_was_taken_back_does_not_count() -> None:
    later = prefer("s:a", "Zeid", 3)
    undone = replace(later, undone=date(2026, 1, 4))
    assert PreferredNames.of([undone, prefer("s:a", "Abid", 2, "x")]).names(["s:a"]) == ["Abid"]
