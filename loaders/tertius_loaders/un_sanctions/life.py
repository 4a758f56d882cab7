"""When somebody was born or died, and an organization was founded, as the list says it. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tertius.errors import InputError
from tertius_loaders.un_sanctions.countries import is_place
from tertius_loaders.un_sanctions.dates import WORDS, day_of, edtf_of_words, edtf_of_years
from tertius_loaders.un_sanctions.entries import groups, texts
from tertius_loaders.un_sanctions.phrases import NAME, UPPER
from tertius_loaders.un_sanctions.sentences import Sentence
from tertius_loaders.un_sanctions.who import Known

BIRTHS = "DATE_OF_BIRTH"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of a life.

    Attributes
    ----------
    edtf
        The date.
    place
        Where the entry has it.
    hedge_word
        The list's own hedge.
    """

    edtf: str
    place: str
    hedge_word: str = ""


def births(values: Mapping[str, str]) -> tuple[list[Dated], list[str]]:
    """Return the dates of birth, and in words what could not be read as one.

    Raises
    ------
    InputError
        If a field of days or years holds none.
    """
    found: dict[str, Dated] = {}
    unread = []
    listed = values.get("LISTED_ON", "").strip()[:4]
    for number, group in enumerate(groups(values, BIRTHS), start=1):
        note = group.get("NOTE", "")
        edtf = _birth(group)
        if edtf and note:
            unread.append(f"a date of birth that the list qualifies ({note[:60]})")
        elif not (edtf := edtf or _birth_of_note(note, group)):
            if said := note or ", ".join(text for tag, text in group.items() if tag != "TYPE_OF_DATE"):
                unread.append(f"a date of birth that is not read ({said[:60]})")
        elif _can_be_born(edtf, listed):
            found.setdefault(edtf, Dated(edtf, f"{BIRTHS} {number}"))
        else:
            unread.append(f"a date of birth that cannot be, or is of another calendar ({edtf})")
    return list(found.values()), unread


_EARLIEST = "1850"


def _can_be_born(edtf: str, listed: str) -> bool:
    """Say whether somebody who was listed in a year, if that is known, can have been born then."""
    first = edtf.strip("[]~")[:4]
    return _EARLIEST <= first <= (listed if listed.isdecimal() else "9999")


_BETWEEN = re.compile(rf"between (?P<first>(?:[A-Za-z.]+ )?[0-9]{{4}}|[A-Za-z.]+) and (?P<last>{WORDS})", re.IGNORECASE)


def _birth_of_note(note: str, group: Mapping[str, str]) -> str:
    """Return the date that a note beside no other date gives; nothing where the fields say a part of another one."""
    if len(group) > 1 + ("TYPE_OF_DATE" in group):
        return ""
    if match := _BETWEEN.fullmatch(note.strip(" .")):
        last = edtf_of_words(match["last"])
        year = last[:4]
        first = edtf_of_words(match["first"]) or edtf_of_words(f"{match['first']} {year}")
        return f"[{first}..{last}]" if first and last and first <= last and "~" not in first + last else ""
    edtf = edtf_of_words(note.strip(" ."))
    about = "~" if group.get("TYPE_OF_DATE", "").casefold() == "approximately" else ""
    return f"{edtf}{about}" if edtf and edtf[-1] not in "~]" else edtf


def _birth(group: Mapping[str, str]) -> str:
    kind = group.get("TYPE_OF_DATE", "").casefold()
    if kind not in ("", "exact", "approximately", "between"):
        raise InputError(
            f"{kind[:40]!r} is no kind of date that the list has",
            where=BIRTHS,
            next_step="TYPE_OF_DATE is Exact, Approximately or Between.",
        )
    about = "~" if kind == "approximately" else ""
    first, last = group.get("FROM_YEAR", ""), group.get("TO_YEAR", "")
    if first and last:
        return edtf_of_years(f"{first}-{last}", about=bool(about), column=BIRTHS)
    if first or last:  # since 1963, or until then: no year of birth
        return ""
    if day := group.get("DATE"):
        return day_of(day, column=BIRTHS) + about
    if year := group.get("YEAR"):
        return edtf_of_years(year, about=bool(about), column=BIRTHS)
    return ""


_HEDGE = (
    r"(?P<hedge>confirmed|reportedly|reported|allegedly|possibly|probably|presumed|presumably|believed|unconfirmed"
    r"(?: reports)?)"
)
_DEAD = r"(?:deceased|dead|killed|assassinated|executed|died|to (?:have (?:died|been killed)|be (?:dead|deceased)))"
_DEATH = re.compile(
    rf"(?:(?:(?:he|she) )?(?:is|was) )?(?:(?:believed )?status(?:/location)?: )?(?:{_HEDGE} (?:to be |as )?)?"
    rf"(?P<how>{_DEAD})\b(?P<rest>.*)",
    re.IGNORECASE,
)
_OF_NAMED = re.compile(
    rf"(?:.*, )?(?P<name>[A-Z][^,;:]*?) (?:is|was) (?:{_HEDGE} )(?P<how>{_DEAD})\b(?P<rest>.*)", re.DOTALL
)
_WHEN = re.compile(rf"\b(?P<how>on|in|as of|as at|around|before|by) (?P<date>{WORDS})", re.IGNORECASE)
# "Killed in 2003 two policemen" is no death of his: what follows the word is read whole, part by part.
_MONTH_DAY = r"on [0-3]?[0-9] (?:January|February|March|April|May|June|July|August|September|October|November|December)"
_IN_WHAT = r"(?:in|during|by) (?:an? |the )?(?:airstrike|air strike|drone strike|raid|battle|combat|prison|custody)"
_PART = re.compile(
    rf"(?:,? and buried|,)? (?:{_IN_WHAT}|(?:on|in|as of|as at|around|before|by) (?P<date>{WORDS})|{_MONTH_DAY}|"
    r"in the (?:north|south|east|west)(?: of the country)?|"
    rf"(?:in|near|at) (?P<where>(?:the |northern |southern |eastern |western |central )*{UPPER}(?:,? {UPPER})*"
    rf"(?: (?:border )?(?:area|region|province|district))?)|by (?:the )?{NAME}(?: forces| police)?)"
    rf"(?=$|,? (?:and buried|in|on|near|at|by|as of|as at|around|before|during) )",
    re.IGNORECASE,
)
_STATUS = re.compile(r"believed status", re.IGNORECASE)


def deaths(own: Known, said: Iterator[Sentence], amended: str) -> Iterator[Dated]:
    """Yield the notes of a person's own death, each with its hedge and as much of a date as it gives.

    Parameters
    ----------
    own
        The entry, to tell whether a sentence that names its subject speaks of it.
    said
        The sentences of its comments.
    amended
        The last day on which the list amended the entry: a death without a date was before its end. Empty if it has
        none; then a note without a date gives nothing, since a death has a date here.
    """
    for sentence in said:
        match = _DEATH.fullmatch(sentence.text)
        named = None if match else _OF_NAMED.fullmatch(sentence.text)
        if named is not None and own.is_called(named["name"], whole=True):
            match = named
        if match is None or not _is_own(match["rest"]):
            continue
        edtf = _death_date(match["rest"], amended)
        hedge = (match["hedge"] or "").lower()
        if _STATUS.search(sentence.text):
            hedge = "believed"
        if edtf:
            yield Dated(edtf, f"COMMENTS1, sentence {sentence.number}", hedge)


def _is_own(rest: str) -> bool:
    """Say whether all that follows the word of a death is when, where or by whom it was."""
    at = 0
    while match := _PART.match(rest, at):
        # "In Peshawar" may be any place; a second name beside it has to be one that is known, for it can be a victim's.
        first, *more = re.split(r", ", match["where"] or "")
        if not all(map(is_place, more)) or (" " in first and not is_place(first)):
            return False
        at = match.end()
    return at == len(rest)


def _death_date(rest: str, amended: str) -> str:
    """Return the first date of what follows; else the day by which it was noted."""
    for match in _WHEN.finditer(rest):
        if edtf := edtf_of_words(match["date"]):
            if match["how"].lower() in ("on", "in", "around"):
                return edtf if match["how"].lower() != "around" or edtf[-1] in "~]" else f"{edtf}~"
            return f"/{edtf.strip('[]').rpartition('..')[2]}"
    return f"/{amended}" if amended else ""


_FOUNDED = re.compile(
    rf"(?:was )?(?:founded|established|formed)(?: in [A-Z][\w-]+)? (?:in|on) (?P<date>{WORDS})"
    rf"(?:,? in {UPPER}(?:,? {UPPER})*|,? by (?:the )?{NAME}(?: \([^()]*\))?|, its .*|"
    r" when [^,;]* (?:combined|merged)\b.*|"
    r" as (?:an? |the )?(?:splinter|breakaway|result of (?:an? |the )?merger)\b.*)?",
    re.IGNORECASE,
)


def foundings(said: Iterator[Sentence]) -> Iterator[Dated]:
    """Yield the foundings of an organization that its comments date."""
    for sentence in said:
        match = _FOUNDED.fullmatch(sentence.text)
        if match and (edtf := edtf_of_words(match["date"])):
            yield Dated(edtf, f"COMMENTS1, sentence {sentence.number}")


def amended_by(values: Mapping[str, str]) -> str:
    """Return the last day on which the list says that it changed an entry, the day of its listing at least."""
    days = [(column, values.get(column, "")) for column in ("LISTED_ON", "SORT_KEY_LAST_MOD")]
    days += [("LAST_DAY_UPDATED", day) for day in texts(values, "LAST_DAY_UPDATED")]
    return max((day_of(day, column=column) for column, day in days if day.strip()), default="")
