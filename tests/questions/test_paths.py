"""Paths between two and who is tied to most: every chain found by walking random worlds, day by day, and by hand."""

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from catalogued import CATALOGUE
from enumeration.worlds import GRID, Span, Tie, World, every_choice, span_of
from tertius.answers import Answers
from tertius.graph.connect import Target
from tertius.graph.read import Reader

pytestmark = pytest.mark.anyio

KINDS = ("LEADS", "MEMBER_OF", "KIN_OF", "ASSOCIATE_OF", "PART_OF")
HOPS = 3


def chains(
    world: World, ties: list[Tie], start: str, end: str, over: tuple[str, ...] = ()
) -> Iterator[tuple[Any, ...]]:
    """Yield the stops and ties of every path that meets nobody twice and no category."""
    if start == end:
        yield ((*over, end), ())
        return
    if len(over) == HOPS:
        return
    for tie in ties:
        if start in (tie.start, tie.end):
            stop = tie.end if tie.start == start else tie.start
            if stop not in (*over, start) and world.kinds.get(stop) != "category":
                for stops, rest in chains(world, ties, stop, end, (*over, start)):
                    yield (stops, (tie, *rest))


def days(span: Span) -> list[Any]:
    return [day for day in GRID if span[0] <= day <= span[1]]


def follow(ties: tuple[Tie, ...], span: Span) -> bool:
    """Whether a day of the span can be found for each, none before that of the one before: the first that will do."""
    at = span[0]
    for tie in ties:
        later = [day for day in days(span) if day >= at and tie.may_hold(day)]
        if not later:
            return False
        at = later[0]
    return True


def surely_follow(ties: tuple[Tie, ...], span: Span) -> bool:
    """Whether it can be however the dates are read: no reading of one begins after a reading of a later one ends."""
    spells = [tie.readings for tie in ties]
    within = all(begin <= span[1] and span[0] <= end for some in spells for begin, end in some)
    pairs = [
        (one, other) for i, some in enumerate(spells) for later in spells[i + 1 :] for one in some for other in later
    ]
    return within and all(one[0] <= other[1] for one, other in pairs)


def at_once(ties: tuple[Tie, ...], span: Span) -> str:
    pairs = itertools.combinations([[span], *({*tie.readings} for tie in ties)], 2)
    if all(max(a[0], b[0]) <= min(a[1], b[1]) for one, other in pairs for a in one for b in other):
        return "certain"
    return "possible" if any(all(tie.may_hold(day) for tie in ties) for day in days(span)) else "no"


def alone(tie: Tie, asked: dict[str, Any], span: Span) -> bool:
    if asked["dates"] == "possible":
        return any(tie.may_hold(day) for day in days(span))
    return all(begin <= span[1] and span[0] <= end for begin, end in tie.readings)


async def test_random_worlds(answers: Answers, world: World) -> None:
    seen: dict[str, int] = defaultdict(int)
    for asked in every_choice(17, 6):
        asked.pop("level")
        span = span_of(asked)
        ties = [t for t in world.ties if t.kind in KINDS and t.likelihood >= asked["min_likelihood"]]
        for start, end in (("p0", "g1"), ("p1", "p2"), ("u0", "p3")):
            given = {**asked, "from_id": f"random:{start}", "to_id": f"random:{end}", "kinds": list(KINDS)}
            found: dict[str, dict[Any, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
            for stops, steps in chains(world, ties, start, end):
                if all(alone(tie, asked, span) for tie in steps):
                    found["all_within"][stops].append((at_once(steps, span), steps))
                sure = surely_follow(steps, span)
                if follow(steps, span) and (sure or asked["dates"] == "possible"):
                    found["timely"][stops].append(("certain" if sure else "possible", steps))
            for name, column in (("all_within", "together"), ("timely", "holds")):
                rows = (await answers.ask(f"paths/{name}", {**given, "max_hops": HOPS, "limit": 1000})).rows
                got = {tuple(id_.removeprefix("random:") for id_ in row["entity_ids"]): row for row in rows}
                assert got.keys() == found[name].keys(), (name, given)
                for stops, row in got.items():
                    choices = found[name][stops]
                    order = ("certain", "possible", "no")
                    best = min(order.index(how) for how, _ in choices)
                    likelihood = max(
                        math.prod(t.likelihood for t in some) for how, some in choices if order.index(how) == best
                    )
                    assert (row[column], row["ways"], row["hops"]) == (order[best], len(choices), len(stops) - 1)
                    assert row["likelihood"] == pytest.approx(likelihood, abs=1e-4)
                    assert row["tie_ids"] in [[tie.id for tie in some] for _, some in choices]
                seen[name] += len(rows)
            await most_certain(answers, given, found)
    assert min(seen.values()) > 0, "This world shows nothing."


async def most_certain(answers: Answers, given: dict[str, Any], found: dict[str, Any]) -> None:
    """Compare the most certain paths with the likeliest of all, and with what the other questions say of these."""
    choices = [(math.prod(t.likelihood for t in some), stops, how, some) for stops, ways in found["all_within"].items()
               for how, some in ways]  # fmt: skip
    most = max((likelihood for likelihood, *_ in choices), default=0.0)
    best = defaultdict(list)
    for likelihood, stops, how, some in choices:
        if math.isclose(likelihood, most, rel_tol=1e-9):
            best[stops].append((how, some))
    rows = (await answers.ask("paths/most_certain", {**given, "max_hops": HOPS, "limit": 500})).rows
    got = {tuple(id_.removeprefix("random:") for id_ in row["entity_ids"]): row for row in rows}
    assert got.keys() == best.keys(), given
    assert [row["hops"] for row in rows] == sorted(row["hops"] for row in rows)
    for stops, row in got.items():
        together = min((how for how, _ in best[stops]), key=("certain", "possible", "no").index)
        assert (row["together"], row["ways"], row["equals"]) == (together, len(best[stops]), len(best))
        assert row["likelihood"] == pytest.approx(most, abs=1e-4)
        (steps,) = (some for how, some in best[stops] if [tie.id for tie in some] == row["tie_ids"] and how == together)
        least = min(tie.likelihood for tie in steps)
        assert row["weakest_likelihood"] == least
        assert row["weakest_tie_ids"] == [tie.id for tie in steps if tie.likelihood == least]
        assert len(row["weakest_steps"]) == len(row["weakest_tie_ids"]) == len(row["weakest_claims"])
    if given["from_id"] < given["to_id"]:  # once is enough: the way back is as likely
        back = {**given, "from_id": given["to_id"], "to_id": given["from_id"], "max_hops": HOPS}
        (again,) = {row["likelihood"] for row in (await answers.ask("paths/most_certain", back)).rows} or {None}
        assert again == (rows[0]["likelihood"] if rows else None)
    if rows and found["timely"]:
        timely = max(math.prod(t.likelihood for t in some) for ways in found["timely"].values() for _, some in ways)
        assert timely <= most + 1e-9


async def test_a_longer_path_can_be_likelier_and_the_weakest_step_is_named(
    holding: Callable[..., Target], reader: Reader
) -> None:
    holding("harbour")
    answers = Answers(CATALOGUE, reader)
    given = {"from_id": "harbour:ada", "to_id": "harbour:hana", "as_of": "2019-06-15"}
    (row,) = (await answers.ask("paths/most_certain", given)).rows
    # Ada is said to lead the Gulls (h03, .80), whom Hana was seen leading (.95).
    assert (row["likelihood"], row["weakest_likelihood"]) == (0.8 * 0.95, 0.8)
    assert row["weakest_steps"] == ["Ada Ferris -[LEADS (skipper)]-> The Gulls"]
    (claim,) = row["weakest_claims"]
    assert claim.endswith(".1, harbour p. 1: reported")
    # By way of the Terns, Bo, Dag and the Gulls every step is stated: .95 to the fifth is more.
    (row,) = (await answers.ask("paths/most_certain", {**given, "max_hops": 5})).rows
    assert (row["hops"], row["likelihood"]) == (5, round(0.95**5, 4))
    assert len(row["weakest_tie_ids"]) == 5
    # From Ines to Hana nothing leads in two steps, and no row says so.
    assert (await answers.ask("paths/most_certain", {**given, "from_id": "harbour:ines", "max_hops": 2})).rows == []


async def test_equally_likely_paths_are_all_told_and_a_record_of_an_event_is_a_claim(
    of_claims: Callable[..., Answers],
) -> None:
    entities = "id,type,kind\na,Person,\nb,Person,\nm,Organization,\nn,Organization,\ncrowd,Organization,category\n"
    claims = "claim_id,subject,kind,object,value,hedge,polarity\n"
    claims += "".join(f"{i},{who},MEMBER_OF,{what},,,\n" for i, (who, what) in enumerate(itertools.product("ab", "nm")))
    claims += "k,a,KIN_OF,b,,possible,\nlead,a,LEADS,m,,,\nno,a,MEMBER_OF,m,,,denies\n"
    claims += "c1,a,MEMBER_OF,crowd,,,\nc2,crowd,ALLIED_WITH,n,,,\n"
    record = '"{""side_a"": ""one:m"", ""side_b"": ""one:n""}"'
    claims += f"e1,fight,EVENT_RECORD,,{record},reported,\n"
    answers = of_claims(one={"entities": entities + "fight,Event,\n", "claims": claims})
    rows = (await answers.ask("paths/most_certain", {"from_id": "one:a", "to_id": "one:b"})).rows
    # By m, which a leads and is in, and by n.
    assert [(row["entity_ids"][1], row["ways"], row["equals"]) for row in rows] == [("one:m", 2, 2), ("one:n", 1, 2)]
    met = {"from_id": "one:m", "to_id": "one:n", "kinds": ["PARTICIPATED_IN"]}
    (row,) = (await answers.ask("paths/most_certain", met)).rows
    assert len(row["weakest_tie_ids"]) == 2
    assert {claim.split(", ", 1)[1] for claim in row["weakest_claims"]} == {"one: reported"}


@pytest.mark.parametrize("name", ["all_within", "most_certain", "shortest", "timely"])
async def test_a_category_is_no_end_of_a_path_either(name: str, holding: Callable[..., Target], reader: Reader) -> None:
    holding("harbour")
    answers = Answers(CATALOGUE, reader)
    for one, other in (("eli", "dockers"), ("dockers", "eli")):
        given = {"from_id": f"harbour:{one}", "to_id": f"harbour:{other}"}
        assert (await answers.ask(f"paths/{name}", given)).rows == [], given


async def test_neighbours_in_random_worlds(answers: Answers, world: World) -> None:
    for asked in every_choice(19, 8):
        asked.pop("level")
        span = span_of(asked)
        expected: dict[str, dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
        for tie in world.ties:
            counts = tie.kind in KINDS and "category" not in (world.kinds.get(tie.start), world.kinds.get(tie.end))
            if counts and tie.likelihood >= asked["min_likelihood"] and alone(tie, asked, span):
                expected[tie.start][tie.end].append(tie)
                expected[tie.end][tie.start].append(tie)
        rows = (await answers.ask("centrality/neighbours", {**asked, "kinds": list(KINDS), "limit": 500})).rows
        degrees = {row["entity"]: row["others"] for row in rows}
        assert degrees == {name: len(others) for name, others in expected.items()}
        for row in rows:
            others = expected[row["entity"]]
            assert row["rank"] == 1 + sum(count > row["others"] for count in degrees.values())
            sure = {name for name, some in others.items() if any(alone(t, {"dates": "certain"}, span) for t in some)}
            assert row["certain_others"] == len(sure)
            likely = sum(max(tie.likelihood for tie in some) for some in others.values())
            assert row["expected_others"] == pytest.approx(likely, abs=1e-4)
            assert sorted(row["tie_ids"]) == sorted(tie.id for some in others.values() for tie in some)


async def test_time_does_not_run_back(holding: Callable[..., Target], reader: Reader) -> None:
    holding("strait")
    answers = Answers(CATALOGUE, reader)
    forth = (await answers.ask("paths/timely", {"from_id": "strait:lou", "to_id": "strait:ark"})).rows
    # Lou knew Kit in 2014, who led the Arks from 2015: the last day for the first step is open only as far as Kit led.
    assert [(row["entity_ids"][1], row["arrives"], row["leaves"]) for row in forth] == [
        ("strait:kit", "2015-01-01", "2016-12-31"),
        ("strait:brig", "2017-01-01", "2018-12-31"),
    ]
    # Min left the Brigs in 2013 and Nor came in 2018: from Nor nothing reaches Min by way of them.
    assert [
        len((await answers.ask("paths/timely", {"from_id": f"strait:{a}", "to_id": f"strait:{b}", "max_hops": 2})).rows)
        for a, b in (("min", "nor"), ("nor", "min"))
    ] == [1, 0]


async def test_an_event_on_the_way_is_of_its_own_day(of_claims: Callable[..., Answers]) -> None:
    claims = "claim_id,subject,kind,object,when\nraid,raid,OCCURRED,,2014-05-01\nfair,fair,OCCURRED,,2012\n"
    for who, event in (("ann", "raid"), ("ben", "raid"), ("ben", "fair"), ("cas", "fair")):
        claims += f"{who}-{event},{who},PARTICIPATED_IN,{event},\n"
    entities = "id,type\nraid,Event\nfair,Event\nann,Person\nben,Person\ncas,Person\n"
    answers = of_claims(one={"entities": entities, "claims": claims})
    kinds = ["PARTICIPATED_IN"]

    async def rows(question: str, start: str, end: str, **more: str) -> list[dict[str, Any]]:
        asked = {"from_id": f"one:{start}", "to_id": f"one:{end}", "kinds": kinds, "max_hops": 4, **more}
        return (await answers.ask(f"paths/{question}", asked)).rows

    # What ann had at the raid of 2014 cannot have been at the fair of 2012; the other way it can.
    assert await rows("timely", "ann", "cas") == []
    (row,) = await rows("timely", "cas", "ann")
    assert (row["arrives"], row["leaves"]) == ("2014-05-01", "2012-12-31")
    for question in ("all_within", "most_certain"):
        assert [row["together"] for row in await rows(question, "ann", "cas")] == ["no"]
        assert [row["together"] for row in await rows(question, "ann", "ben")] == ["possible"]
    for question in ("all_within", "most_certain", "shortest", "timely"):
        for start, end in (("ann", "ben"), ("ann", "raid"), ("raid", "ben")):
            assert len(await rows(question, start, end, as_of="2014-05-01")) == 1
            assert await rows(question, start, end, as_of="2012-05-01") == []
    on_the_day = (await answers.ask("centrality/neighbours", {"kinds": kinds, "as_of": "2012-05-01"})).rows
    assert {row["entity_id"] for row in on_the_day} == {"one:ben", "one:cas"}


async def test_abu_alqama_could_pass_something_to_belmokhtar_until_he_died(sample: Answers) -> None:
    given = {"from_id": "mali-2013:nabil-abu-alqama", "to_id": "mali-2013:mokhtar-belmokhtar", "max_hops": 2}
    (row,) = (await sample.ask("paths/timely", given)).rows
    assert (row["entity_ids"][1], row["leaves"]) == ("mali-2013:aqim", "2012-08-31")  # p4: he died in August 2012


async def test_abou_zeid_and_ag_ghali_are_linked_through_aqim_and_ansar_al_din(sample: Answers) -> None:
    given = {"from_id": "mali-2013:abou-zeid", "to_id": "mali-2013:iyad-ag-ghali"}
    rows = (await sample.ask("paths/all_within", given)).rows
    stops = [tuple(id_.partition(":")[2] for id_ in row["entity_ids"][1:-1]) for row in rows]
    assert stops[0] == ("aqim",)
    assert ("aqim", "ansar-al-din") in stops


async def test_abou_zeid_and_ag_ghali_are_most_surely_linked_over_the_alliance(sample: Answers) -> None:
    given = {"from_id": "mali-2013:abou-zeid", "to_id": "mali-2013:iyad-ag-ghali"}
    (row,) = (await sample.ask("paths/most_certain", given)).rows
    assert [id_.partition(":")[2] for id_ in row["entity_ids"][1:-1]] == ["aqim", "ansar-al-din"]
    # A commander of AQIM (p4), which worked with Ansar al-Din openly (p5), which Ag Ghali founded (p2): all stated.
    assert (row["likelihood"], row["weakest_likelihood"]) == (round(0.95**3, 4), 0.95)
    assert {"mali-2013 p4: stated", "mali-2013 p5: stated", "mali-2013 p2: stated"} <= {
        claim.split(", ", 1)[1] for claim in row["weakest_claims"]
    }


async def test_aqim_is_tied_to_most(sample: Answers) -> None:
    rows = (await sample.ask("centrality/neighbours", {})).rows
    assert rows[0]["entity_id"] == "mali-2013:aqim"
