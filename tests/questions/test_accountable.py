"""Who commanded those who took part: a chain of four units that changes hands, day by day, and random small worlds."""

import csv
import itertools
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from catalogued import CATALOGUE
from enumeration.worlds import DATES, GRID, LIKELIHOODS, PUBLISHED, SPANS, Tie, span_of
from tertius.answers import Answers
from tertius.graph.connect import Target
from tertius.graph.read import Reader

pytestmark = pytest.mark.anyio

QUESTION = "commanders/accountable"


# --- the garrison, by hand --------------------------------------------------------------------------------------------


@pytest.fixture
def garrison(holding: Callable[..., Target], reader: Reader) -> Answers:
    holding("garrison")
    return Answers(CATALOGUE, reader)


COMMANDERS = {"third": "adler", "first-brigade": "brandt", "second-brigade": "cohn"}


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [
        # The battalion was at the Ford at some time in April, and until some time in August.
        ("2014-03-31", {}, {}),
        ("2014-04-01", {}, {"third": "adler", "first-brigade": "brandt", "corps": "dorn", "staff": None}),
        (
            "2014-05-31",
            {"third": "adler", "first-brigade": "brandt", "corps": "dorn", "staff": None},
            {"third": "adler", "first-brigade": "brandt", "corps": "dorn", "staff": None},
        ),
        (
            "2014-06-01",
            {"third": "adler", "first-brigade": "brandt", "corps": "ernst", "staff": None},
            {"third": "adler", "first-brigade": "brandt", "corps": "ernst", "staff": None},
        ),
        # From July on it is the 2nd Brigade's; Cohn was seen leading that in March, so on later days perhaps.
        (
            "2014-07-01",
            {"third": "adler", "second-brigade": None, "corps": "ernst", "staff": None},
            {"third": "adler", "second-brigade": "cohn", "corps": "ernst", "staff": None},
        ),
        ("2014-08-31", {}, {"third": "adler", "second-brigade": "cohn", "corps": "ernst", "staff": None}),
        ("2014-09-01", {}, {}),
    ],
)
@pytest.mark.parametrize("place", ["ford", "district"])
async def test_the_chain_over_a_unit_is_that_of_the_day(
    garrison: Answers, place: str, day: str, certain: dict[str, str | None], possible: dict[str, str | None]
) -> None:
    for dates, expected in (("certain", certain), ("possible", possible)):
        answer = await garrison.ask(QUESTION, {"at_id": f"garrison:{place}", "as_of": day, "dates": dates})
        rows = [row for row in answer.rows if row["deed"] == "was present"]
        got = {row["unit_id"].removeprefix("garrison:"): row["commander_id"] for row in rows}
        assert len(got) == len(rows)
        assert got == {unit: person and f"garrison:{person}" for unit, person in expected.items()}
        assert {row["acting_id"] for row in rows} <= {"garrison:third"}


async def test_day_by_day_from_before_the_battalion_came_until_after_it_left(garrison: Answers) -> None:
    for day in (date(2014, 3, 25) + timedelta(n) for n in range(170)):
        rows: dict[str, str | None] = {"third": "adler", "staff": None}
        rows["corps"] = "dorn" if day <= date(2014, 5, 31) else "ernst"
        rows["first-brigade" if day <= date(2014, 6, 30) else "second-brigade"] = "brandt"
        if "second-brigade" in rows:
            rows["second-brigade"] = "cohn"  # was seen in March, and may lead it still
        # It came on some day in April, and left on some day in August.
        there = {
            "possible": date(2014, 4, 1) <= day <= date(2014, 8, 31),
            "certain": date(2014, 4, 30) <= day <= date(2014, 8, 1),
        }
        for dates, present in there.items():
            asked = {"at_id": "garrison:ford", "as_of": day.isoformat(), "dates": dates, "limit": 100}
            answer = await garrison.ask(QUESTION, asked)
            got = {
                row["unit_id"].removeprefix("garrison:"): row["commander_id"]
                for row in answer.rows
                if row["deed"] == "was present"
            }
            if dates == "certain" and "second-brigade" in rows:
                rows["second-brigade"] = None
            wanted = {unit: person and f"garrison:{person}" for unit, person in rows.items()} if present else {}
            assert got == wanted, (day, dates)
            assert {row["acting_id"] for row in answer.rows} <= {"garrison:third"}


async def test_a_unit_without_a_name_is_passed_through(garrison: Answers) -> None:
    answer = await garrison.ask(QUESTION, {"at_id": "garrison:ford", "as_of": "2014-07-15"})
    assert "garrison:unnamed" not in {row["unit_id"] for row in answer.rows}
    (corps,) = [row for row in answer.rows if row["unit_id"] == "garrison:corps"]
    # battalion, 2nd brigade, the division that is not named, corps; presence, three PART_OF and the command, all stated
    assert (corps["steps"], len(corps["chain"]), corps["likelihood"]) == (3, 4, round(0.95**5, 4))


async def test_an_event_of_some_day_in_a_year_leaves_both_chains_open(garrison: Answers) -> None:
    rows = (await garrison.ask(QUESTION, {"at_id": "garrison:siege"})).rows
    of_corps = {row["commander_id"]: row for row in rows if row["unit_id"] == "garrison:corps"}
    assert {person: row["holds"] for person, row in of_corps.items()} == {
        "garrison:dorn": "possible",
        "garrison:ernst": "possible",
    }
    # Dorn as the battalion was the 1st Brigade's; Ernst over either brigade.
    assert (of_corps["garrison:dorn"]["ways"], of_corps["garrison:ernst"]["ways"]) == (1, 2)
    assert (of_corps["garrison:dorn"]["earliest"], of_corps["garrison:dorn"]["latest"]) == ("2014-01-01", "2014-05-31")
    assert (await garrison.ask(QUESTION, {"at_id": "garrison:siege", "as_of": "2015-01-01"})).rows == []


# --- random worlds ----------------------------------------------------------------------------------------------------


@dataclass
class Army:
    """Units that are part of one another, their commanders, an event and two places, one inside the other."""

    kinds: dict[str, str]
    ties: list[Tie] = field(default_factory=list)
    occurred: str = ""
    died: dict[str, int] = field(default_factory=dict)

    def of(self, kind: str, **ends: str) -> list[Tie]:
        return [t for t in self.ties if t.kind == kind and all(getattr(t, end) == name for end, name in ends.items())]


def raised(seed: int) -> Army:
    """Make an army of which every part may change hands."""
    rng = random.Random(seed)  # noqa: S311
    kinds = {
        "a": "unit",
        "b": "unit",
        "c": "placeholder" if seed % 2 else "unit",
        "d": "group",
        "e": "",
        "z": "category",
    }
    army = Army(kinds, died={person: rng.choice((2006, 2007, 2009)) for person in "pqr" if rng.random() < 0.5})
    ever = (date.min, date.max)
    seen: set[tuple[str, str, str]] = set()

    def add(kind: str, start: str, end: str, dates: tuple[str, ...] = DATES) -> None:
        if (kind, start, end) not in seen:
            seen.add((kind, start, end))
            hedge = rng.choice(("stated", "reported", "believed", "suspected", "possible"))
            life = (date.min, date(army.died[start], 12, 31)) if start in army.died else ever
            army.ties.append(Tie(kind, start, end, hedge, rng.choice(dates), lives=(life, ever)))

    for unit, above in [("a", "b"), ("b", "c"), ("c", "d"), ("a", "c"), ("d", "e"), ("e", "a"), ("b", "z"), ("z", "d")]:
        if rng.random() < 0.8:
            add("PART_OF", unit, above)
    for person in ("p", "q", "r"):
        for unit in rng.sample(sorted(kinds), 3):
            add("LEADS", person, unit)
    moments = ("", "2005", "2008", "2006/2007", "[2006..2008]", "2007-07-01")
    for unit in rng.sample(sorted(kinds), 3):
        add("PARTICIPATED_IN", unit, "raid", moments)
    add("OCCURRED_AT", "raid", "mill", moments)
    for unit, place in itertools.product(rng.sample(sorted(kinds), 2), ("mill", "land")):
        add(rng.choice(("PRESENT_IN", "CONTROLS")), unit, place)
    add("WITHIN", "mill", "land", ("", "2004/2009"))
    if seed % 3 == 0:  # two names of one place, as it were
        add("WITHIN", "land", "mill", ("",))
    army.occurred = rng.choice(moments)
    return army


def muster(army: Army, folder: Path) -> None:
    """Write an army as a claims folder: the first unit goes by two ids, and of each kind a claim was a mistake."""
    folder.mkdir()
    (folder / "source.yaml").write_text(f"id: random\ntitle: Random\npublished: {PUBLISHED}\n")
    with (folder / "entities.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "type", "name", "kind"])
        rows.writerows([unit, "Organization", unit, kind] for unit, kind in army.kinds.items())
        rows.writerow(["a-bis", "Organization", "a", ""])
        rows.writerows([person, "Person", person, ""] for person in "pqr")
        rows.writerows([["raid", "Event", "raid", ""], ["mill", "Place", "mill", ""], ["land", "Place", "land", ""]])
    with (folder / "claims.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["claim_id", "subject", "kind", "object", "when", "hedge"])
        for i, t in enumerate(army.ties):
            start, end = ("a-bis" if name == "a" and i % 2 else name for name in (t.start, t.end))
            rows.writerow([f"t{i}", start, t.kind, end, t.edtf, t.hedge])
        rows.writerows([f"died-{person}", person, "DIED", "", year, "stated"] for person, year in army.died.items())
        for i, (start, kind, end) in enumerate(MISTAKES):
            rows.writerow([f"wrong{i}", start, kind, end, "", "stated"])
        if army.occurred:
            rows.writerow(["when", "raid", "OCCURRED", "", army.occurred, "stated"])
    with (folder / "decisions.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["kind", "left", "right", "who", "when", "why"])
        rows.writerow(["same", "a", "a-bis", "A. Analyst", "2020-01-01", "one badge"])
        rows.writerows(["reject", f"wrong{i}", "", "A. Analyst", "2020-01-01", "misread"] for i in range(len(MISTAKES)))


MISTAKES = (
    ("p", "LEADS", "a"),
    ("a", "PART_OF", "d"),
    ("c", "PARTICIPATED_IN", "raid"),
    ("b", "PRESENT_IN", "land"),
)
"""Claims of every day that somebody rejected: nothing rests on them."""

Bounds = tuple[date, date, date, date]


def readings(bounds: Bounds) -> list[tuple[date, date]]:
    """Return the tightest ways to read a date: a longer spell holds wherever one of these does."""
    _, begun, over, _ = bounds
    return [(begun, over)] if begun <= over else [(day, day) for day in GRID if over <= day <= begun]


def deeds(army: Army, at: str) -> Iterator[tuple[str, str, str, tuple[Tie, ...], list[Bounds]]]:
    """Yield what was done, where, by whom, over which ties, and when, those of one event being one moment."""
    dates = [Tie("OCCURRED_AT", "raid", "?", "stated", army.occurred).bounds] if army.occurred else []

    def one_moment(*said: Bounds) -> Bounds:
        begins, begun, over, ends = zip(*said, *dates, strict=True)
        return max(begins), min(begun), max(over), min(ends)

    if at == "raid":
        for part in army.of("PARTICIPATED_IN"):
            yield "took part", "raid", part.start, (part,), [one_moment(part.bounds)]
        return
    spots: list[tuple[str, tuple[Tie, ...]]] = [(at, ())]
    spots += [(inside.start, (inside,)) for inside in army.of("WITHIN", end=at)]
    for spot, inside in spots:
        when = [tie.bounds for tie in inside if tie.edtf]  # without a date it is geography
        for there in army.of("OCCURRED_AT", end=spot):
            for part in army.of("PARTICIPATED_IN"):
                moment = one_moment(part.bounds, there.bounds)
                yield "took part", "raid", part.start, (part, there, *inside), [moment, *when]
        for kind, deed in (("PRESENT_IN", "was present"), ("CONTROLS", "held the place")):
            for stay in army.of(kind, end=spot):
                yield deed, spot, stay.start, (stay, *inside), [stay.bounds, *when]


def chains(army: Army, unit: str, over: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], tuple[Tie, ...]]]:
    """Yield every chain of PART_OF ties up from a unit, itself alone included, that meets no unit twice."""
    yield (*over, unit), ()
    for part in army.of("PART_OF", start=unit):
        if part.end not in (*over, unit) and army.kinds[part.end] != "category":
            for units, parts in chains(army, part.end, (*over, unit)):
                yield units, (part, *parts)


def accountable(army: Army, at: str, asked: dict[str, Any]) -> dict[Any, list[tuple[bool, float, frozenset[Tie]]]]:
    """Return by row the ways in which it holds: whether certainly, how likely, over which ties."""
    span = span_of(asked)
    found: dict[Any, list[tuple[bool, float, frozenset[Tie]]]] = defaultdict(list)
    held: dict[Any, list[tuple[set[date], set[date]]]] = defaultdict(list)
    for deed, where, named, base, when in deeds(army, at):
        for units, parts in chains(army, named):
            if army.kinds[named] == "category" or army.kinds[units[-1]] in ("category", "placeholder"):
                continue
            acting = next(unit for unit in units if army.kinds[unit] != "placeholder")
            for lead in (None, *army.of("LEADS", end=units[-1])):
                ties = (*base, *parts, *((lead,) if lead else ()))
                if any(tie.likelihood < asked["min_likelihood"] for tie in ties):
                    continue
                spells = [*when, *(tie.bounds for tie in parts), *([lead.bounds] if lead else [])]
                if not any(all(s[0] <= one <= s[3] for s in spells) for one in GRID if span[0] <= one <= span[1]):
                    continue
                sure = all(
                    max(span[0], *(begin for begin, _ in some)) <= min(span[1], *(end for _, end in some))
                    for some in itertools.product(*map(readings, spells))
                )
                if sure or asked["dates"] == "possible":
                    row = (deed, where, acting, units[-1])
                    found[*row, lead.start if lead else None].append(
                        (sure, math.prod(tie.likelihood for tie in ties), frozenset(ties))
                    )
                    within = [one for one in GRID if span[0] <= one <= span[1]]
                    may = {one for one in within if all(s[0] <= one <= s[3] for s in spells)}
                    must = {one for one in within if all(s[1] <= one <= s[2] for s in spells)}
                    held[*row, lead.start if lead else None].append((may, must))
    for row in [row for row in found if row[-1] is None]:
        # Somebody led it on some days: what is left is told of the others.
        of_others = [days for other, some in held.items() if other[:-1] == row[:-1] and other[-1] for days in some]
        if of_others:
            led = set().union(*(must if asked["dates"] == "certain" else may for may, must in of_others))
            left = [(way, may - led, must - led) for way, (may, must) in zip(found[row], held[row], strict=True)]
            found[row] = [
                (bool(must), *way[1:]) for way, may, must in left if (must if asked["dates"] == "certain" else may)
            ]
    return {row: ways for row, ways in found.items() if ways}


@pytest.mark.parametrize("seed", range(8))
async def test_random_armies(seed: int, holding: Callable[..., Target], reader: Reader, tmp_path: Path) -> None:
    army = raised(seed)
    muster(army, tmp_path / "random")
    holding(tmp_path / "random")
    answers = Answers(CATALOGUE, reader)
    assert set(LIKELIHOODS.values()) >= {tie.likelihood for tie in army.ties}
    seen = 0
    for at, span, dates, least in itertools.product(
        ("raid", "mill", "land"), SPANS, ("possible", "certain"), (0.0, 0.6)
    ):
        asked = {**span, "dates": dates, "min_likelihood": least}
        expected = accountable(army, at, asked)
        answer = await answers.ask(QUESTION, {**asked, "at_id": f"random:{at}", "limit": 1000})
        rows = {}
        for row in answer.rows:
            ids = (row["deed_at_id"], row["acting_id"], row["unit_id"], row["commander_id"])
            rows[row["deed"], *(one and one.removeprefix("random:") for one in ids)] = row
        assert len(rows) == len(answer.rows)
        assert set(rows) == set(expected), (at, asked)
        for key, row in rows.items():
            ways = expected[key]
            best = max((sure, round(p, 9)) for sure, p, _ in ways)
            assert (row["ways"], row["holds"] == "certain") == (len(ways), best[0]), (key, asked)
            assert row["likelihood"] == pytest.approx(best[1], abs=1e-4)
            strongest = [sorted(t.id for t in ties) for sure, p, ties in ways if (sure, round(p, 9)) == best]
            assert row["tie_ids"] in strongest
        seen += len(rows)
    assert seen > 50, "This army shows nothing."


@pytest.mark.parametrize("seed", range(8, 11))
async def test_a_span_has_the_rows_of_its_days(
    seed: int, holding: Callable[..., Target], reader: Reader, tmp_path: Path
) -> None:
    muster(raised(seed), tmp_path / "random")
    holding(tmp_path / "random")
    answers = Answers(CATALOGUE, reader)

    async def asked(**given: str) -> dict[Any, dict[str, Any]]:
        rows = (await answers.ask(QUESTION, {"min_likelihood": 0.0, "limit": 1000, **given})).rows
        keys = ("deed", "deed_at_id", "acting_id", "unit_id", "commander_id")
        return {tuple(row[key] for key in keys): row for row in rows}

    gaps = 0
    for at in ("random:raid", "random:mill", "random:land"):
        days = {day: await asked(at_id=at, as_of=day.isoformat()) for day in GRID}
        for first, last in ((4, 11), (10, 16), (0, len(GRID) - 1)):
            rows = await asked(at_id=at, from_day=GRID[first].isoformat(), to_day=GRID[last].isoformat())
            assert set(rows) == {row for day in GRID[first : last + 1] for row in days[day]}
            led = {row[:-1] for row in rows if row[-1]}
            for row in [row for row in rows if row[-1] is None and row[:-1] in led]:
                gaps += 1
                of = [day for day in GRID[first : last + 1] if row in days[day]]
                assert (rows[row]["earliest"] or "0001-01-01") <= of[0].isoformat()
                assert (rows[row]["latest"] or "9999-12-31") >= of[-1].isoformat()
    assert gaps, "This army is led all the time."
