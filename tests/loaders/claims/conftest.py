"""A small good folder that each test changes in one place, and what comes of reading it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tertius.errors import InputError
from tertius.loading.loader import BadRow, Document
from tertius.loading.quarantine import bad_row
from tertius.model.claims import Claim
from tertius.model.decisions import Decision
from tertius.model.entities import Entity
from tertius_loaders.claims import LOADER

GOOD: dict[str, str] = {
    "source.yaml": "id: report\ntitle: A report on the harbour\npublished: 2013-02-05\n",
    "entities.csv": (
        "id,type,name,kind,countries,lat,lon,un\n"
        "ana,Person,Ana,,ML;DZ,,,QDi.313\n"
        "ben,Person,Ben,,,,,\n"
        "crew,Organization,The Crew,group,ML,,,\n"
        "dock,Place,The Dock,town,,16.27,-0.04,\n"
        "raid,Event,The Raid,attack,,,,\n"
    ),
    "claims.csv": (
        "claim_id,subject,kind,object,value,role,stint,when,polarity,hedge_word,hedge,credibility,locator,note\n"
        "c1,ana,LEADS,crew,,emir,,2012-04/..,,reportedly,,,p1,She led it.\n"
        "c2,ben,MEMBER_OF,crew,,,,2012,denies,,,2,p1,\n"
        "c3,ana,ALIAS,,Ana of the Dock,,,,,,,,p2,\n"
        "c4,raid,OCCURRED,,,,,2012-06-26~,,,,,p3,\n"
    ),
    "decisions.csv": (
        "kind,left,right,field,value,who,when,why,undone\nreject,c2,,,,B. Reader,2013-03-01,The page says otherwise.,\n"
    ),
}


@dataclass
class Outcome:
    """What a folder says, row by row, as the engine would take it."""

    document: Document
    entities: list[Entity] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    @property
    def records(self) -> list[str]:
        """Ids of the claims written by hand."""
        return [claim.record for claim in self.claims if not claim.record.startswith("entity:")]

    def claim(self, record: str) -> Claim:
        """Return the claim with this id."""
        return next(claim for claim in self.claims if claim.record == record)


@pytest.fixture
def read() -> Callable[[Path], Outcome]:
    """Give a function that reads and shapes every row of a folder."""
    return _outcome


@pytest.fixture
def good() -> dict[str, str]:
    """Give the texts of the good folder's files."""
    return dict(GOOD)


def _outcome(path: Path) -> Outcome:
    document = LOADER.open(path)
    result = Outcome(document)
    for row in document.rows():
        if isinstance(row, BadRow):
            result.bad.append(row)
            continue
        try:
            shaped = document.shape(row)
        except InputError as error:
            result.bad.append(bad_row(row, error))
            continue
        result.entities += shaped.entities
        result.claims += shaped.claims
        result.decisions += shaped.decisions
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes the good folder, with some of its files replaced; None leaves a file out."""

    def write(**files: str | bytes | None) -> Path:
        path = tmp_path / "folder"
        path.mkdir(exist_ok=True)
        named = {name.replace("_", "."): content for name, content in files.items()}
        for name, content in (GOOD | named).items():
            if content is not None:
                (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
