"""A network: nodes, edges, communities, and labels that do not lie over each other."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from tertius.reports.draw.canvas import GROUPS, TEXT, Box, Canvas, Picture, cut, meet, width_of
from tertius.reports.draw.layout import communities, layout
from tertius.wording import counted

_WIDTH, _MARGIN, _LABEL, _LINE = 640.0, 34.0, TEXT - 1.5, 14.0
_FEW = 40  # nodes among which a name can stand a little off and still be seen to be whose
MOST_LABELS = 60
"""Names that are written at most; the others are told when a reader points at the node."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node.

    Attributes
    ----------
    label
        Its name.
    square
        Whether it is drawn as a square: an organization among people.
    marked, href
        As `tertius.reports.draw.ranks.Dot`: one that most shortest paths between others pass through.
    """

    label: str
    square: bool = False
    marked: bool = False
    href: str = ""


def network(nodes: Sequence[Node], edges: Sequence[tuple[int, int, float]], *, title: str) -> Picture:
    """Draw a network: colours for communities, a dashed line for a tie that is less likely than not.

    Parameters
    ----------
    nodes
        The nodes.
    edges
        Pairs of their positions, and how likely each is.
    title
        What is shown.
    """
    n = len(nodes)
    ends = tuple(sorted({(min(a, b), max(a, b)) for a, b, _ in edges if a != b}))
    height = min(_WIDTH, max(220.0, 90 * sqrt(n + 1)))
    brokers = ", ".join(node.label for node in nodes if node.marked)
    canvas = Canvas(_WIDTH, height + (42 if brokers else 26))
    places = [
        (_MARGIN + x * (_WIDTH - 2 * _MARGIN), _MARGIN + y * (height - 2 * _MARGIN))
        for x, y in (layout(n, ends) if n else ())
    ]
    groups = communities(n, ends) if n else ()
    degree = Counter(end for edge in ends for end in edge)
    for a, b, likelihood in edges:
        canvas.line(*places[a], *places[b], "grid" if n > 150 else "quiet", width=0.8, dashed=likelihood < 0.5)
    size = max(2.5, min(7.0, 46 / sqrt(n + 1)))
    radius = [size * (1.35 if node.marked else 1.0) for node in nodes]
    sizes = Counter(groups)
    for place, node, group, r in zip(places, nodes, groups, radius, strict=True):
        colour = GROUPS[group] if group < len(GROUPS) - 1 and sizes[group] > 1 else GROUPS[-1]
        draw = canvas.square if node.square else canvas.dot
        draw(*place, r, colour, ring="mark" if node.marked else "paper", title=node.label)
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(places, radius, strict=True)]
    order = sorted(range(n), key=lambda node: (not nodes[node].marked, -degree[node], nodes[node].label))
    named = 0
    for at in order:
        if named == MOST_LABELS:
            break
        label = cut(nodes[at].label, 170, _LABEL)
        far = nodes[at].marked or n <= _FEW
        box = next(_free(places[at], radius[at], label, taken, (_WIDTH, height), far=far), None)
        if box is not None:
            taken.append(box)
            named += 1
            bold = nodes[at].marked
            canvas.text(
                box[0],
                box[3] - 3.5,
                label,
                size=_LABEL,
                bold=bold,
                href=nodes[at].href,
                halo=True,
                title=nodes[at].label,
            )
    unnamed = f" {n - named} names are not written for want of room." if named < n else ""
    parts = counted(len(set(groups)), "community", "communities")
    told = f"{counted(n, 'node')}, {counted(len(edges), 'tie')}, {parts}.{unnamed}"
    canvas.text(_MARGIN / 2, height + 18, told, colour="quiet", size=TEXT - 1)
    marked = f"Marked, on most shortest paths between the others: {brokers}." if brokers else ""
    canvas.text(_MARGIN / 2, height + 34, cut(marked, _WIDTH - _MARGIN, TEXT - 1), colour="quiet", size=TEXT - 1)
    return canvas.finish(title, f"{told} {marked}".rstrip())


def _free(
    place: tuple[float, float], r: float, label: str, taken: Sequence[Box], room: tuple[float, float], *, far: bool
) -> Iterator[Box]:
    """Yield where a label lies over nothing: beside the node, above, below, or a little further off."""
    x, y = place
    width = width_of(label, _LABEL) * (1.06 if far else 1.0)
    for off in (2.0, 9.0, 17.0, 26.0)[: 4 if far else 1]:
        gap = r + off
        for left, top in (
            (x + gap, y - _LINE / 2),
            (x - gap - width, y - _LINE / 2),
            (x - width / 2, y - gap - _LINE),
            (x - width / 2, y + gap),
            (x + gap * 0.7, y - gap * 0.7 - _LINE),
            (x + gap * 0.7, y + gap * 0.7),
            (x - gap * 0.7 - width, y - gap * 0.7 - _LINE),
            (x - gap * 0.7 - width, y + gap * 0.7),
        ):
            box = (left, top, left + width, top + _LINE)
            inside = left >= 2 and top >= 2 and box[2] <= room[0] - 2 and box[3] <= room[1] - 2
            if inside and not any(meet(box, other) for other in taken):
                yield box
