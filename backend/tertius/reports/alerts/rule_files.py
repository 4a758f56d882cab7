"""Alerts as files of the user's configuration folder, and the examples that come with Tertius, which nobody runs."""

from collections.abc import Iterable
from pathlib import Path

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.declared import Fault, Kind, instead, read_declared
from tertius.catalog.question import Question
from tertius.reports.alerts.rule import AlertRule, RowTest, When
from tertius.reports.by_name import ByName, Looked
from tertius.reports.checking import faults
from tertius.reports.plan import Delivery, Schedule

EXAMPLES = Path(__file__).parent / "ready"
"""Alerts to start one's own from."""


class Rules(ByName[AlertRule]):
    """The user's alerts, by name.

    Parameters
    ----------
    folder
        Where they are; it need not be there.
    catalogue
        What their questions are held against.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        super().__init__("alert", (folder,), lambda path: look_at(path, catalogue))


def look_at(path: Path, catalogue: Catalogue) -> Looked[AlertRule]:
    """Read an alert's file, and find all that is wrong with it.

    Parameters
    ----------
    path
        The file; its name without the ending is the alert's.
    catalogue
        The questions.

    Raises
    ------
    NotFoundError
        There is no such file.
    """
    return Looked(*read_declared(path, _KIND, lambda rule: rule_faults(rule, catalogue)))


_KIND = Kind(
    "alert",
    AlertRule,
    "`title: …`, then `question:` and `when:`",
    {"schedule": (Schedule, 1), "when": (When, 1), "deliver": (Delivery, 2)},
)


def rule_faults(rule: AlertRule, catalogue: Catalogue) -> list[Fault]:
    """Return all that is wrong with an alert whose shape is right.

    Parameters
    ----------
    rule
        The alert.
    catalogue
        The questions.
    """
    plan = rule.plan().model_copy(update={"deliver": rule.deliver})
    found = [Fault(_own(one.place), one.what, one.next_step) for one in faults(plan, catalogue)]
    if not any(one.place == ("question",) for one in found):
        found += _of_tests(rule, catalogue.find(rule.question))
    return found


def _own(place: tuple[str, ...]) -> tuple[str, ...]:
    """Return where a part of the alert's report stands in the alert's own file."""
    return place[2:] if place[:1] == ("sections",) else place


def _of_tests(rule: AlertRule, question: Question) -> Iterable[Fault]:
    place = ("when", "above" if rule.when.above else "below" if rule.when.below else "where")
    singles = {name: column for name, column in question.columns.items() if not column.list}
    for test in rule.when.tests():
        column = singles.get(test.column)
        if column is None:
            yield Fault(
                place, f"The question {question.id} has no column {test.column!r}.", instead(test.column, singles)
            )
        elif not _fits(test, column.type):
            held, right = _KINDS.get(column.type, ("days", "Hold it against a day, such as >= 2012-06-01."))
            yield Fault(place, f"{test.column} holds {held}: {test.words!r} cannot be.", right)


_KINDS = {
    "integer": ("numbers", "Hold it against a number."),
    "number": ("numbers", "Hold it against a number."),
    "boolean": ("true or false", "Write = true or = false."),
    "string": ("texts", "Write = and a text."),
    "point": ("places", "Take another column."),
    "object": ("several values", "Take another column."),
}


def _fits(test: RowTest, kind: str) -> bool:
    if kind in ("integer", "number"):
        return isinstance(test.value, float)
    if kind == "boolean":
        return isinstance(test.value, bool) and not test.orders
    if kind in ("date", "datetime"):
        return isinstance(test.value, str)
    return kind == "string" and isinstance(test.value, str) and not test.orders
