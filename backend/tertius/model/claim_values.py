"""The texts that an attribute's claim may give as its value: countries, locations, counts of lives."""

import re
from math import inf

from tertius.errors import InputError
from tertius.model.countries import check_country
from tertius.model.kinds import ATTRIBUTE_KINDS

MAX_DEATHS = 999_999_999
"""The largest count of lives that is taken for a count and not for a slip."""

_COUNT = re.compile(r"[0-9]{1,9}")
_DEGREES = re.compile(r"\s*([+-]?[0-9]{1,3}(?:\.[0-9]{0,25})?(?:[eE]-[0-9]{1,2})?)\s*")


def check_value(kind: str, value: str) -> None:
    """Refuse a text that cannot be the value of an attribute of this kind.

    Raises
    ------
    InputError
        If the kind takes no value, the value is blank, or it cannot be read.
    """
    attribute = ATTRIBUTE_KINDS.get(kind)
    if attribute is None or attribute.dated:
        raise InputError(f"{kind} takes no value", where="value", next_step="Empty the value.")
    if not value.strip():
        raise InputError(f"{kind} has no value", where="value", next_step="Fill the value.")
    if kind in ("COUNTRY", "NATIONALITY"):
        check_country(value)
    if kind == "LOCATION":
        parse_location(value)
    if kind.startswith("DEATHS_") and not (_COUNT.fullmatch(value) and int(value) <= MAX_DEATHS):
        raise InputError(f"{value[:20]!r} is no count of lives", where="value", next_step="Write a whole number.")


def parse_location(value: str) -> tuple[float, float]:
    """Read ``latitude,longitude`` in degrees.

    Raises
    ------
    InputError
        If the text is not two numbers within ±90 and ±180.
    """
    head, _, tail = value.partition(",")
    one, other = _DEGREES.fullmatch(head), _DEGREES.fullmatch(tail)
    latitude, longitude = (float(one[1]), float(other[1])) if one and other else (inf, inf)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise InputError(
            f"{value[:40]!r} is no location",
            where="value",
            next_step="Write latitude,longitude in degrees, such as 16.27,-0.04.",
        )
    return latitude, longitude
