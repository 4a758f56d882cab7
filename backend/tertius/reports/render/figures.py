"""The picture beside a section's table, in every format that has pictures."""

from collections.abc import Mapping

from tertius.errors import UndefinedError, UnsupportedError
from tertius.reports.draw.canvas import Picture
from tertius.reports.pictures import Figure, figure_of, picture_of, slope_of
from tertius.reports.plan import Show
from tertius.reports.render.document import Laid

_FIGURES: Mapping[Show, Figure] = {
    "ranks": "ranks",
    "timeline": "timeline",
    "network": "network",
    "map": "map",
}


def picture_beside(one: Laid) -> Picture | None:
    """Return the picture beside a section's table; names in it lead where those of the table do.

    Parameters
    ----------
    one
        The section.

    Returns
    -------
    Picture or None
        None where the section has no rows, or none that a picture shows.
    """
    section = one.section
    wanted = section.section.show
    if section.answer is None or not one.rows:
        return None

    def link(row: int) -> str:
        named = next((part.name for cell in one.rows[row].cells for part in cell.parts if part.name), None)
        return f"#name-{named}" if named else ""

    title = section.section.title
    if wanted == "slope" and one.history is not None:
        picture = slope_of(one.history, f"{title}: ranks over the last runs", link=link)
        if picture is not None:
            return picture
    # Until there are two runs to draw a line between, what fits best.
    figure = figure_of(section.answer) if wanted in ("auto", "slope") else _FIGURES.get(wanted)
    if figure is None:
        return None
    try:
        return picture_of(section.answer, title, figure=figure, link=link)
    except (UndefinedError, UnsupportedError):  # the table says the same; networks are laid out by an extra
        return None
