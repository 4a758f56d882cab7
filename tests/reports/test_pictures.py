"""Which picture an answer has, and that it shows what the rows say."""

import re
from collections.abc import Callable

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answer, AnswerColumn, Answers
from tertius.errors import UndefinedError
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius.reports.pictures import figure_of, picture_of

pytestmark = pytest.mark.anyio


async def ask(reader: Reader, question: str, **params: object) -> Answer:
    return await Answers(CATALOGUE, reader).ask(question, params)


async def test_ranks_are_drawn_with_their_intervals(harbour: Reader) -> None:
    answer = await ask(harbour, "centrality/betweenness")
    assert figure_of(answer) == "ranks"
    picture = picture_of(answer, "Betweenness", link=lambda number: f"#row-{number}")
    for number, row in enumerate(answer.rows):
        interval = f"({row['rank_low']:.4g} to {row['rank_high']:.4g})"
        assert f"{row['node']} {row['rank']} {interval}" in picture.about
        assert f'href="#row-{number}"' in picture.svg
    assert "90% of 1,000 simulations" in picture.about


async def test_overlaps_are_drawn_over_time(harbour: Reader) -> None:
    answer = await ask(harbour, "commanders/overlapping")
    assert figure_of(answer) == "timeline"
    about = picture_of(answer, "Overlaps").about
    assert answer.rows
    for row in answer.rows:
        assert f"{row['one']} – {row['other']}, {row['organization']}: possible from" in about
        if row["certain_from"]:
            assert f"certain from {row['certain_from']} to {row['certain_to']}" in about


@pytest.mark.parametrize("name", list(CATALOGUE.networks()))
async def test_networks_have_every_node_and_tie(holding: Callable[[str], Target], reader: Reader, name: str) -> None:
    example = CATALOGUE[f"networks/{name}"].example
    assert example is not None
    holding(example.graph)
    answer = await ask(reader, f"networks/{name}")
    assert answer.rows
    assert figure_of(answer) == "network"
    picture = picture_of(answer, name)
    nodes = {row[end] for row in answer.rows for end in ("source_id", "target_id")}
    assert re.match(rf"{len(nodes)} nodes?, {len(answer.rows)} ties?\b", picture.about)
    assert len(re.findall("<line ", picture.svg)) == len(answer.rows)


async def test_what_no_picture_shows_is_refused(harbour: Reader) -> None:
    answer = await ask(harbour, "entities/search", text="ada")
    assert figure_of(answer) is None
    with pytest.raises(UndefinedError, match="No picture shows"):
        picture_of(answer, "Names")
    with pytest.raises(UndefinedError, match="needs ties from a source"):
        picture_of(await ask(harbour, "commanders/several"), "Several", figure="network")


async def test_rows_with_points_are_drawn_on_a_map_and_those_of_one_place_counted(harbour: Reader) -> None:
    answer = await ask(harbour, "commanders/several")
    gao, kidal = {"latitude": 16.27, "longitude": -0.04}, {"latitude": 18.44, "longitude": 1.41}
    columns = [AnswerColumn(name=name, type=kind, about="") for name, kind in (("place", "string"), ("at", "point"))]
    rows = [
        {"place": place, "at": at} for place, at in (("Gao", gao), ("Kidal", kidal), ("Gao", gao), ("Nowhere", None))
    ]
    drawn = answer.model_copy(update={"columns": columns, "rows": rows})
    assert figure_of(drawn) == "map"
    picture = picture_of(drawn, "Events", link=lambda number: f"#row-{number}")
    assert picture.about == "Gao: 2; Kidal."
    assert picture.title == "Events (1 row without a place)"
    assert re.findall(r'href="(#row-\d)"', picture.svg) == ["#row-0", "#row-1"]
