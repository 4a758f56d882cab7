"""GED's editions by their names: annual or Candidate, what each covers, and which of two is newer. Pure."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from tertius.errors import InputError

FIRST_DAY = date(1989, 1, 1)
"""The first day that GED covers."""

_ANNUAL = re.compile(r"([0-9]{2})\.([0-9]{1,2})")
_MONTH = re.compile(r"([0-9]{2})\.0\.([0-9]{1,2})")
_MONTHS = re.compile(r"([0-9]{2})\.([0-9]{1,2})\.([0-9]{2})\.([0-9]{1,2})")
_NUMBERED = re.compile(r"GEDEvent[_ ]?v?([0-9]+(?:[_.][0-9]+)+)", re.IGNORECASE)
_SHORT = re.compile(r"(?<![a-z])ged[_-]?v?([0-9]{2})[_.]?([0-9])(?![0-9])", re.IGNORECASE)
_OFFICIAL = re.compile(r"(?:GEDEvent_v[0-9]+(?:_[0-9]+)+|ged[0-9]{3}(?:-csv)?)(?: ?\([0-9]+\))?", re.IGNORECASE)
_PROTEST = re.compile(r"[0-9]+[_.]0*[1-9][0-9]*[_.]4(?:[_.][0-9]{4}){2}")

_CALLED = re.compile(
    r"(?:UCDP[ _-]*)?(?:GED(?:Event)?|Candidate|Actors?)?[ _-]*(?:release|version|v)?[ ._-]*(?:20)?"
    r"([0-9]{2}(?:[._-][0-9]{1,2})+)",
    re.IGNORECASE,
)

CANDIDATES = r"[0-9]{2}\.0\.[0-9]{1,2}|[0-9]{2}\.[0-9]{1,2}\.[0-9]{2}\.[0-9]{1,2}"
"""A regular expression for the versions of Candidate files."""


class Kind(Enum):
    """What an edition is."""

    ANNUAL = "annual"
    CANDIDATE = "candidate"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of GED.

    Attributes
    ----------
    version
        Its name.
    kind
        Whether it is an annual release, a Candidate file, or neither by its name.
    first, last
        The days that it covers; None where its name does not say.
    order
        What sorts editions from old to new: the month of publication, then the kind; None where it is not known.
    """

    version: str
    kind: Kind
    first: date | None = None
    last: date | None = None
    order: tuple[int, ...] | None = None

    def is_newer_than(self, other: "Edition") -> bool:
        """Say whether this edition is known to be newer than another."""
        return self.order is not None and other.order is not None and self.order > other.order

    def months(self) -> str:
        """Return a regular expression for the versions of Candidate files that speak of this one's months alone."""
        if self.first is None or self.last is None or self.first.year != self.last.year:
            return re.escape(self.version)
        year = f"{self.first:%y}"
        month = "0?(?:" + "|".join(str(number) for number in range(self.first.month, self.last.month + 1)) + ")"
        return rf"{year}\.0\.{month}|{year}\.{month}\.{year}\.{month}"


def release_called(text: str, *, annual: bool = False) -> str:
    """Return the release that a person or a file means, as UCDP writes it: ``23.1`` for ``GED v23_1``.

    Parameters
    ----------
    text
        What it is called.
    annual
        Whether it can only be an annual release, as those of the list of actors are.

    Raises
    ------
    InputError
        If it is none whose place among the others is known.
    """
    text = " ".join(text.split())
    match = _CALLED.fullmatch(text)
    called = re.sub("[_-]", ".", match[1]) if match else version_in(text) if is_official(text) else ""
    numbers = [int(part) for part in called.split(".") if part]
    kind = edition(called).kind
    if kind is Kind.ANNUAL:
        return "{}.{}".format(*numbers)
    if kind is Kind.CANDIDATE and not annual:
        return "{}.{}.{}".format(*numbers) if len(numbers) == 3 else "{:02}.{:02}.{:02}.{:02}".format(*numbers)
    raise InputError(
        f"{text[:40]!r} is no release of UCDP's that can be put in order",
        where="release",
        next_step="Write it as UCDP does: 23.1, that of June 2023"
        + ("." if annual else "; 26.0.3 for the Candidate file of March 2026; 26.01.26.06 for January to June 2026."),
    )


@lru_cache(maxsize=1_024)
def edition(version: str) -> Edition:
    """Return what a version's name says: ``23.1``, the Candidate of a month ``26.0.3``, or of months ``26.01.26.06``.

    An annual release, of June, covers 1989 to the year before; a Candidate file comes out in the month after its last.
    """
    if (match := _ANNUAL.fullmatch(version)) and int(match[2]) and int(match[1]) >= 17:
        year = 2000 + int(match[1])
        return Edition(version, Kind.ANNUAL, FIRST_DAY, date(year - 1, 12, 31), (year * 12 + 6, 0, int(match[2])))
    if (match := _MONTH.fullmatch(version)) and 1 <= int(match[2]) <= 12:
        year, month = 2000 + int(match[1]), int(match[2])
        return Edition(
            version, Kind.CANDIDATE, date(year, month, 1), _month_end(year, month), (year * 12 + month + 1, 1)
        )
    if match := _MONTHS.fullmatch(version):
        year, month, last_year, last_month = (int(part) for part in match.groups())
        if 1 <= month <= 12 and 1 <= last_month <= 12 and (year, month) <= (last_year, last_month):
            first, last = date(2000 + year, month, 1), _month_end(2000 + last_year, last_month)
            return Edition(version, Kind.CANDIDATE, first, last, (last.year * 12 + last.month + 1, 2))
    return Edition(version, Kind.OTHER)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def version_in(name: str) -> str:
    """Return the version that a file's name gives, such as ``GEDEvent_v26_0_3.csv`` or ``ged231-csv.zip``, or none."""
    if match := _NUMBERED.search(name):
        return match[1].replace("_", ".")
    if match := _SHORT.search(name):
        return f"{match[1]}.{match[2]}"
    return ""


def is_official(name: str) -> bool:
    """Say whether UCDP gives a file of its own this name: a file with another name may be a part of it."""
    stem = re.sub(r"(?:\.(?:csv|zip|gz))+$", "", name, flags=re.IGNORECASE)
    return _OFFICIAL.fullmatch(stem) is not None


def is_protest(name: str) -> bool:
    """Say whether UCDP gives a file of violent political protests this name, such as ``GEDEvent_v26_1_4_1101_2512``."""
    match = _NUMBERED.search(name)
    return match is not None and _PROTEST.fullmatch(match[1]) is not None
