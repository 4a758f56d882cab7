"""``source.yaml``: whose words a claims folder holds, in which edition. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NoReturn

import yaml

from tertius.errors import DataError, InputError
from tertius.model.ids import source_id
from tertius.model.sources import Release, Source
from tertius_loaders.claims.nearest import nearest

SOURCE_KEYS = (
    "id",
    "title",
    "author",
    "publisher",
    "published",
    "version",
    "url",
    "licence",
    "reliability",
    "derived_from",
)
"""What ``source.yaml`` may say; ``id`` and ``title`` are required."""


def read_source(text: str, *, sha256: str, where: str) -> tuple[Source, Release]:
    """Read the text of ``source.yaml``.

    Parameters
    ----------
    text
        The file's text.
    sha256
        Digest of the folder, for the release.
    where
        What to call the file in a message.

    Raises
    ------
    DataError
        If it is no YAML of texts, has a key that is not known, or lacks one that is needed.
    """
    said = _texts(text, where)

    def refuse(key: str, what: str, next_step: str) -> NoReturn:
        line = said[key][1] if key in said else 1
        raise DataError(what, where=f"{where}, line {line}", next_step=next_step)

    for key in said:
        if key not in SOURCE_KEYS:
            meant = {"license": "licence", "date": "published", "name": "title", "link": "url"}.get(key.lower())
            meant = meant or nearest(key.lower(), SOURCE_KEYS)
            refuse(
                key,
                f"source.yaml has a key {key[:40]!r}, which is not known",
                f"Did you mean {meant}?" if meant else f"Delete it, or use one of {', '.join(SOURCE_KEYS)}.",
            )
    values = {key: value for key, (value, _) in said.items()}
    for key in ("id", "title"):
        if not values.get(key):
            refuse(key, f"source.yaml has no {key}", _WANTED[key])
    for key, value in values.items():
        if isinstance(value, tuple) and key != "derived_from":
            refuse(key, f"The {key} of the source is a list", "Write one text.")
    flat = {key: value for key, value in values.items() if isinstance(value, str)}
    url = flat.get("url", "")
    if url and not re.fullmatch(r"https?://[^\s<>\"']+", url):
        refuse("url", f"The url {url[:60]!r} is no web address", "Begin it with https://, or leave it empty.")
    published = None
    if flat.get("published"):
        published = _day(flat["published"])
        if published is None:
            refuse(
                "published",
                f"{flat['published'][:40]!r} is not a day",
                "Write the day as YYYY-MM-DD. If only the month or year is known, leave it empty and name the edition "
                "in version: a claim dated /.. then has an open end.",
            )
    parents = values.get("derived_from", ())
    if isinstance(parents, str):
        parents = tuple(part for part in re.split(r"[,;\s]+", parents) if part)
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


def _day(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _texts(text: str, where: str) -> Mapping[str, tuple[str | tuple[str, ...], int]]:
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
    said: dict[str, tuple[str | tuple[str, ...], int]] = {}
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


def _value(key: str, node: yaml.Node, where: str) -> str | tuple[str, ...]:
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag.endswith(":null") else " ".join(str(node.value).split())
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return tuple(str(item.value).strip() for item in node.value)
    raise DataError(
        f"The {key[:40]} of the source is neither a text nor a list", where=where, next_step="Write one text."
    )
