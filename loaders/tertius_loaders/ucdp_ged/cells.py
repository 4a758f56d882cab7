"""What cells of GED say, each read alone: dates, points, deaths, codes, and how firm UCDP says that a record is."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tertius.errors import InputError
from tertius.model.cells import CONTROL
from tertius.model.claims import Scalar
from tertius.model.dates import Bounds, read_edtf
from tertius.model.hedges import Hedge
from tertius_loaders.events.cells import day, degrees, plain, whole
from tertius_loaders.events.dates import happened
from tertius_loaders.events.deaths import odd_estimates

KINDS: Mapping[str, str] = {"1": "state-based conflict", "2": "non-state conflict", "3": "one-sided violence"}
"""What each type of violence is called."""

PLACEHOLDER = "XXX"
"""What stands in the name of an actor in a Candidate file that has not been identified."""

SUMMARY = "UCDP sums up several incidents in this record."
"""What is noted of a record of clarity 2."""


def dyad_key(values: Mapping[str, str]) -> str:
    """Return what tells a dyad from others: UCDP's number of it, or those of its sides."""
    return plain(values.get("dyad_new_id", "")) or f"{plain(values['side_a_new_id'])}-{plain(values['side_b_new_id'])}"


@lru_cache(maxsize=16_384)
def when(start: str, end: str, precision: str, clarity: str) -> tuple[str, Bounds, int]:
    """Return the date of an event as EDTF text and bounds, and the code of its precision.

    Precision 1 says that the days are known: the day, or all days from the first to the last. Any other says that what
    happened is not known more closely than between the two: on a day between, or, where the record sums up several
    incidents (clarity 2), at some time between.

    Raises
    ------
    InputError
        If a cell cannot be read.
    """
    number = code(precision, "date_prec", 5)
    exact = number == 1
    edtf = happened(day(start, "date_start"), day(end, "date_end"), throughout=exact or clarity == "2")
    return edtf, read_edtf(edtf, lasting=False), number


def point_of(values: Mapping[str, str]) -> tuple[str, float, float] | None:
    """Return where a row says that its event was: as one text, latitude, longitude; None where it has no coordinates.

    The text is the same however many zeros the numbers are written with: files write them in several ways.

    Raises
    ------
    InputError
        If one of the two is missing or cannot be read.
    """
    latitude, longitude = values.get("latitude", ""), values.get("longitude", "")
    if not (latitude or longitude):
        return None
    north, east = degrees(latitude, "latitude", limit=90), degrees(longitude, "longitude", limit=180)
    return f"{north},{east}", north, east


def in_one_line(text: str) -> str:
    """Return a name without line breaks, or more than one blank between two words."""
    return " ".join(text.split()) if not text.isprintable() or "  " in text else text.strip()


def values_in(values: Mapping[str, str], point: tuple[str, float, float] | None) -> list[tuple[str, Scalar]]:
    """Return what a row says of its event: kind, deaths, point, sources; and what of the estimates is odd.

    Raises
    ------
    InputError
        If a cell cannot be read.
    """
    best, low, high = whole(values["best"], "best"), whole(values["low"], "low"), whole(values["high"], "high")
    said: list[tuple[str, Scalar]] = [
        ("event_kind", KINDS[plain(values["type_of_violence"])]),
        ("deaths_best", best),
        ("deaths_low", low),
        ("deaths_high", high),
    ]
    if civilians := values.get("deaths_civilians"):
        said.append(("deaths_civilians", whole(civilians, "deaths_civilians")))
    if point is not None:
        said += (("latitude", point[1]), ("longitude", point[2]))
    if counted := values.get("number_of_sources"):
        sources = whole(counted, "number_of_sources", least=-1)
        if sources >= 0:  # -1: not known
            said.append(("sources", sources))
    if citation := readable(values.get("source_article", "")):
        said.append(("citation", citation))
    if not low <= best <= high:
        said.append(("remark", odd_estimates(low, best, high)))
    return said


def readable(text: str) -> str:
    """Return a text with its line breaks, without the characters that only steer a machine."""
    if text.isprintable():
        return text
    return CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def cautions_in(values: Mapping[str, str]) -> dict[str, Any]:
    """Return what UCDP says of how firm a record is: a summary, or a Candidate that has yet to be checked."""
    cautions: dict[str, Any] = {}
    if plain(values.get("event_clarity", "")) == "2":
        cautions["note"] = SUMMARY
    if doubt := doubt_in(values):
        cautions |= {"hedge": Hedge.REPORTED, "hedge_word": doubt}
    return cautions


def doubt_in(values: Mapping[str, str]) -> str:
    """Return how UCDP says that a record has yet to be checked, in its words; empty where it is clear."""
    status = in_one_line(values.get("code_status", ""))
    return "" if status.casefold() == "clear" else status


@lru_cache(maxsize=64)
def code(text: str, column: str, highest: int) -> int:
    """Return a code from 1 to the highest of its column.

    Raises
    ------
    InputError
        If it is none.
    """
    number = whole(text, column, least=1)
    if number > highest:
        raise InputError(f"The {column} is {number}", where=column, next_step=f"Write a code from 1 to {highest}.")
    return number
