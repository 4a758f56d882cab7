"""Fifty real rows of the actor list, as a reader of CSV that is not ours gives them."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.loading.loader import RawRow
from tertius.model.claims import Claim
from tertius_loaders.ucdp.actor_list import actor_list
from tertius_loaders.ucdp_actors.shape import COLUMNS, Shaper

CUT = Path(__file__).parent / "data" / "ucdp-actor-221-cut.csv"


@pytest.fixture(scope="session")
def cut() -> list[dict[str, str]]:
    """Give the rows of the cut list."""
    with CUT.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="session")
def said(cut: list[dict[str, str]]) -> Callable[..., list[Claim]]:
    """Give a function that returns every claim of the cut list, each once, coalitions as coded or as their members."""

    def claims(*, members: bool = False) -> list[Claim]:
        shaper = Shaper(actor_list(cut), members=members)
        by_record: dict[str, Claim] = {}
        for at, row in enumerate(cut):
            for claim in shaper.shape(RawRow("cut.csv", at + 2, row)).claims:
                assert by_record.setdefault(claim.record, claim).digest == claim.digest, claim.record
        return list(by_record.values())

    return claims


@pytest.fixture
def row() -> Callable[..., RawRow]:
    """Give a function that makes a row up: the actor 7, called Crew, and what else is asked for."""

    def make(**values: str) -> RawRow:
        return RawRow("made-up.csv", 2, dict.fromkeys(COLUMNS, "") | {"ActorId": "7", "NameData": "Crew"} | values)

    return make
