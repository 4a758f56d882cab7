"""What comes of loading a network's files, without a database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tertius.errors import InputError
from tertius.loading.loader import BadRow, Document, RawRow
from tertius.model.claims import Claim
from tertius.model.entities import Entity
from tertius_loaders.network import LOADER
from tertius_loaders.network.options import NetworkOptions


@dataclass
class Opened:
    """What a document says."""

    document: Document
    claims: dict[str, Claim] = field(default_factory=dict)
    entities: set[Entity] = field(default_factory=set)
    bad: list[tuple[RawRow, InputError]] = field(default_factory=list)

    def ties(self) -> list[tuple[str, str, str]]:
        """Return (kind, subject, object) of every tie's claim, without the publication's own authority."""
        found = (
            (claim.kind, *(entity.removeprefix("pub:") for _, entity in claim.about))
            for claim in self.claims.values()
            if len(claim.about) == 2
        )
        return sorted(found)  # type: ignore[type-var]

    def values(self, kind: str) -> dict[str, str]:
        """Return what attribute claims of a kind give, by entity."""
        return {
            claim.about[0][1].removeprefix("pub:"): claim.value or claim.edtf
            for claim in self.claims.values()
            if claim.kind == kind
        }


def opened(path: Path, **options: object) -> Opened:
    said = {} if (path / "source.yaml").is_file() else {"source_id": "pub", "title": "A publication"}
    document = LOADER.open(path, options=NetworkOptions(**{**said, **options}))
    found = Opened(document)
    for row in document.rows():
        assert not isinstance(row, BadRow)
        try:
            shaped = document.shape(row)
        except InputError as error:
            found.bad.append((row, error))
            continue
        assert {claim.record for claim in shaped.claims} <= set((document.records or (lambda _: ()))(row))
        found.entities |= set(shaped.entities)
        for claim in shaped.claims:
            assert found.claims.setdefault(claim.record, claim) == claim, "one record, two claims"
    return found


Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Write files, by name with the ending after two underscores (``edges__csv``), into a folder."""

    def write(**files: str) -> Path:
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text, encoding="utf-8")
        return tmp_path

    return write
