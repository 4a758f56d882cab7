"""Wherever the id of a source is taken, its title is; what is no source's is refused, and never an empty answer."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answers
from tertius.errors import AmbiguousError, NotFoundError
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.records.look_ups import Records
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio

Use = Callable[[Answers, Records, str], Awaitable[Any]]

USES: dict[str, Use] = {
    "a source": lambda _, records, text: records.source(text),
    "its decisions": lambda _, records, text: records.decisions.page(source=text),
    **{
        name: lambda answers, _, text, name=name: answers.ask("what_if/without", {name: [text], "worlds": 0})  # type: ignore[misc]
        for name in ("sources_in", "sources_out", "without_sources")
    },
}


@pytest.fixture
def rooms(driver: Driver, empty_db: Target, reader: Reader, tmp_path: Path) -> tuple[Answers, Records]:
    """Load three sources, two of which have one title."""
    for id_, title in (("gazette-1", "L'Écho du port"), ("notes-1", "Notes"), ("notes-2", "Notes")):
        folder = tmp_path / id_
        folder.mkdir()
        (folder / "source.yaml").write_text(f"id: {id_}\ntitle: {title}\npublished: 2013-02-05\n", encoding="utf-8")
        (folder / "entities.csv").write_text(
            "id,type,name,kind\na,Person,A,\nb,Person,B,\nc,Organization,C,group\n", encoding="utf-8"
        )
        (folder / "claims.csv").write_text(
            "claim_id,subject,kind,object\n1,a,LEADS,c\n2,b,MEMBER_OF,c\n", encoding="utf-8"
        )
        load_folder(folder, driver, empty_db.database)
    return Answers(CATALOGUE, reader), Records(reader)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
async def test_a_source_is_found_by_its_title_and_an_unknown_one_is_refused(
    use: Use, rooms: tuple[Answers, Records]
) -> None:
    by_id = await use(*rooms, "gazette-1")
    for text in ("L'Écho du port", "L’Écho du port", "l'echo du PORT"):
        found = await use(*rooms, text)
        assert getattr(found, "rows", found) == getattr(by_id, "rows", found)
        if hasattr(found, "named"):
            assert f"{text} = gazette-1" in found.named
    with pytest.raises(NotFoundError, match="There is no source 'gazette'") as refused:
        await use(*rooms, "gazette")
    assert "gazette-1, notes-1, notes-2" in refused.value.next_step
    assert "tertius sources" in refused.value.next_step
    with pytest.raises(AmbiguousError) as several:
        await use(*rooms, "notes")
    assert "notes-1: Notes" in several.value.next_step


async def test_a_claim_is_no_entity_however_many_are_the_same(rooms: tuple[Answers, Records]) -> None:
    _, records = rooms
    key = await records.claim_key("gazette-1#1", where="CLAIM")
    assert (await records.claim(key)).source_id == "gazette-1"
    with pytest.raises(NotFoundError, match="There is no claim 'gazette-1:a'"):
        await records.claim_key("gazette-1:a", where="CLAIM")
