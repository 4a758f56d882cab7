"""What somebody may have meant by a date that is no EDTF, and how to write it. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

FORMS = (
    "Write EDTF: 2012, 2012-04, 2012-04-01, 2012-04~, 201X, 2012-21 (spring), a span 2012-04/2012-06, "
    "2012-04/.. (still so when published), /2012-08 (start unknown), [2012-01..2012-06] (on some day between)."
)
"""The forms of a date that can be read."""

_WHICH = "Write the one that the source means."
KEEP_TEXT = "To keep Excel from it, format the column as Text before you write."

# The first letters that tell the months apart, in English and French, without accents.
_MONTHS: Mapping[str, int] = MappingProxyType(
    {
        "jan": 1, "feb": 2, "fev": 2, "mar": 3, "apr": 4, "avr": 4, "may": 5, "mai": 5, "jun": 6, "juin": 6, "jul": 7,
        "juil": 7, "aug": 8, "aou": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
    }
)  # fmt: skip
_SEASONS: Mapping[str, int] = MappingProxyType(
    {
        "spring": 21, "printemps": 21, "summer": 22, "ete": 22, "autumn": 23, "fall": 23, "automne": 23, "winter": 24,
        "hiver": 24,
    }
)  # fmt: skip
_PLAIN = str.maketrans("éèêûôàâ", "eeeuoaa")
_NAME = r"(?P<name>[A-Za-zéèêûôàâ]{3,10})\.?"


def hint(text: str, *, can_be_read: Callable[[str], bool], otherwise: str = FORMS, asked: bool = False) -> str:
    """Say what a text may have meant and how to write that, or list the forms that can be read.

    Parameters
    ----------
    text
        The text, which is no date that can be read.
    can_be_read
        Says whether a text is one. Nothing else is ever proposed.
    otherwise
        What to say where nothing can be proposed.
    asked
        Whether somebody asks about the date, and no source gave it: he knows what he means, and has no column.
    """
    plain = " ".join(text.split())
    if asked and (day := _day_of_serial(plain)) is not None:
        return f"Excel made this number of a date: it stands for {day}. Give that."
    for read in (_serial, _slashes, _padded, _named, _around):
        if found := read(plain, can_be_read):
            return found.replace(_WHICH, "Give the one that you mean.") if asked else found
    return otherwise


def day_hint(text: str) -> str:
    """Say how to write a day that somebody has written in another way."""
    return hint(text, can_be_read=is_day, otherwise="Write the day as YYYY-MM-DD.")


def is_day(text: str) -> bool:
    """Say whether a text is a day of the calendar, as YYYY-MM-DD."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _serial(text: str, _: Callable[[str], bool]) -> str:
    """Read a day as Excel keeps it: the number of days since the end of 1899."""
    day = _day_of_serial(text)
    if day is None:
        return ""
    return (
        f"Excel made this number of a date: it stands for {day}. Write {day}, or less if the source says less "
        f"({day:%Y-%m}, {day:%Y}). {KEEP_TEXT}"
    )


def _day_of_serial(text: str) -> date | None:
    found = re.fullmatch(r"([1-9][0-9]{4})(?:[.,][0-9]+)?", text)
    return date(1899, 12, 30) + timedelta(days=int(found[1])) if found else None


def _slashes(text: str, can_be_read: Callable[[str], bool]) -> str:
    """Read a day, a month and a year in an order that differs from country to country; or a month and a year."""
    if found := re.fullmatch(r"([0-9]{4})([/.\-])([0-9]{1,2})\2([0-9]{1,2})(?:[ T][0-9:.]+Z?)?", text):
        return _write([_day(found[1], found[3], found[4])], can_be_read)
    if found := re.fullmatch(r"([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?: [0-9:.]+)?", text):
        one, other, year = found[1], found[3], found[4]
        years = [year] if len(year) == 4 else [f"20{year}", f"19{year}"]
        readings = [_day(full, month, day) for full in years for day, month in ((one, other), (other, one))]
        return _write(readings, can_be_read)
    if found := re.fullmatch(r"([0-9]{1,2})[/.\-]([0-9]{4})", text):
        return _write([f"{found[2]}-{int(found[1]):02}"], can_be_read)
    if found := re.fullmatch(r"([0-9]{4})[/.]([0-9]{1,2})", text):
        return _write([f"{found[1]}-{int(found[2]):02}"], can_be_read)
    return ""


def _day(year: str, month: str, day: str) -> str:
    return f"{year}-{int(month):02}-{int(day):02}"


def _padded(text: str, can_be_read: Callable[[str], bool]) -> str:
    """Read months and days of one digit, dashes of other kinds, a time of day, a span between two years."""
    written = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    written = re.sub(r"(?<=[0-9])[ T][0-9]{1,2}:[0-9:.]+Z?", "", written)
    written = re.sub(r"(?<![0-9])([0-9]{4})-([0-9]{1,2})(?![0-9])", lambda m: f"{m[1]}-{int(m[2]):02}", written)
    written = re.sub(r"([0-9]{4}-[0-9]{2})-([0-9])(?![0-9])", r"\1-0\2", written)
    spans = [written, re.sub(r"\s*/\s*", "/", written), re.sub(r"^([0-9]{4})\s*-\s*([0-9]{4})$", r"\1/\2", written)]
    return _write([one for one in spans if one != text], can_be_read)


def _named(text: str, can_be_read: Callable[[str], bool]) -> str:
    """Read a month or a season by its name, in English or French: ``3 avril 2017``, ``Apr-12``, ``spring 2012``."""
    plain = text.translate(_PLAIN)
    for pattern in (
        rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|er)?[ -]?(?:of )?)?{_NAME}[ ,-]+(?P<year>(?:[0-9][0-9]){{1,2}})",
        rf"{_NAME} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})",
    ):
        if (found := re.fullmatch(pattern, plain)) is None:
            continue
        name, day, year = found["name"].lower(), found["day"], found["year"]
        years = [year] if len(year) == 4 else [f"20{year}", f"19{year}"]
        number = _SEASONS.get(name) or next((n for start, n in _MONTHS.items() if name.startswith(start)), None)
        if number is not None:
            return _write([f"{full}-{number:02}" + (f"-{int(day):02}" if day else "") for full in years], can_be_read)
    return ""


def _around(text: str, can_be_read: Callable[[str], bool]) -> str:
    """Read what is said in words: about, before, since, between, a decade."""
    day = r"([0-9]{4}(?:-[0-9]{2}){0,2})"
    for pattern, form in (
        (rf"(?:c\.?|ca\.?|circa|about|around|vers|environ)\s*{day}", "{}~"),
        (rf"(?:before|until|avant|jusqu'en)\s+{day}", "/{}"),
        (rf"(?:since|from|depuis)\s+{day}", "{}/.."),
        (rf"(?:between|entre)\s+{day}\s+(?:and|et)\s+{day}", "[{}..{}]"),
        (r"(?:the |les )?(?:années )?([0-9]{3})0(?:'?s)?", "{}X"),
    ):
        if found := re.fullmatch(pattern, text, re.IGNORECASE):
            return _write([form.format(*found.groups())], can_be_read)
    return ""


def _write(readings: Iterable[str], can_be_read: Callable[[str], bool]) -> str:
    """Propose the readings that are dates."""
    sound = [one for one in dict.fromkeys(readings) if can_be_read(one)]
    if not sound:
        return ""
    if len(sound) == 1:
        return f"Write {sound[0]}" + ("" if sound[0].endswith(".") else ".")
    return f"It may be {', '.join(sound[:-1])} or {sound[-1]}. {_WHICH}"
