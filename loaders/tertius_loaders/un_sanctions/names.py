"""Names of an entry: the listed one, and its aliases with the quality that the list gives them. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tertius.model.folding import words
from tertius_loaders.claims.absent import names_nobody
from tertius_loaders.un_sanctions.entries import groups, squeezed
from tertius_loaders.un_sanctions.references import mentions

NAME_COLUMNS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")

QUALITIES: Mapping[str, str] = MappingProxyType(
    {
        "": "",
        "good": "good quality a.k.a.",
        "low": "low quality a.k.a.",
        "a.k.a.": "a.k.a.",
        "f.k.a.": "f.k.a.",
    }
)
"""What an alias is to its entry (the role of its claim), by the list's quality in small letters.

The quality grades how well a name tells its bearer from others, not whether he bears it: so it is no hedge, and an
alias of low quality is stated like one of good quality.
"""

ORIGINAL_SCRIPT = "original script"


def full_name(values: Mapping[str, str]) -> str:
    """Return the listed name: its parts in their order, as the list spells them; a part that is ``na`` is none."""
    parts = (values.get(column, "").strip(" ,;") for column in NAME_COLUMNS)
    return squeezed(" ".join(part for part in parts if not names_nobody(part)))


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of an entry.

    Attributes
    ----------
    name
        As the list spells it.
    role
        What it is to the entry: its quality, and what the list adds ("previously listed as", "nom de guerre").
    """

    name: str
    role: str = ""


_ADDED: Mapping[str, str] = MappingProxyType(
    {
        "previously listed as": "previously listed as",
        "formerly listed as": "previously listed as",
        "nom de guerre": "nom de guerre",
        "prominently known by this nom de guerre": "nom de guerre",
        "combat name": "nom de guerre",
        "birth name": "birth name",
        "call sign": "call sign",
    }
)
_IN_PARENTHESES = re.compile(r"\s*\(([^()]*)(?:\)|$)")
_BORN = re.compile(r",?\s+born\s+(?:on\s+|in\s+)?(?:\S+\s+){0,8}?[^()]*?(?=\(|$)", re.IGNORECASE)
_LETTERED = re.compile(r"(?:^|\s+)[a-h]\)\s")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]?(?:[A-Z0-9-][a-z]?){1,8}")
_DOCUMENT = re.compile(r"passport|[0-9]{5}", re.IGNORECASE)
_SUB_UNIT = "sub-unit name: "
_NESTED = 4
_QUOTES = '"“”'


def acronym_of(name: str) -> str:
    """Return the acronym that a name ends with in parentheses, such as ``AQIM``; nothing without one."""
    match = re.search(r"\(([^()]*)\)\s*$", name)
    return match[1] if match and _ACRONYM.fullmatch(match[1]) else ""


def aliases(values: Mapping[str, str]) -> Iterator[Alias]:
    """Yield the other names of an entry, each once: those in its original script, its aliases, its acronym.

    A cell with several names at a ``;`` gives each of them. Places and days of birth and passports that the list writes
    behind a name belong to no name and are left out; a text that mentions another entry is a remark and no name.

    Raises
    ------
    InputError
        If the cell of the aliases cannot be read, or has a quality that is not known.
    """
    seen = {full_name(values)}
    for alias in _aliases(values):
        if alias.name not in seen:
            seen.add(alias.name)
            yield alias


def _aliases(values: Mapping[str, str]) -> Iterator[Alias]:
    if name := squeezed(values.get("NAME_ORIGINAL_SCRIPT", "")):
        for part in _split(name):
            yield Alias(part, ORIGINAL_SCRIPT)
    if acronym := acronym_of(full_name(values)):
        yield Alias(acronym, "acronym")
    for group in groups(values, "ALIAS"):
        text = group.get("ALIAS_NAME", "")
        if names_nobody(text) or any(True for _ in mentions(text)):
            continue
        quality = group.get("QUALITY", "")
        role = QUALITIES.get(quality.casefold(), quality)
        note = _ADDED.get(group.get("NOTE", "").strip(" .").casefold(), "")
        for part in _split(text):
            yield from _parted(part, [role, note])


def _split(text: str) -> list[str]:
    """Cut a text at semicolons that stand in no parentheses, and at the letters of a list: ``a) … b) …``."""
    parts, depth, start = [], 0, 0
    for place, char in enumerate(text):
        depth = max(0, depth + (char == "(") - (char == ")"))
        if char == ";" and not depth:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return [plain for part in parts for one in _LETTERED.split(part) if (plain := one.strip(" ,;"))]


def _parted(text: str, roles: list[str]) -> Iterator[Alias]:
    """Yield the names in one name's text: itself, and those in its parentheses that are names of their own."""
    kept = _BORN.sub(" ", f" {text}").strip()
    names: list[str] = []
    added: list[str] = []
    others: list[tuple[str, str]] = []
    for _ in range(_NESTED):
        before = kept
        for match in _IN_PARENTHESES.finditer(before):
            inside = match[1].strip()
            known = _ADDED.get(inside.strip(" .").casefold())
            said = next((words for words in _ADDED if inside.casefold().startswith(f"{words} ")), "")
            if known:
                added.append(known)
            elif said:
                others.append((inside[len(said) :], _ADDED[said]))
            elif inside.casefold().startswith(_SUB_UNIT):
                added.append("name of a sub-unit")
                names.append(inside[len(_SUB_UNIT) :])
            elif _ACRONYM.fullmatch(inside) or _script(inside) != _script(before[: match.start()] or inside):
                names += inside.split(";")
            elif not _DOCUMENT.search(inside):
                continue
            kept = kept.replace(match[0], " ", 1)
        if kept == before:
            break
    for name, more in (*((name, added) for name in (kept, *names)), *((name, [one]) for name, one in others)):
        role = ", ".join(dict.fromkeys(part for part in (*roles, *more) if part))
        plain = squeezed(name).strip(" ,;" + _QUOTES)
        if not plain.count("("):
            plain = plain.replace(")", " ").strip()
        if words(plain):
            yield Alias(plain, role)


def _script(text: str) -> str:
    """Say whether a text is in Latin letters or in others, by most of its letters."""
    letters = [char for char in text if char.isalpha()]
    return "latin" if sum(char < "\u0250" for char in letters) * 2 >= len(letters) else "other"
