"""How names are compared: what a reader need not type, where a word ends, and what an entity is found by.

``cypher/entities/search.cypher`` folds what is asked by the same rules, in Cypher, so that it runs in Neo4j Browser;
a test holds that the two agree on every character there is. ``docs/decisions/0025-search.md`` says why these rules.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

#: Letters that Unicode does not take apart, and what most people type for them: a pair each.
LETTERS = "øołlđdħhŧtıiŋnɲnɓbɗdɖdƙkƴyɛeǝeəeɔoɣgɩiʋvʊuςσٱاىيیيېيکكۀهہهھهەهةه٠0١1٢2٣3٤4٥5٦6٧7٨8٩9۰0۱1۲2۳3۴4۵5۶6۷7۸8۹9"
LIGATURES = (("æ", "ae"), ("œ", "oe"), ("ß", "ss"), ("þ", "th"), ("ð", "d"))

# Marks that people leave out: accents of Latin, Greek and Cyrillic, the points of Hebrew, Arabic, Syriac, Thaana and
# N'Ko, tones and gemination, dots under Indic letters. Vowel signs of Indic scripts and their neighbours are always
# written, and か is not が: those stay.
_MARKS = re.compile(
    "[\u0300-\u08ff\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc\u135d-\u135f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe00-\ufe2f\U0001e944-\U0001e94a]"
)
# Letters of Semitic transliteration and the like that look and are typed like apostrophes.
_APOSTROPHES = re.compile("[\u02b0-\u02df]")
_TATWEEL = "\u0640"
_CAMEL = re.compile("(?<=[a-z\u00df-\u00f6\u00f8-\u00ff])(?=[A-Z\u00c0-\u00d6\u00d8-\u00de])")

# Scripts that write no space between words, and Hangul, which joins them often: a name is found from each letter on.
_NO_SPACES = re.compile(
    "[\u0e01-\u0eff\u1000-\u109f\u1100-\u115e\u1780-\u17dc\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\U00020000-\U0003ffff]"
)
_FROM_EACH_LETTER = 40
_ARTICLE = "ال"
_SHORTEST_AFTER_ARTICLE = 3
MOST_LETTERS = 200
"""Letters of a text, and of a word when it is folded, that are looked at: as many as a question takes."""


class _Signs(dict[int, str | None]):
    """What becomes of each character: itself, another, nothing, a full stop within a word, a space between words."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        category = unicodedata.category(char)
        became: str | None = char
        if category == "Cf" or char == _TATWEEL or (category[0] == "M" and _MARKS.match(char)):
            became = None
        elif category[0] in "PS" or _APOSTROPHES.match(char):
            became = "."
        elif category[0] == "Z" or category == "Cc":
            became = " "
        self[code] = became
        return became


_SIGNS = _Signs(
    {ord(letter): plain for letter, plain in zip(LETTERS[::2], LETTERS[1::2], strict=True)}
    | {ord(letter): plain for letter, plain in LIGATURES}
)


def folded(text: str) -> str:
    """Return a text without what a reader need not type; full stops at the joints of a word, spaces between words.

    Compatibility decomposition (NFKD), small letters, no marks that people leave out (`_MARKS`), plain letters for
    those of `LETTERS` and `LIGATURES`; punctuation and symbols become full stops, controls and separators spaces.

    Examples
    --------
    >>> folded("L'Aïr et M.N.L.A.")
    'l.air et m.n.l.a.'
    """
    return unicodedata.normalize("NFKD", text[:MOST_LETTERS].replace("\u00b4", "'")).lower().translate(_SIGNS)


def words(text: str) -> list[list[str]]:
    """Return the words of a text, folded, each in its parts: ``M.N.L.A.`` has four, ``l'Aïr`` two.

    Examples
    --------
    >>> words("L'Aïr, UN:Mission")
    [['l', 'air'], ['un', 'mission']]
    """
    parted = ([part for part in word.split(".") if part] for word in folded(text).split(" "))
    return [parts for parts in parted if parts]


def whole(text: str) -> str:
    """Return a whole name as one word: two texts that a reader takes for one name have the same.

    Examples
    --------
    >>> whole("Abd-al-Hakim") == whole("Abd Al Hakim") == whole("ABDALHAKIM") == "abdalhakim"
    True
    """
    return "".join(part for parts in words(text) for part in parts)[:MOST_LETTERS]


def queries(text: str) -> list[str]:
    """Return what the index of names is asked for a name, the strictest first; nothing if the text has no letter.

    The whole name, all of its words, all of its words as beginnings. Words and digits alone, so no sign of Lucene's.
    The index finds who has them in any of his names: whether one name has all, `search_text` tells.
    """
    if not (name := whole(text)):
        return []
    joined = [("".join(parts), parts) for parts in words(text)]

    def every(ending: str) -> str:
        return " ".join(
            f"+({word}{ending}" + (f" (+{' +'.join(part + ending for part in parts)}))" if len(parts) > 1 else ")")
            for word, parts in joined
        )

    return [f'"={name}"', every(""), every("*")]


def search_text(type_: str, kind: str | None, names: Iterable[str], ids: Collection[str]) -> str:
    """Return what an entity is found by, with spaces between: the property that the full-text index holds.

    Every name begins with ``=`` and is followed by its own terms, so that ``entities/search`` can tell how close each
    name is to a text: split at `` =`` it is type and kind, then the names in their order, then the ids.

    Parameters
    ----------
    type_, kind
        Its type and kind, which filter: ``@@@person``, ``###group``. No word that is asked for begins so, nor
        comes so by two misspelt letters.
    names
        Its name and aliases, each: ``=`` and the whole name; words and their joined parts, two neighbours as one word,
        runs of initials; of scripts without spaces the name from each letter on; Arabic words without their article
        too. An id that stands for a missing name is none.
    ids
        The ids of it and of all that are the same: each whole, with and without its authority.
    """
    found = [*filters(type_, kind)]
    for name in names:
        if name not in ids:
            found += dict.fromkeys(_terms(name))
    for id_ in ids:
        found += (f"={whole(id_)}", f"={whole(id_.partition(':')[2])}")
    return " ".join(found)


@lru_cache(maxsize=1_000)
def filters(type_: str | None, kind: str | None) -> tuple[str, ...]:
    """Return the terms that entities of a type and of a kind are found by; None for any."""
    return (*((f"@@@{whole(type_)}",) if type_ else ()), *((f"###{whole(kind)}",) if kind else ()))


def _terms(name: str) -> Iterator[str]:
    parted = words(_CAMEL.sub(".", name[:MOST_LETTERS]))
    joined = ["".join(parts)[:MOST_LETTERS] for parts in parted]
    yield f"={''.join(joined)[:MOST_LETTERS]}"
    for parts, word in zip(parted, joined, strict=True):
        yield word
        if len(parts) > 1:
            yield from parts
        for part in parts:
            if not part.isascii():
                yield from _beginnings(part)
    yield from (one + following for one, following in pairwise(joined))
    initials = ""
    for part in [*(part for parts in parted for part in parts), ""]:
        if len(part) == 1:
            initials += part
            continue
        if len(initials) > 1:
            yield initials
        initials = ""


def _beginnings(word: str) -> Iterator[str]:
    """Yield what a word is found by where no space shows that a word of its own begins."""
    if word.startswith(_ARTICLE) and len(word) >= len(_ARTICLE) + _SHORTEST_AFTER_ARTICLE:
        yield word[len(_ARTICLE) :]
    for place, char in enumerate(word):
        if place and _NO_SPACES.match(char) and unicodedata.category(char)[0] == "L":
            yield word[place : place + _FROM_EACH_LETTER]
