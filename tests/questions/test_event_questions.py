"""Events in order, near a point, and who took part in the same ones: by hand, on records, on the sample."""

from collections.abc import Callable, Iterator

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answers
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.loading.loader import Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.entities import Entity
from tertius.model.kinds import EVENT_RECORD, EntityType
from tertius.model.sources import Release, Source

pytestmark = pytest.mark.anyio

#: Event, day, who took part as what, place.
RECORDS = (
    ("e1", "2015-01-10", {"side_a": "army", "side_b": "rebels", "with_a": "militia"}, "ford"),
    ("e2", "2015-02", {"side_a": "rebels", "side_b": "army"}, "ford"),
    ("e3", "2016", {"side_a": "army", "with_a": "militia", "side_b": "civilians"}, "mill"),
)
TYPES = {"event": EntityType.EVENT, "place": EntityType.PLACE}


def shaped(raw: RawRow) -> Shaped:
    """Return a record of `RECORDS`; civilians are a category."""
    event, edtf, actors, place = RECORDS[raw.line - 1]
    about = {"event": event, **actors, "place": place}
    claims = [
        Claim(
            source="records",
            record=event,
            kind=EVENT_RECORD,
            about=tuple((role, f"records:{name}") for role, name in about.items()),
            edtf=edtf,
            bounds=read_edtf(edtf, lasting=False),
            values=(("name", event), ("deaths_best", raw.line)),
        )
    ]
    if "civilians" in actors.values():
        kind = Claim(
            source="records",
            record="civilians",
            kind="KIND",
            about=(("subject", "records:civilians"),),
            value="category",
        )
        claims.append(kind)
    entities = [Entity(f"records:{name}", TYPES.get(role, EntityType.ORGANIZATION)) for role, name in about.items()]
    return Shaped(entities=tuple(entities), claims=tuple(claims))


@pytest.fixture
def records(empty_db: Target, driver: Driver, reader: Reader) -> Answers:
    def rows() -> Iterator[RawRow]:
        for line in range(1, len(RECORDS) + 1):
            yield RawRow("records.csv", line, {})

    document = Document(
        source=Source(id="records", title="Records"),
        release=Release(source="records", version="1"),
        rows=rows,
        shape=shaped,
        loader="test",
    )
    assert load(document, driver, empty_db.database).bad_rows == 0
    return Answers(CATALOGUE, reader)


@pytest.fixture
def strait(holding: Callable[..., Target], reader: Reader) -> Answers:
    holding("strait")
    return Answers(CATALOGUE, reader)


def short(ids: list[str]) -> list[str]:
    return [id_.partition(":")[2] for id_ in ids]


# --- together ---------------------------------------------------------------------------------------------------------


async def test_sides_and_who_is_with_a_side(records: Answers) -> None:
    answer = await records.ask("events/together", {}, evidence=True)
    found = {
        (*short([row["one_id"], row["other_id"]]), row["side"]): (row["events"], short(row["event_ids"]))
        for row in answer.rows
    }
    assert found == {
        ("army", "militia", "same"): (2, ["e3", "e1"]),
        ("army", "rebels", "other"): (2, ["e2", "e1"]),
        ("militia", "rebels", "other"): (1, ["e1"]),
    }
    assert answer.evidence is not None
    assert all(answer.evidence.rows)
    only = (await records.ask("events/together", {"sides": "same", "actor_id": "records:militia"})).rows
    assert [row["events"] for row in only] == [2]


@pytest.mark.parametrize(
    ("asked", "possible", "certain"),
    [
        ({"as_of": "2015-01-10"}, 1, 1),
        ({"as_of": "2015-02-10"}, 1, 0),
        ({"from_day": "2015-02-01", "to_day": "2015-02-28"}, 1, 1),
        ({"from_day": "2015-02-10"}, 1, 0),
        ({"to_day": "2015-12-31"}, 2, 2),
        ({"from_day": "2016-01-01"}, 0, 0),
    ],
)
async def test_events_of_a_time(records: Answers, asked: dict[str, str], possible: int, certain: int) -> None:
    for dates, count in (("possible", possible), ("certain", certain)):
        rows = (await records.ask("events/together", {**asked, "dates": dates, "sides": "other"})).rows
        of_both = [row for row in rows if short([row["one_id"], row["other_id"]]) == ["army", "rebels"]]
        assert [row["events"] for row in of_both] == ([count] if count else [])
        assert [row["certain_events"] for row in of_both] == ([certain] if count else [])


async def test_dates_of_two_who_took_part_that_cannot_be_one_moment(of_claims: Callable[..., Answers]) -> None:
    answers = of_claims(
        two={
            "entities": "id,type\na,Person\nb,Person\nc,Person\nfight,Event",
            "claims": "claim_id,subject,kind,object,when\n1,a,PARTICIPATED_IN,fight,2010\n"
            "2,b,PARTICIPATED_IN,fight,2011\n3,c,PARTICIPATED_IN,fight,2010-03",
        }
    )
    rows = (await answers.ask("events/together", {})).rows
    assert [(*short([row["one_id"], row["other_id"]]), row["earliest"], row["latest"]) for row in rows] == [
        ("a", "c", "2010-03-01", "2010-03-31")
    ]
    assert [row["certain_events"] for row in (await answers.ask("events/together", {"as_of": "2010-03-05"})).rows] == [
        0
    ]


async def test_sides_are_those_of_one_source(of_claims: Callable[..., Answers]) -> None:
    head = "claim_id,subject,kind,object,value\n"

    def record(event: str, **sides: str) -> str:
        named = ", ".join(f'""{side}"": ""one:{name}""' for side, name in sides.items())
        return f'{event},{event},EVENT_RECORD,,"{{{named}}}"\n'

    answers = of_claims(
        one={
            "entities": "id,type\nraid,Event\nsiege,Event\na,Organization\nb,Organization\n",
            "claims": head + record("raid", side_a="a", side_b="b") + record("siege", side_a="a"),
        },
        # What is side a for the one is side b for the other.
        other={
            "entities": "id,type\nraid,Event\nsiege,Event\none:raid,Event\none:siege,Event\none:a,Organization\n"
            "one:b,Organization\n",
            "claims": head + record("raid", side_a="b", side_b="a") + record("siege", side_a="b"),
            "decisions": "kind,left,right,who,when,why\nsame,one:raid,raid,A. Analyst,2020-01-01,one day\n"
            "same,one:siege,siege,A. Analyst,2020-01-01,one town\n",
        },
    )
    rows = (await answers.ask("events/together", {})).rows
    # Both say that they fought at the raid; of the siege each names one of them alone.
    assert [(row["side"], short(row["event_ids"])) for row in rows] == [("not said", ["siege"]), ("other", ["raid"])]


async def test_four_commanders_are_said_to_have_met_in_timbuktu(sample: Answers) -> None:
    rows = (await sample.ask("events/together", {"actor_id": "mali-2013:nabil-abu-alqama"})).rows
    met = {id_ for row in rows for id_ in (row["one_id"], row["other_id"])} - {"mali-2013:nabil-abu-alqama"}
    assert sorted(short(list(met))) == ["abou-zeid", "iyad-ag-ghali", "mokhtar-belmokhtar"]  # p4, reportedly
    assert {row["expected_events"] for row in rows} == {round(0.8 * 0.8, 4)}


# --- in order ---------------------------------------------------------------------------------------------------------


async def test_events_in_order_with_sides_and_lives(records: Answers) -> None:
    answer = await records.ask("events/timeline", {}, evidence=True)
    assert [(row["event"], row["earliest"], row["latest"], row["deaths_best"]) for row in answer.rows] == [
        ("e1", "2015-01-10", "2015-01-10", 1),
        ("e2", "2015-02-01", "2015-02-28", 2),
        ("e3", "2016-01-01", "2016-12-31", 3),
    ]
    first = answer.rows[0]
    assert sorted(zip(short(first["actor_ids"]), first["actors"], strict=True)) == [
        ("army", "records:army [side a]"),
        ("militia", "records:militia [with a]"),
        ("rebels", "records:rebels [side b]"),
    ]
    assert answer.evidence is not None
    assert all(answer.evidence.rows)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"actor_id": "strait:cutter"}, ["chase", "parley"]),
        ({"place_id": "strait:cape"}, ["boarding"]),
        ({"place_id": "strait:water"}, ["boarding", "parley"]),
        ({"as_of": "2018-06-15"}, ["chase", "parley"]),
        ({"as_of": "2018-06-15", "dates": "certain"}, []),
        ({"from_day": "2018-06-01", "to_day": "2018-06-30", "dates": "certain"}, ["chase"]),
        ({"dates": "certain"}, ["boarding", "chase", "parley"]),
        ({"actor_id": "strait:brig", "min_likelihood": 0.9}, ["boarding", "parley"]),
        ({"limit": 1, "offset": 1}, ["chase"]),
    ],
)
async def test_which_events_are_asked_for(strait: Answers, asked: dict[str, object], expected: list[str]) -> None:
    rows = (await strait.ask("events/timeline", asked)).rows
    assert short([row["event_id"] for row in rows]) == expected


async def test_of_january_2013_the_brief_has_an_offensive(sample: Answers) -> None:
    rows = (await sample.ask("events/timeline", {"as_of": "2013-01", "dates": "certain"})).rows
    assert "mali-2013:january-offensive" in {row["event_id"] for row in rows}  # p5


# --- near -------------------------------------------------------------------------------------------------------------


async def test_what_is_near_a_place_by_its_coordinates_or_inside_it(strait: Answers) -> None:
    rows = (await strait.ask("events/near", {"near_id": "strait:cape", "km": 11})).rows
    assert [(row["event"], row["km_away"]) for row in rows] == [("Boarding of the ferry", 0.0)]
    # A tenth of a degree of latitude is 60/10 nautical miles of 1.852 km: 11.1 km.
    rows = (await strait.ask("events/near", {"near_id": "strait:cape", "km": 11.2})).rows
    assert [(row["event"], row["km_away"]) for row in rows][1:] == [("Chase in the sound", 11.1)]
    # The strait has no coordinates. The Cape lies in it, and the parley was somewhere in it.
    rows = (await strait.ask("events/near", {"near_id": "strait:water"})).rows
    assert [(row["event"], row["km_away"], row["found_by"], len(row["tie_ids"])) for row in rows] == [
        ("Boarding of the ferry", None, "place", 2),
        ("Parley", None, "place", 1),
    ]


async def test_near_a_point_on_a_day(strait: Answers) -> None:
    point = {"near_id": None, "latitude": 60.05, "longitude": 5.0, "km": 6}
    assert len((await strait.ask("events/near", point)).rows) == 2
    for day, dates, names in (
        ("2018-06-10", "possible", ["Chase in the sound"]),
        ("2018-06-10", "certain", []),
        ("2018-05-02", "certain", ["Boarding of the ferry"]),
    ):
        rows = (await strait.ask("events/near", {**point, "as_of": day, "dates": dates})).rows
        assert [row["event"] for row in rows] == names


async def test_half_a_point_is_none(strait: Answers) -> None:
    whole = (await strait.ask("events/near", {"near_id": "strait:cape"})).rows
    for half in ({"latitude": 0.0}, {"longitude": 0.0}):
        assert (await strait.ask("events/near", {"near_id": "strait:cape", **half})).rows == whole


async def test_near_an_event_at_several_places_is_near_any_of_them(of_claims: Callable[..., Answers]) -> None:
    claims = "claim_id,subject,kind,object,value\n"
    entities = "id,type\nraid,Event\n"
    for name, degrees in (("ford", "10,10"), ("mill", "20,20")):
        entities += f"{name},Place\nat-{name},Event\n"
        claims += f'{name},{name},LOCATION,,"{degrees}"\n'
        claims += f"1-{name},raid,OCCURRED_AT,{name},\n2-{name},at-{name},OCCURRED_AT,{name},\n"
    rows = (
        await of_claims(one={"entities": entities, "claims": claims}).ask("events/near", {"near_id": "one:raid"})
    ).rows
    assert {(*short([row["event_id"], row["place_id"]]), row["km_away"]) for row in rows} == {
        ("raid", "ford", 0.0),
        ("raid", "mill", 0.0),
        ("at-ford", "ford", 0.0),
        ("at-mill", "mill", 0.0),
    }


LAND = {
    "commanders/accountable": "at_id",
    "events/near": "near_id",
    "events/timeline": "place_id",
    "networks/opponents": "region",
}


@pytest.mark.parametrize(
    ("lay", "certain", "possible"),
    [
        ("", True, True),  # geography
        ("2014-06-15", False, True),  # seen to lie there on another day
        ("2014/2016", True, True),
        ("2004/2009", False, False),
        ("2015-05/2016", False, True),
    ],
)
@pytest.mark.parametrize("question", LAND)
async def test_a_place_has_what_lay_in_it_then(
    of_claims: Callable[..., Answers], question: str, lay: str, certain: bool, possible: bool
) -> None:
    entities = "id,type\nraid,Event\na,Organization\nb,Organization\nmill,Place\nland,Place\n"
    record = '"{""side_a"": ""one:a"", ""side_b"": ""one:b"", ""place"": ""one:mill""}"'
    claims = f"claim_id,subject,kind,object,value,when\n1,raid,EVENT_RECORD,,{record},2015-05-01\n"
    answers = of_claims(one={"entities": entities, "claims": f"{claims}2,mill,WITHIN,land,,{lay}\n"})
    for dates, expected in (("certain", certain), ("possible", possible)):
        for days in ({}, {"as_of": "2015-05-01"}):
            rows = (await answers.ask(question, {LAND[question]: "one:land", "dates": dates, **days})).rows
            assert bool(rows) == expected, (dates, days)


async def test_near_an_event_is_near_where_it_was(strait: Answers) -> None:
    rows = (await strait.ask("events/near", {"near_id": "strait:chase", "km": 1})).rows
    assert [(row["event"], row["km_away"]) for row in rows] == [("Chase in the sound", 0.0)]


OF_THE_FORD: dict[str, dict[str, str]] = {
    "commanders/accountable": {"at_id": "one:ford"},
    "events/near": {"near_id": "one:ford"},
    "events/places": {},
    "events/together": {},
}


@pytest.mark.parametrize(
    "dated", [("2018-05-02", ""), ("2018-05-02", "2018"), ("2018", "2018-05-02"), ("", "2018-05-02")]
)
async def test_what_is_said_of_an_events_date_and_of_its_ties_is_about_one_moment(
    dated: tuple[str, str], of_claims: Callable[..., Answers]
) -> None:
    occurred, of_ties = dated
    claims = f"claim_id,subject,kind,object,when\n2,raid,OCCURRED_AT,ford,{of_ties}\n"
    claims += f"3,band,PARTICIPATED_IN,raid,{of_ties}\n4,crew,PARTICIPATED_IN,raid,{of_ties}\n"
    claims += f"1,raid,OCCURRED,,{occurred}\n" if occurred else ""
    entities = "id,type\nraid,Event\nford,Place\nband,Organization\ncrew,Organization\n"
    answers = of_claims(one={"entities": entities, "claims": claims})
    for question, asked in OF_THE_FORD.items():
        counts = []
        for day, dates in (("2018-05-02", "certain"), ("2018-05-02", "possible"), ("2018-07-01", "possible")):
            counts.append(len((await answers.ask(question, {**asked, "as_of": day, "dates": dates})).rows))
        assert counts[0] == counts[1] > 0 == counts[2], question


@pytest.mark.parametrize(
    ("of_tie", "occurred", "day", "dates", "shown", "counted"),
    [
        # the day of the event is the day of the tie: on a timeline for certain, too
        ("", "2014-05-01", "2014-05-01", "possible", True, True),
        ("", "2014-05-01", "2014-05-01", "certain", True, False),
        ("", "2014-05-01", "2014-05-02", "possible", False, False),
        ("2014-05-01", "2014-05-01", "2014-05-01", "certain", True, True),
        # what cannot both be true: a timeline keeps to what is said of the tie
        ("2014", "2016", "2014-05-01", "possible", True, False),
        ("2014", "2016", "2016-05-01", "possible", False, False),
    ],
)
async def test_where_paths_and_neighbours_are_stricter_on_the_day_of_an_event_than_a_timeline(
    of_claims: Callable[..., Answers],
    of_tie: str,
    occurred: str,
    day: str,
    dates: str,
    *,
    shown: bool,
    counted: bool,
) -> None:
    claims = f"claim_id,subject,kind,object,when\n1,ann,PARTICIPATED_IN,raid,{of_tie}\n2,raid,OCCURRED,,{occurred}\n"
    answers = of_claims(one={"entities": "id,type\nann,Person\nraid,Event\n", "claims": claims})
    kinds = {"kinds": ["PARTICIPATED_IN"], "as_of": day, "dates": dates}
    found = {"entities/timeline": {**kinds, "entity_id": "one:ann"}, "centrality/neighbours": kinds}
    for name in ("all_within", "most_certain", "shortest", "timely"):
        found[f"paths/{name}"] = {**kinds, "from_id": "one:ann", "to_id": "one:raid"}
    rows = {question: len((await answers.ask(question, asked)).rows) for question, asked in found.items()}
    assert {question: bool(count) for question, count in rows.items()} == {
        question: shown if question == "entities/timeline" else counted for question in found
    }


@pytest.mark.parametrize(
    ("occurred", "at", "days"),
    [
        # on which of 2014-06-15 and 2015-06-15 the event can have been, and can have been at the place
        ("2015", "2014", ("no yes", "no no")),
        ("2015", "2015-06", ("no yes", "no yes")),
        ("2015", "", ("no yes", "no yes")),
        ("", "2014", ("yes yes", "yes no")),
        ("2014/2015", "2014", ("yes yes", "yes no")),
    ],
)
@pytest.mark.parametrize("within", [False, True])
async def test_an_event_is_at_a_place_when_it_is_said_to_have_been_there(
    of_claims: Callable[..., Answers], occurred: str, at: str, days: tuple[str, str], *, within: bool
) -> None:
    claims = f"claim_id,subject,kind,object,when\n1,raid,OCCURRED_AT,mill,{at}\n2,mill,WITHIN,land,\n"
    claims += f"3,raid,OCCURRED,,{occurred}\n" if occurred else ""
    answers = of_claims(one={"entities": "id,type\nraid,Event\nmill,Place\nland,Place\n", "claims": claims})
    place = "one:land" if within else "one:mill"
    ever, there = (dict(zip(("2014-06-15", "2015-06-15"), said.split(), strict=True)) for said in days)
    for expected, question, asked in (
        (ever, "events/timeline", {}),
        (there, "events/timeline", {"place_id": place}),
        (there, "events/near", {"near_id": place}),
        (there, "events/places", {}),
    ):
        found = {day: (await answers.ask(question, {**asked, "as_of": day})).rows for day in expected}
        assert {day: "yes" if rows else "no" for day, rows in found.items()} == expected, (question, asked)
        assert bool((await answers.ask(question, asked)).rows) == ("yes" in expected.values()), (question, asked)


async def test_the_meeting_was_in_timbuktu_though_the_brief_gives_no_coordinates(sample: Answers) -> None:
    rows = (await sample.ask("events/near", {"near_id": "mali-2013:northern-mali"})).rows
    assert "mali-2013:timbuktu-meeting" in {row["event_id"] for row in rows}  # p4
    assert {row["km_away"] for row in rows} == {None}
