"""Alerts on the run's real database: each change is told once, with its evidence, and delivered like a report."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import NotFoundError, UndefinedError
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.loading.undoing import undo
from tertius.reports.alerts.firings import Firings
from tertius.reports.alerts.past import over_past
from tertius.reports.alerts.rule import AlertRule
from tertius.reports.alerts.watching import Watching
from tertius.reports.delivering.delivering import Delivering
from tertius.reports.delivering.records import Deliveries
from tertius.reports.plan import ReportPlan
from tertius.reports.render import FORMS
from tertius.reports.running import Running
from tertius.reports.runs import Needless, Runs
from tertius.settings import Settings
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio

HARBOUR = Path(__file__).parents[3] / "cypher" / "graphs" / "harbour"
NOON = datetime(2024, 9, 2, 12, tzinfo=UTC)
HEAD = "claim_id,subject,kind,object,role,when,locator,note\n"
LETTER = "l1,harbour:bo,LEADS,harbour:gull,skipper,2019/..,p. 1,The letter has Bo lead the Gulls since 2019\n"


@pytest.fixture
def own(throwaway: Any, writer: Writer, no_runs: None) -> Iterator[None]:  # noqa: ANN401 - of the top conftest
    """Hold the harbour alone, which the test may add to."""
    throwaway.empty()
    assert not load_folder(HARBOUR, throwaway.driver, throwaway.target.database).bad_rows
    yield
    throwaway.empty()


@pytest.fixture
def letter(throwaway: Any, tmp_path: Path) -> Callable[[], None]:  # noqa: ANN401 - of the top conftest
    """Give a function that loads one more claim: Bo leads a second group."""

    def load() -> None:
        root = tmp_path / "letter"
        root.mkdir(exist_ok=True)
        (root / "source.yaml").write_text("id: letter\ntitle: A letter, invented\npublished: 2020-07-01\n")
        (root / "entities.csv").write_text("id,type,name\n")
        (root / "claims.csv").write_text(HEAD + LETTER)
        report = load_folder(root, throwaway.driver, throwaway.target.database)
        assert (report.new, report.bad_rows) == (1, 0)

    return load


@pytest.fixture
def watching(own: None, reader: Reader, writer: Writer, catalogue: Catalogue) -> Watching:
    return Watching(Firings(writer), Answers(catalogue, reader), reader, catalogue)


def several(when: dict[str, object] | None = None, **other: object) -> AlertRule:
    known = {"name": "several", "title": "Several groups", "question": "commanders/several"}
    return AlertRule.model_validate({**known, "when": when or {"enters": "rows"}, **other})


async def test_each_change_is_told_once_with_its_evidence(
    watching: Watching,
    letter: Callable[[], None],
    throwaway: Any,  # noqa: ANN401
) -> None:
    first = await watching.look(several())
    assert (first.fired, "from now on" in first.says[0]) == (None, True)
    assert (await watching.look(several())).fired is None

    letter()
    told = await watching.look(several())
    assert told.fired == "alert.several.1"
    assert told.says[0] == "According to the loaded sources new in the answer: Bo Lindqvist."
    assert "New claim behind it: Bo Lindqvist LEADS The Gulls, skipper, 2019/.., stated [letter] p. 1" in told.says
    assert any(one.startswith("Behind it now, too: Bo Lindqvist LEADS The Terns, captain") for one in told.says)
    assert (await watching.look(several())).fired is None

    firing, report = watching.firings.get("alert.several.1")
    assert firing.sentences == [*told.says]
    page = FORMS["md"].render(report).decode()
    assert "new in the answer: Bo Lindqvist." in page
    assert "one person" not in page  # the rows that are told are not all that there are
    assert "tertius alert run several" in page
    answer = report.sections[0].answer
    assert answer is not None
    assert [row["person_id"] for row in answer.rows] == ["harbour:bo"]
    assert answer.evidence is not None
    assert {claim.source_id for claim in answer.evidence.claims.values()} == {"harbour", "letter"}
    assert set(answer.evidence.sources) == {"harbour", "letter"}
    assert all(set(row) <= set(answer.evidence.claims) for row in answer.evidence.rows)

    undo("letter:1", throwaway.driver, throwaway.target.database)
    assert (await watching.look(several())).fired is None
    letter()
    assert (await watching.look(several())).fired == "alert.several.2"
    assert [one.id for one in watching.firings.page("several")] == ["alert.several.2", "alert.several.1"]


async def test_what_leaves_is_told_as_it_was(
    watching: Watching,
    letter: Callable[[], None],
    throwaway: Any,  # noqa: ANN401
) -> None:
    rule = several({"leaves": "rows"})
    letter()
    await watching.look(rule)
    undo("letter:1", throwaway.driver, throwaway.target.database)
    told = await watching.look(rule)
    assert told.fired is not None
    assert told.says[0] == "According to the loaded sources no longer in the answer: Bo Lindqvist."
    assert "Behind it no longer: Bo Lindqvist LEADS The Gulls, skipper, 2019/.., stated [letter] p. 1" in told.says
    answer = watching.firings.get(told.fired)[1].sections[0].answer
    assert answer is not None
    assert [row["person_id"] for row in answer.rows] == ["harbour:bo"]


async def test_an_alert_that_watches_something_else_begins_anew(watching: Watching, letter: Callable[[], None]) -> None:
    await watching.look(several())
    letter()
    other = several({"enters": "rows", "where": "group_count >= 2"})
    assert (await watching.look(other)).fired is None
    assert (await watching.look(other)).fired is None


async def test_of_many_that_look_at_once_one_tells(
    watching: Watching, letter: Callable[[], None], writer: Writer, tmp_path: Path
) -> None:
    rule = several(deliver=[{"folder": str(tmp_path / "out"), "formats": ["json"]}])
    await watching.look(rule)
    letter()
    looks = await asyncio.gather(*(watching.look(rule) for _ in range(4)))
    assert [look.fired for look in looks if look.fired] == ["alert.several.1"]
    delivering = Delivering(Deliveries(writer), {"alert": watching.firings.parcel}, Settings())
    assert await delivering.deliver(lambda: NOON) == 0
    [file] = (tmp_path / "out").iterdir()
    assert file.name.startswith("alert.several.1-")
    kept = json.loads(file.read_text())
    assert [row["person_id"] for row in kept["sections"][0]["answer"]["rows"]] == ["harbour:bo"]
    [delivered] = watching.firings.page()[0].deliveries
    assert (delivered.status, delivered.attempts) == ("delivered", 1)


async def test_a_look_that_is_due_happens_once(watching: Watching, letter: Callable[[], None]) -> None:
    await watching.look(several(), due=NOON)
    letter()
    assert (await watching.look(several(), due=NOON)).says == ("It looked already.",)
    assert (await watching.look(several(), due=NOON + timedelta(hours=1))).fired == "alert.several.1"


async def test_a_question_without_an_answer_leaves_what_was_seen(watching: Watching) -> None:
    rule = several(params={"from_day": "2020-01-01", "to_day": "2019-01-01"})  # a span that ends before it begins
    with pytest.raises(UndefinedError):
        await watching.look(rule)
    assert watching.firings.states() == {}


async def test_an_unknown_firing_is_told(watching: Watching) -> None:
    with pytest.raises(NotFoundError, match="alert list"):
        watching.firings.get("alert.several.9")


async def test_what_it_would_have_told_in_past_runs(
    watching: Watching,
    letter: Callable[[], None],
    writer: Writer,
    reader: Reader,
    catalogue: Catalogue,
    ready: Callable[[str], ReportPlan],
) -> None:
    runs = Runs(writer)
    running = Running(runs, Answers(catalogue, reader), reader, catalogue)
    weekly = ready("weekly-brokers")

    async def ran(plan: ReportPlan) -> str:
        begun = await running.begin(plan, {})
        assert not isinstance(begun, Needless)
        return (await running.compute(plan, begun)).run

    same = {"min_likelihood": 0.5, "dates": "possible"}
    assert list(over_past(several(params=same), runs, catalogue)) == []
    first = await ran(weekly)
    letter()
    second = await ran(weekly.model_copy(update={"name": "another"}))
    third = await ran(weekly)
    found = list(over_past(several(params=same), runs, catalogue))
    assert [(one.run, bool(one.says)) for one in found] == [(first, False), (second, True), (third, False)]
    assert "Bo Lindqvist" in found[1].says[0]
    assert list(over_past(several(params={**same, "dates": "certain"}), runs, catalogue)) == []
    assert watching.firings.page() == []
