"""Whose words a claims folder holds, in which edition, and its hedge words: ``source.yaml``, or a sheet. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NoReturn, TypeAlias

import yaml

from tertius.errors import DataError, InputError
from tertius.model.cells import clean
from tertius.model.date_hints import day_hint, is_day
from tertius.model.hedges import Hedge, hedge_of, plain_words
from tertius.model.ids import source_id
from tertius.model.sources import Release, Source
from tertius.reading.table import Table
from tertius_loaders.claims.nearest import nearest

SOURCE_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "id": "short, lower case, and for good: the ids of all claims and entities here hang on it; needed",
        "title": "as a citation has it; needed",
        "author": "",
        "publisher": "",
        "published": "the day, as 2013-02-05; leave it empty if only the month is known",
        "version": "the edition, if there are several; otherwise the day counts",
        "url": "",
        "licence": "what the source allows you to do with its text and facts",
        "reliability": "A to F on the Admiralty scale, if someone graded it",
        "derived_from": "ids of sources that this one repeats: together they count as one voice",
        "hedges": "hedge words of your own, each with the hedge that it stands for: selon nos informations: reported",
    }
)
"""What a folder may say of its source, and what is meant; ``id`` and ``title`` are required."""

Value: TypeAlias = str | tuple[str, ...] | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Keys:
    """What a folder says of its source, as it stands there.

    Attributes
    ----------
    values
        Each key's value and the line that it stands on; 0 where there are no lines.
    name, where
        What to call the file or sheet, and its place, in messages.
    """

    values: Mapping[str, tuple[Value, int]]
    name: str
    where: str

    def refuse(self, key: str, what: str, next_step: str) -> NoReturn:
        """Refuse the value of a key."""
        line = self.values[key][1] if key in self.values else 1
        raise DataError(what, where=f"{self.where}, line {line}" if line else self.where, next_step=next_step)

    def text(self) -> str:
        """Return the text of a ``source.yaml`` that says the same."""
        said = {key: list(value) if isinstance(value, tuple) else value for key, (value, _) in self.values.items()}
        plain = {key: dict(value) if isinstance(value, Mapping) else value for key, value in said.items() if value}
        return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=10_000)


def keys_of_yaml(text: str, *, name: str, where: str) -> Keys:
    """Return what the text of a ``source.yaml`` says.

    Raises
    ------
    DataError
        If it is no YAML of texts, or has a key that is not known.
    """
    return _checked(Keys(_texts(text, where), name, where))


def keys_of_sheet(table: Table, *, where: str) -> Keys:
    """Return what a sheet says: a key in the first column, its value in the second, below the row that names the two.

    Several values of a key are separated by semicolons; a hedge word and its hedge by a colon.

    Raises
    ------
    DataError
        If a row cannot be read, or has a key that is not known.
    """
    said: dict[str, tuple[Value, int]] = {}
    if len(table.columns) < 2 or table.columns[:2] != ("key", "value"):
        raise DataError(
            f"{table.name} has the columns {', '.join(table.columns)}",
            where=f"{where}, line {table.header}",
            next_step="Its first row says key and value; each further one a key, such as title, and its value.",
        )
    for row in table.rows():
        at = f"{where}, line {row.line}"
        if row.fault is not None:
            raise DataError(row.fault.reason, where=at, next_step=row.fault.next_step)
        key, value = row.values["key"], row.values["value"]
        if key in said:
            raise DataError(f"{table.name} says {key[:40]} twice", where=at, next_step="Keep one of them.")
        said[key] = (_hedges_in(value, at) if key == "hedges" and value else " ".join(value.split()), row.line)
    return _checked(Keys(said, table.name, where))


def _hedges_in(text: str, where: str) -> Mapping[str, str]:
    words: list[tuple[str, str]] = []
    for part in filter(None, (clean(one) for one in text.split(";"))):
        word, colon, hedge = part.rpartition(":")
        if not colon:
            raise DataError(
                f"{part[:60]!r} does not say what the hedge word stands for",
                where=where,
                next_step="Write each word, a colon and its hedge: selon nos informations: reported",
            )
        words.append((word.strip(), hedge.strip()))
    return _once(words, where)


def _once(words: Sequence[tuple[str, str]], where: str) -> Mapping[str, str]:
    """Return the hedge words, each of which may stand there once."""
    seen: dict[str, str] = {}
    for word, hedge in words:
        if (plain := plain_words(word)) in seen:
            raise DataError(
                f"The hedge word {word[:40]!r} stands there twice", where=where, next_step="Keep one of the two."
            )
        seen[plain] = hedge
    return seen


def _checked(keys: Keys) -> Keys:
    """Refuse keys that are not known, and values of the wrong shape."""
    for key, (value, _) in keys.values.items():
        if key not in SOURCE_KEYS:
            meant = {"license": "licence", "date": "published", "name": "title", "link": "url"}.get(key.lower())
            meant = meant or nearest(key.lower(), SOURCE_KEYS)
            keys.refuse(
                key,
                f"{keys.name} has a key {key[:40]!r}, which is not known",
                f"Did you mean {meant}?" if meant else f"Delete it, or use one of {', '.join(SOURCE_KEYS)}.",
            )
        if isinstance(value, tuple) and key != "derived_from":
            keys.refuse(key, f"The {key} of the source is a list", "Write one text.")
        if isinstance(value, Mapping) != (key == "hedges") and value:
            step = "Write a line for each word: possiblement: possible" if key == "hedges" else "Write one text."
            keys.refuse(
                key, f"The {key} of the source {'is no table of words' if key == 'hedges' else 'is a table'}", step
            )
    for key in ("id", "title"):
        if key not in keys.values or not keys.values[key][0]:
            keys.refuse(key, f"{keys.name} has no {key}", _WANTED[key])
    return keys


def read_words(keys: Keys) -> Mapping[str, Hedge]:
    """Return the hedge words of the folder's own, as `tertius.model.hedges.hedge_of` takes them.

    Raises
    ------
    DataError
        If one stands for no hedge that there is, or for another than in the table that everyone shares.
    """
    said = keys.values.get("hedges", ("", 1))[0]
    words: dict[str, Hedge] = {}
    for word, hedge in said.items() if isinstance(said, Mapping) else ():
        plain = plain_words(word)
        if not plain:
            keys.refuse("hedges", "A hedge word is empty", "Write the source's own word.")
        try:
            words[plain] = hedge_of("", hedge or "?")
        except InputError as error:
            keys.refuse(
                "hedges", f"The hedge word {word[:40]!r} stands for {hedge[:40]!r}. {error.what}", error.next_step
            )
    return words


def read_source(keys: Keys, *, sha256: str) -> tuple[Source, Release]:
    """Return the source and its edition.

    Parameters
    ----------
    keys
        What the folder says.
    sha256
        Digest of the folder, for the release.

    Raises
    ------
    DataError
        If a value cannot be read.
    """
    refuse = keys.refuse
    values = {key: value for key, (value, _) in keys.values.items()}
    flat = {key: value for key, value in values.items() if isinstance(value, str)}
    url = flat.get("url", "")
    if url and not re.fullmatch(r"https?://[^\s<>\"']+", url):
        refuse("url", f"The url {url[:60]!r} is no web address", "Begin it with https://, or leave it empty.")
    published = None
    if flat.get("published"):
        if not is_day(flat["published"]):
            refuse(
                "published",
                f"{flat['published'][:40]!r} is not a day",
                f"{day_hint(flat['published'][:40])} If only the month or year is known, leave it empty and name the "
                "edition in version: a claim dated /.. then has an open end.",
            )
        published = date.fromisoformat(flat["published"])
    several = values.get("derived_from", ())
    parents = (
        tuple(part for part in re.split(r"[,;\s]+", several) if part) if isinstance(several, str) else tuple(several)
    )
    for parent in parents:
        try:
            source_id(parent)
        except InputError as error:
            refuse("derived_from", error.what, error.next_step)
    try:
        source = Source(
            id=flat["id"],
            title=flat["title"],
            author=flat.get("author", ""),
            publisher=flat.get("publisher", ""),
            url=url,
            licence=flat.get("licence", ""),
            reliability=flat.get("reliability", ""),
            derived_from=parents,
        )
    except InputError as error:
        refuse(error.where or "id", error.what, error.next_step)
    if source.id in source.derived_from:
        refuse("derived_from", f"{source.id} is derived from itself", "Name the source that it repeats.")
    version = flat.get("version") or (published.isoformat() if published else "1")
    return source, Release(source=source.id, version=version, published=published, sha256=sha256)


_MAX_DEPTH = 3
_WANTED = {
    "id": "Give it a short one that stays, in lower case, such as mali-2013; ids in the folder belong to it.",
    "title": "Give the title as a citation would.",
}


def _texts(text: str, where: str) -> Mapping[str, tuple[Value, int]]:
    """Return each key's value, a text or texts, and its line."""
    # The tree is read, and no object is made of it: every scalar stays the text it is (a version 23.10 stays 23.10).
    try:
        odd = _odd_part(text)
        node = None if odd else yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise DataError(
            f"source.yaml is no YAML that can be read: {error.problem}",
            where=f"{where}, line {mark.line + 1}" if mark else where,
            next_step="Write one line for each key, and put quotes around a text with a colon or a # in it: "
            'title: "Mali: a history"',
        ) from None
    except (yaml.YAMLError, RecursionError):
        raise DataError(
            "source.yaml holds characters that YAML does not allow", where=where, next_step="Write it as plain text."
        ) from None
    if odd:
        raise DataError(f"source.yaml has {odd}", where=where, next_step="Write one plain text for each key.")
    if not isinstance(node, yaml.MappingNode):
        raise DataError(
            "source.yaml does not say keys and values",
            where=f"{where}, line 1",
            next_step='Write lines such as id: mali-2013 and title: "AQIM and Its Allies in Mali".',
        )
    said: dict[str, tuple[Value, int]] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value).strip() if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in said:
            raise DataError(
                f"source.yaml says {key[:40]} twice",
                where=f"{where}, lines {said[key][1]} and {line}",
                next_step="Keep one of them.",
            )
        said[key] = (_value(key, value_node, f"{where}, line {line}"), line)
    return said


def _odd_part(text: str) -> str:
    """Return what makes the text more than a page of keys and values: a few letters of it can stand for gigabytes."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            return "a reference to another of its parts (*)"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            return "lists within lists within lists"
    return ""


def _value(key: str, node: yaml.Node, where: str) -> Value:
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag.endswith(":null") else " ".join(str(node.value).split())
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return tuple(str(item.value).strip() for item in node.value)
    words = key == "hedges" and isinstance(node, yaml.MappingNode)
    if words and all(isinstance(part, yaml.ScalarNode) for pair in node.value for part in pair):
        hedges = [(str(word.value), str(hedge.value).strip()) for word, hedge in node.value]
        return _once(hedges, where)
    raise DataError(
        f"The {key[:40]} of the source is neither a text nor a list", where=where, next_step="Write one text."
    )
