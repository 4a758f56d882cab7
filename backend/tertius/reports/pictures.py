"""Which picture shows an answer: told by its columns, so that a new question is drawn without a word about it here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, TypeAlias

from tertius.answers import Answer, AnswerColumn
from tertius.catalog.question import Question
from tertius.errors import UndefinedError, UnsupportedError
from tertius.reports.draw.canvas import GROUPS, Picture
from tertius.reports.draw.layout import brokers
from tertius.reports.draw.map import Spot, map_of
from tertius.reports.draw.network import Node, network
from tertius.reports.draw.ranks import Dot, dot_and_whisker
from tertius.reports.draw.slope import Line, slope_chart
from tertius.reports.draw.timeline import Spell, timeline
from tertius.reports.history import RankHistory
from tertius.reports.rows import name_of
from tertius.wording import counted

Figure: TypeAlias = Literal["ranks", "timeline", "network", "map"]
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
    "map": "a column of points",
}

NO_PICTURE = "No picture shows an answer of this kind."
"""What is said where there is none."""

WHAT_IS_DRAWN = "Ask a measure with ranks, a question with days (commanders/overlapping) or one of networks/…."
"""What is said of where there is one."""

Link = Callable[[int], str]
"""Where the name in a row leads within the page."""


def figure_of(answer: Answer) -> Figure | None:
    """Return the picture that fits an answer best, None where none does.

    Parameters
    ----------
    answer
        The answer; its columns decide.
    """
    return figure_for(types_of(answer.columns))


def figure_for(columns: Mapping[str, str]) -> Figure | None:
    """Return the picture that fits answers with such columns best, None where none does.

    Parameters
    ----------
    columns
        The type of each column, by name.
    """
    if columns.keys() >= {"source_id", "target_id", "likelihood"}:
        return "network"
    if columns.keys() >= {"rank", "node", "rank_low", "rank_high"}:
        return "ranks"
    return next((figure for figure in ("map", "timeline") if _can(figure, columns)), None)


def figure_for_question(question: Question) -> Figure | None:
    """Return the picture that fits a question's answers best, None where none does.

    Parameters
    ----------
    question
        The question.
    """
    return figure_for({name: "list" if column.list else column.type for name, column in question.columns.items()})


def types_of(columns: Iterable[AnswerColumn]) -> dict[str, str]:
    """Return the type of each column by its name, of a list ``list``.

    Parameters
    ----------
    columns
        The columns.
    """
    return {column.name: "list" if column.list else column.type for column in columns}


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
    UnsupportedError
        The picture needs what is not installed.
    """
    chosen = figure or figure_of(answer)
    if chosen is None or not _can(chosen, types_of(answer.columns)):
        what = f"A picture of {figure} needs {_NEEDS[figure]}." if figure else NO_PICTURE
        raise UndefinedError(what, where=answer.question, next_step=WHAT_IS_DRAWN)
    draw = {"ranks": _ranks, "timeline": _timeline, "network": _network, "map": _map}[chosen]
    try:
        return draw(answer, title, link)
    except ModuleNotFoundError as error:
        raise UnsupportedError(
            f"A picture of a {chosen} needs {error.name}, which is not installed.",
            where=answer.question,
            next_step="Install it: pip install 'tertius[pictures]'",
        ) from error


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
    shown = [(number, line) for number, line in enumerate(history.lines) if line.ranks[-1] is not None][:MOST_ROWS]
    if len(history.runs) < 2 or not shown:
        return None
    days = [run.day.isoformat() for run in history.runs]
    names = days if len(set(days)) == len(days) else [f"run {run.run.rpartition('.')[2]}" for run in history.runs]
    lines = [Line(line.name, line.ranks, marked=line.ranks[-1] == 1, href=link(number)) for number, line in shown]
    return slope_chart(lines, names, title=title)


def _can(figure: Figure, columns: Mapping[str, str]) -> bool:
    if figure == "network":
        return columns.keys() >= {"source_id", "target_id"}
    if figure == "ranks":
        return columns.keys() >= {"rank", "rank_low", "rank_high"}
    if figure == "map":
        return "point" in columns.values()
    return any({first, last} <= columns.keys() for first, last, *_ in _SPANS)


def _ranks(answer: Answer, title: str, link: Link) -> Picture:
    rows = answer.rows[:MOST_ROWS]
    dots = [
        Dot(
            name_of(row),
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
        spells.append(Spell(name_of(row), about, begin, sure_begin, sure_end, end, colour, link(number)))
    return timeline(spells, title=title)


def _network(answer: Answer, title: str, link: Link) -> Picture:
    rows = answer.rows[:MOST_EDGES]
    directed = answer.question == "networks/people_organizations"
    labels: dict[str, tuple[str, bool, int]] = {}
    for number, row in enumerate(rows):
        labels.setdefault(row["source_id"], (row["source"] or row["source_id"], False, number))
        labels.setdefault(row["target_id"], (row["target"] or row["target_id"], directed, number))
    place = {node: index for index, node in enumerate(labels)}
    edges = [(place[row["source_id"]], place[row["target_id"]], float(row.get("likelihood") or 1.0)) for row in rows]
    marked = brokers(len(place), tuple(sorted({(min(a, b), max(a, b)) for a, b, _ in edges if a != b})))
    nodes = [
        Node(label, square=square, marked=at in marked, href=link(number))
        for at, (label, square, number) in enumerate(labels.values())
    ]
    return network(nodes, edges, title=title)


def _map(answer: Answer, title: str, link: Link) -> Picture:
    """Draw a dot for each place; rows at one place are counted together."""
    column = next(column.name for column in answer.columns if column.type == "point" and not column.list)
    found: dict[tuple[str, float, float], tuple[int, int]] = {}
    for number, row in enumerate(answer.rows):
        point = row[column]
        if point is not None:
            key = (str(row.get("place") or name_of(row)), point["latitude"], point["longitude"])
            first, count = found.get(key, (number, 0))
            found[key] = (first, count + 1)
    spots = [Spot(label, lat, lon, count, link(first)) for (label, lat, lon), (first, count) in found.items()]
    missing = sum(row[column] is None for row in answer.rows)
    return map_of(spots, title=f"{title} ({counted(missing, 'row')} without a place)" if missing else title)


def _about(row: Mapping[str, Any]) -> str:
    if row.get("organization"):
        return str(row["organization"])
    groups: Sequence[str] = row.get("groups") or ()
    return ", ".join(groups)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
