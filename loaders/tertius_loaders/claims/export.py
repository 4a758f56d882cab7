"""Writes stored claims as a claims folder that loads again to the same claims."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from tertius.errors import InputError
from tertius.model.cells import clean, csv_lines
from tertius.model.claim_rows import EXPORT_COLUMNS, PART, claim_row, read_claim
from tertius.model.claims import Claim
from tertius.model.decisions import Decision
from tertius.model.entities import Entity
from tertius.model.sources import Release, Source
from tertius_loaders.claims.columns import CLAIMS, DECISION_COLUMNS, DECISIONS, ENTITIES
from tertius_loaders.claims.decisions import decision_row
from tertius_loaders.claims.entities import entity_rows
from tertius_loaders.claims.read import SOURCE_FILE
from tertius_loaders.claims.write import write_files

_COLUMNS = tuple(column for column in EXPORT_COLUMNS if column not in ("source", "revision"))


@dataclass(frozen=True, kw_only=True)
class Said:
    """Everything that one source says, as a folder can hold it.

    Attributes
    ----------
    source, release
        Whose words, in which edition.
    entities
        Every entity that a claim is about, and any other that the source declares.
    claims
        The source's current claims.
    decisions
        The decisions that came with the source.
    names
        Name of each entity, by id, to stand beside the id.
    records
        How to name a claim of a decision, by its key: ``<source id>#<record>``. The source's own need not be here.
    """

    source: Source
    release: Release
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    decisions: tuple[Decision, ...] = ()
    names: Mapping[str, str]
    records: Mapping[str, str]


def folder_texts(said: Said) -> dict[str, str]:
    """Return the texts of a folder's files, by name. The same claims always give the same texts.

    Parameters
    ----------
    said
        What the folder is to say.
    """
    source = said.source
    rows, of_entities, rest = entity_rows(said.entities, said.claims)
    records = {claim.key: f"{source.id}#{claim.record}" for claim in said.claims} | dict(said.records)
    entities = ({**row, "id": _short(row["id"], source.id)} for row in rows)
    claims = (_row(claim, said.names) for claim in sorted(rest, key=lambda claim: _natural(claim.record)))
    columns = tuple(column for column in _COLUMNS if column != PART or any(claim.part for claim in said.claims))
    texts = {
        SOURCE_FILE: _source_text(source, said.release),
        f"{ENTITIES}.csv": "".join(csv_lines(entities, of_entities)),
        f"{CLAIMS}.csv": "".join(csv_lines(claims, columns)),
    }
    if said.decisions:
        decided = sorted(said.decisions, key=lambda decision: (decision.when, decision.id))
        decisions = (decision_row(decision, records) for decision in decided)
        texts[f"{DECISIONS}.csv"] = "".join(csv_lines(decisions, DECISION_COLUMNS))
    return texts


def write_folder(path: Path, said: Said) -> tuple[str, ...]:
    """Write a claims folder that loads again to the same claims.

    Parameters
    ----------
    path
        A folder that is new or empty.
    said
        What it is to say.

    Returns
    -------
    The ``record`` of each claim that would not come back as it is: a date whose open end means the day of an earlier
    edition, or a text with blanks around it that no folder ever gave. Empty for what came from a claims folder of one
    edition.

    Raises
    ------
    tertius.errors.ConflictError
        If something is there already.
    tertius.errors.InputError
        If the folder cannot be written.
    """
    write_files(path, folder_texts(said))
    return tuple(sorted(claim.record for claim in said.claims if not _comes_back(claim, said.release)))


def _comes_back(claim: Claim, release: Release) -> bool:
    row = {column: clean(text) for column, text in claim_row(claim).items()}
    try:
        return read_claim(row, source=claim.source, published=release.published) == claim
    except InputError:
        return False


def _row(claim: Claim, names: Mapping[str, str]) -> dict[str, str]:
    row = claim_row(claim)
    row["subject_name"] = names.get(row["subject"], "")
    row["object_name"] = names.get(row["object"], "")
    row["subject"], row["object"] = _short(row["subject"], claim.source), _short(row["object"], claim.source)
    return row


def _short(entity: str, source: str) -> str:
    """Return an id as the folder's own rows write it: bare when it is the source's own."""
    head, _, key = entity.partition(":")
    return key if head == source and ":" not in key else entity


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts p2 before p10."""
    parts = re.split(r"([0-9]+)", text)
    return [(0, int(part), "") if part.isdecimal() and part.isascii() else (1, 0, part) for part in parts]


def _source_text(source: Source, release: Release) -> str:
    said: dict[str, str | list[str]] = {
        "id": source.id,
        "title": source.title,
        "author": source.author,
        "publisher": source.publisher,
        "published": release.published.isoformat() if release.published else "",
        "version": release.version,
        "url": source.url,
        "licence": source.licence,
        "reliability": source.reliability,
        "derived_from": list(source.derived_from),
    }
    filled = {key: value for key, value in said.items() if value}
    return yaml.safe_dump(filled, sort_keys=False, allow_unicode=True, default_flow_style=None, width=10_000)
