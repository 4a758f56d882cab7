"""Reference numbers of the list, such as ``QDi.313``: cleaned, and found where an entry mentions another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tertius.model.kinds import EntityType

_PERMANENT = re.compile(r"([A-Za-z]{2})\s?([iIeE])\s?\.?\s?([0-9]{1,4})\s?\.?")
_BEFORE_2014 = re.compile(r"([A-Za-z]{2})\.?((?:\.[A-Za-z0-9]{1,4}){2,4})\.?")

AUTHORITY = "un"
"""The authority of the list's ids: ``un:QDi.313``."""


def clean_reference(text: str) -> str:
    """Return a reference number as the list means it, or nothing if it is none.

    Blanks, a full stop too many or too few and a letter in the wrong case are slips: ``QDi.999.``, ``QDi322``,
    ``Qde.001`` and ``TAI.012`` are ``QDi.999``, ``QDi.322``, ``QDe.001`` and ``TAi.012``. Numbers of the form that
    the list had until 2014, ``QI.M.136.03.``, only lose what stands around them.
    """
    text = text.strip()
    if match := _PERMANENT.fullmatch(text):
        regime, kind, number = match.groups()
        return f"{regime.upper()}{kind.lower()}.{int(number):03d}"
    if match := _BEFORE_2014.fullmatch(text):
        return f"{match[1]}{match[2]}".upper()
    return ""


def type_of(reference: str) -> EntityType | None:
    """Return what a cleaned reference number stands for, by its own letter; None if it does not say."""
    letter = reference.partition(".")[0][2:3] or reference[1:2]
    return {"i": EntityType.PERSON, "e": EntityType.ORGANIZATION}.get(letter.lower())


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that names another entry.

    Attributes
    ----------
    reference
        Its number, cleaned.
    start, end
        From where to where it stands: with its parentheses if it stands in some as the list writes it, else bare.
    plain
        Whether it stands in parentheses as the list writes it, after the name of what is mentioned.
    """

    reference: str
    start: int
    end: int
    plain: bool


# The regimes are the list's own, so that no word and no resolution (``June 2010``, ``III.12``) passes for a number.
REGIMES = tuple("QD TA IR IQ LR LY KP SO GB CD CI SD YE CF SS HT ML SL RW ER".split())  # noqa: SIM905 - as in print
"""What the numbers of the list begin with."""

# in other capitals only with a full stop and three digits: "lye 50" is no number
_REGIME = "|".join((*REGIMES, *(regime.capitalize() for regime in REGIMES)))
_BARE = re.compile(
    rf"(?<![A-Za-z0-9.])(?:(?:{_REGIME})\s?[ieIE]\s?\.?\s?[0-9]{{2,4}}|(?i:{_REGIME})[ieIE]\.\s?[0-9]{{3}})(?![0-9])\.?"
)
_LISTED = r"(?:[A-Z][\w-]{1,11}, )?(?:(?:also )?(?:listed|designated) under (?:permanent reference number )?)?"
_PARENTHESES = re.compile(rf"\((?:{_LISTED})({_BARE.pattern})\s?\)")


def mentions(text: str) -> Iterator[Mention]:
    """Yield the places where a text names entries by their reference numbers, in their order."""
    # in other capitals what has a blank may be a word before a number: "lye. 100 grams", "Ire. 250"
    ends = {match.start(1): match for match in _PARENTHESES.finditer(text)}
    for match in _BARE.finditer(text):
        around = ends.get(match.start())
        if around is None and match[0][:2] not in REGIMES and len(match[0].split()) > 1:
            continue
        start, end = around.span() if around else match.span()
        yield Mention(clean_reference(match.group().rstrip(". ")), start, end, around is not None)
