"""Where events happened: days and spans worked out by hand, and the map of them.

An event happens once: dates from one day to another say that it was on one of them (`TieKind.lasting`).
"""

from collections.abc import Callable
from typing import Any

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answer, Answers
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius.reports.pictures import figure_of, picture_of

pytestmark = pytest.mark.anyio

ENTITIES = """id,type,name,lat,lon
day,Event,On one day,,
june,Event,Some day in June,,
long,Event,One of three days,,
whenever,Event,Without a date,,
rumour,Event,A rumour,,
gao,Place,Gao,16.27,-0.04
kidal,Place,Kidal,18.44,1.41
nowhere,Place,Nowhere,,
"""
CLAIMS = """claim_id,subject,kind,object,when,hedge
1,day,OCCURRED_AT,gao,2012-06-10,
2,june,OCCURRED_AT,gao,2012-06,
3,long,OCCURRED_AT,kidal,2012-06-09/2012-06-11,
4,whenever,OCCURRED_AT,nowhere,,
5,rumour,OCCURRED_AT,kidal,2012-06-10,rumoured
"""


@pytest.fixture
def events(holding: Callable[..., Target], reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("events") / "diary"
    folder.mkdir()
    (folder / "source.yaml").write_text("id: diary\ntitle: A diary, an invented example\npublished: 2013-01-01\n")
    (folder / "entities.csv").write_text(ENTITIES)
    (folder / "claims.csv").write_text(CLAIMS)
    holding(folder)
    return reader


async def ask(reader: Reader, **params: Any) -> Answer:  # noqa: ANN401 - values of parameters
    return await Answers(CATALOGUE, reader).ask("events/places", params, evidence=True)


@pytest.mark.parametrize(
    ("params", "possible", "certain"),
    [
        ({"as_of": "2012-06-10"}, {"day", "june", "long", "whenever"}, {"day"}),
        ({"as_of": "2012-06-11"}, {"june", "long", "whenever"}, set()),
        (
            {"from_day": "2012-06-01", "to_day": "2012-06-30"},
            {"day", "june", "long", "whenever"},
            {"day", "june", "long"},
        ),
        ({"from_day": "2012-06-11"}, {"june", "long", "whenever"}, set()),
        ({"to_day": "2012-06-09"}, {"june", "long", "whenever"}, set()),
        ({"from_day": "2012-07-01"}, {"whenever"}, set()),
    ],
)
async def test_an_event_counts_where_its_dates_allow_or_guarantee_it(
    events: Reader, params: dict[str, str], possible: set[str], certain: set[str]
) -> None:
    for dates, expected in (("possible", possible), ("certain", certain)):
        answer = await ask(events, dates=dates, **params)
        assert {row["event_id"].removeprefix("diary:") for row in answer.rows} == expected


async def test_every_row_has_its_claim_and_the_map_its_places(events: Reader) -> None:
    answer = await ask(events, min_likelihood=0.0)
    assert answer.evidence is not None
    records = [[answer.evidence.claims[one].record for one in row] for row in answer.evidence.rows]
    assert {row["event_id"]: record for row, record in zip(answer.rows, records, strict=True)} == {
        f"diary:{event}": [number]
        for number, event in enumerate(("day", "june", "long", "whenever", "rumour"), start=1)
        for number in [str(number)]
    }
    assert figure_of(answer) == "map"
    picture = picture_of(answer, "Events")
    assert sorted(picture.about.removesuffix(".").split("; ")) == ["Gao: 2", "Kidal: 2"]
    assert picture.title == "Events (1 row without a place)"
