"""A comment cut into sentences, each with its place. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tertius_loaders.un_sanctions.references import REGIMES

_ABBREVIATED = re.compile(
    rf"\((?i:{'|'.join(REGIMES)})[ieIE]\.$|"  # "(qde. 014)", while "Tai." ends a sentence
    rf"(?:^|[\s(.])(?:(?:{'|'.join(REGIMES)})[ieIE]|"  # "QDe. 014"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Dr|Mr|Mrs|Ms|Ltd|Inc|Co|Corp|No|no|Jr|Sr|St|Gen|Col|"
    r"ca|approx|c|a\.k\.a|f\.k\.a|i\.e|e\.g|[A-Z])\.$"
)
_LONGEST = len(" approx.")
# Some sentences lack their full stop: after a mention in parentheses, a word that only begins one.
_STARTS = (
    "Associated|Believed|Arrest|Arrested|Member|Brother|Sister|Father|Mother|Son|Review|Linked|Wanted|Banned|Photo"
)
_END = re.compile(rf"[.;!?](?=\s+[\"'(“‘]*[A-Z0-9])|(?<=[0-9]\))(?=\s+(?:{_STARTS})\b)|(?<=\w)(?=\s+Associated with\b)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Attributes
    ----------
    number
        Which of the comment, from 1.
    text
        Its words, without the full stop.
    """

    number: int
    text: str


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a comment.

    They end at a full stop or a semicolon before a capital letter, but not after an abbreviation.
    """
    text = " ".join(text.split())
    start = number = 0
    for match in _END.finditer(text):
        if match[0] and _ABBREVIATED.search(text, max(start, match.end() - _LONGEST), match.end()):
            continue
        if not match[0] and not text[start : match.start()].strip():
            continue
        number, start, found = _cut(number, text, start, match.end())
        yield from found
    yield from _cut(number, text, start, len(text))[2]


def _cut(number: int, text: str, start: int, end: int) -> tuple[int, int, list[Sentence]]:
    said = text[start:end].strip().rstrip(".;").strip()
    return (number + 1, end, [Sentence(number + 1, said)]) if said else (number, end, [])
