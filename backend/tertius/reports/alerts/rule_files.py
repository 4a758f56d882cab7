"""Alerts as files of the user's configuration folder, and the examples that come with Tertius, which nobody runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.declared import Fault, Kind, Told, instead, read_declared
from tertius.catalog.question import Question
from tertius.errors import InputError, NotFoundError
from tertius.reports.alerts.rule import AlertRule, RowTest, When
from tertius.reports.checking import faults
from tertius.reports.plan import Delivery, Schedule
from tertius.wording import quoted

EXAMPLES = Path(__file__).parent / "ready"
"""Alerts to start one's own from."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """An alert's file, looked at.

    Attributes
    ----------
    plan
        The alert; None if something is wrong with it.
    faults
        All that is wrong.
    """

    plan: AlertRule | None
    faults: tuple[Told, ...]


class Rules:
    """The user's alerts, by name.

    Parameters
    ----------
    folder
        Where they are; it need not be there.
    catalogue
        What their questions are held against.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder = folder
        self._catalogue = catalogue

    def paths(self) -> dict[str, Path]:
        """Return the files by name of the alert."""
        return {path.stem: path for path in sorted(self.folder.glob("*.yaml"))}

    def path(self, name: str) -> Path:
        """Return the file of an alert.

        Raises
        ------
        NotFoundError
            There is none of that name; the message has the nearest.
        """
        known = self.paths()
        if name not in known:
            raise NotFoundError(
                f"There is no alert {name[:80]!r}.",
                where=quoted(self.folder),
                next_step=f"{instead(name, known)} `tertius alert new NAME` starts one.",
            )
        return known[name]

    def look(self, path: Path) -> Ruled:
        """See `look_at`."""
        return look_at(path, self._catalogue)

    def get(self, name: str) -> AlertRule:
        """Return an alert, checked.

        Raises
        ------
        NotFoundError
            There is none of that name.
        InputError
            The file is at fault; the message has the first fault with its line.
        """
        looked = self.look(self.path(name))
        if looked.plan is None:
            first = looked.faults[0]
            raise InputError(first.what, where=first.where, next_step=first.next_step)
        return looked.plan


def look_at(path: Path, catalogue: Catalogue) -> Ruled:
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
    return Ruled(*read_declared(path, _KIND, lambda rule: rule_faults(rule, catalogue)))


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
