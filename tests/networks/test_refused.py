"""Networks that are not chosen: too large, at fault, or asked for wrongly."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from choosing import chosen
from tertius.errors import CatalogueError, InputError
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius.networks import parts, present

pytestmark = pytest.mark.anyio

Holding = Callable[[str | Path], Target]
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)


async def test_a_network_is_whole_or_refused(holding: Holding, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    holding("harbour")
    count = (await chosen(reader, "people_by_organization")).network.m
    monkeypatch.setattr(parts, "CEILING", count)
    assert (await chosen(reader, "people_by_organization")).network.m == count
    monkeypatch.setattr(parts, "CEILING", count - 1)
    with pytest.raises(InputError, match="more than"):
        await chosen(reader, "people_by_organization")


@pytest.mark.parametrize("known_at", [None, TOMORROW])
async def test_too_many_pairs_are_refused_before_they_are_compared(
    holding: Holding, reader: Reader, monkeypatch: pytest.MonkeyPatch, known_at: date | None
) -> None:
    # Terns, Gulls and Skuas have four people each, so six pairs; the Petrels have one pair, the Customs House none.
    holding("harbour")
    monkeypatch.setattr(parts, "MOST_PAIRS", 19)
    await chosen(reader, "people_by_organization", known_at=known_at)
    monkeypatch.setattr(parts, "MOST_PAIRS", 18)
    with pytest.raises(InputError, match=r"19 pairs of people share an organization, 18 at most.* alone has 4"):
        await chosen(reader, "people_by_organization", known_at=known_at)
    assert (await chosen(reader, "people_organizations", known_at=known_at)).network.m


async def test_a_failure_of_one_of_several_reads_is_told_as_itself(
    holding: Holding, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding("harbour")
    monkeypatch.setattr(present, "_NODES", "RETURN nothing")  # the server refuses it
    with pytest.raises(CatalogueError, match="nothing"):
        await chosen(reader, "people")


@pytest.mark.parametrize(
    ("network", "asked"), [("peeple", {}), ("people", {"level": "unit"}), ("people", {"dates": "?"})]
)
async def test_what_cannot_be_asked(holding: Holding, reader: Reader, network: str, asked: dict[str, str]) -> None:
    holding("harbour")
    with pytest.raises(InputError):
        await chosen(reader, network, **asked)
