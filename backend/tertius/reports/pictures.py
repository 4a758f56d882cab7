"""Which picture shows an answer: told by its columns, so that a new question is drawn without a word about it here."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, TypeAlias

from tertius.answers import Answer
from tertius.errors import UndefinedError
from tertius.reports.draw.canvas import GROUPS, Picture
from tertius.reports.draw.network import Node, network
from tertius.reports.draw.ranks import Dot, dot_and_whisker
from tertius.reports.draw.slope import Line, slope_chart
from tertius.reports.draw.timeline import Spell, timeline
from tertius.reports.history import RankHistory

Figure: TypeAlias = Literal["ranks", "timeline", "network"]
"""The kinds of picture."""

MOST_ROWS = 30
"""Rows that are drawn at most, of ranks and of a timeline: more could not be told apart."""

MOST_EDGES = 5_000
"""Ties that a picture of a network has at most."""

_SPANS = (
    ("earliest", "latest", "certain_from", "certain_to"),
    ("from_day", "to_day", None, None),
)
"""Columns that say when a row is possible, and when it is certain."""

_NEEDS: Mapping[Figure, str] = {
    "ranks": "ranks with their intervals",
    "timeline": "days on which a row is possible",
    "network": "ties from a source to a target",
}

Link = Callable[[int], str]
"""Where the name in a row leads within the page."""


def figure_of(answer: Answer) -> Figure | None:
    """Return the picture that fits an answer best, None where none does.

    Parameters
    ----------
    answer
        The answer; its columns decide.
    """
    names = {column.name for column in answer.columns}
    if {"source_id", "target_id", "likelihood", "alternatives"} <= names:
        return "network"
    if {"rank", "node", "rank_low", "rank_high"} <= names:
        return "ranks"
    if any({first, last} <= names for first, last, *_ in _SPANS):
        return "timeline"
    return None


def picture_of(answer: Answer, title: str, *, figure: Figure | None = None, link: Link = lambda _: "") -> Picture:
    """Draw an answer.

    Parameters
    ----------
    answer
        The answer.
    title
        What is shown.
    figure
        Which picture; None for the one that fits best.
    link
        Where the name in a row leads.

    Raises
    ------
    UndefinedError
        No picture shows such an answer, or not the one that was asked for.
    """
    chosen = figure or figure_of(answer)
    names = {column.name for column in answer.columns}
    if chosen is None or (figure is not None and not _can(figure, names)):
        what = (
            f"A picture of {figure} needs {_NEEDS[figure]}." if figure else "No picture shows an answer of this kind."
        )
        raise UndefinedError(
            f"{what}",
            where=answer.question,
            next_step="Ask a measure with ranks, a question with days (commanders/overlapping) or one of networks/….",
        )
    return {"ranks": _ranks, "timeline": _timeline, "network": _network}[chosen](answer, title, link)


def slope_of(history: RankHistory, title: str, *, link: Link = lambda _: "") -> Picture | None:
    """Draw the ranks of a section's rows over the last runs.

    Parameters
    ----------
    history
        The ranks; those of the latest run are drawn.
    title
        What is shown.
    link
        Where the name in a row of the latest run leads.

    Returns
    -------
    Picture or None
        None where there are not two runs to draw a line between.
    """
    shown = [line for line in history.lines if line.ranks[-1] is not None][:MOST_ROWS]
    if len(history.runs) < 2 or not shown:
        return None
    days = [run.day.isoformat() for run in history.runs]
    names = days if len(set(days)) == len(days) else [f"run {run.run.rpartition('.')[2]}" for run in history.runs]
    lines = [
        Line(line.name, line.ranks, marked=line.ranks[-1] == 1, href=link(number)) for number, line in enumerate(shown)
    ]
    return slope_chart(lines, names, title=title)


def _can(figure: Figure, names: set[str]) -> bool:
    if figure == "network":
        return {"source_id", "target_id"} <= names
    if figure == "ranks":
        return {"rank", "rank_low", "rank_high"} <= names
    return any({first, last} <= names for first, last, *_ in _SPANS)


def _ranks(answer: Answer, title: str, link: Link) -> Picture:
    rows = answer.rows[:MOST_ROWS]
    dots = [
        Dot(
            _name(row),
            float(row["rank"]),
            row["rank_low"],
            row["rank_high"],
            marked=row["rank"] == 1,
            href=link(number),
        )
        for number, row in enumerate(rows)
    ]
    share, worlds = answer.params.get("interval", 0.9), answer.params.get("worlds", 0)
    axis = f"Rank, and the interval of {share:.0%} of {worlds:,} simulations" if worlds else "Rank"
    return dot_and_whisker(dots, title=title, axis=axis, lower_is_better=True)


def _timeline(answer: Answer, title: str, link: Link) -> Picture:
    names = {column.name for column in answer.columns}
    first, last, sure_first, sure_last = next(span for span in _SPANS if {span[0], span[1]} <= names)
    colours: dict[str, str] = {}
    spells = []
    for number, row in enumerate(answer.rows[:MOST_ROWS]):
        about = _about(row)
        colour = colours.setdefault(about, GROUPS[min(len(colours), len(GROUPS) - 1)])
        begin, sure_begin, sure_end, end = (
            _day(row.get(name)) if name else None for name in (first, sure_first, sure_last, last)
        )
        spells.append(Spell(_name(row), about, begin, sure_begin, sure_end, end, colour, link(number)))
    return timeline(spells, title=title)


def _network(answer: Answer, title: str, link: Link) -> Picture:
    rows = answer.rows[:MOST_EDGES]
    directed = answer.question == "networks/people_organizations"
    labels: dict[str, tuple[str, bool, int]] = {}
    for number, row in enumerate(rows):
        labels.setdefault(row["source_id"], (row["source"] or row["source_id"], False, number))
        labels.setdefault(row["target_id"], (row["target"] or row["target_id"], directed, number))
    place = {node: index for index, node in enumerate(labels)}
    nodes = [Node(label, square=square, href=link(number)) for label, square, number in labels.values()]
    edges = [(place[row["source_id"]], place[row["target_id"]], float(row.get("likelihood") or 1.0)) for row in rows]
    return network(nodes, edges, title=title)


def _name(row: Mapping[str, Any]) -> str:
    parts = [row.get(name) for name in ("node", "person", "one", "other", "source", "target")]
    return " – ".join(str(part) for part in parts if part)


def _about(row: Mapping[str, Any]) -> str:
    if row.get("organization"):
        return str(row["organization"])
    groups: Sequence[str] = row.get("groups") or ()
    return ", ".join(groups)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
