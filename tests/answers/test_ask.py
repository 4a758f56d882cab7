import json
from collections.abc import Callable
from datetime import date

import pytest
from pydantic import SecretStr

from catalogued import CATALOGUE
from tertius.answers import Answer, Answers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import InputError, NotFoundError, QueryTimeoutError, UnsupportedError
from tertius.graph.connect import Server, Target, open_async_driver
from tertius.graph.read import Reader
from tertius.records.tables import defaults

pytestmark = pytest.mark.anyio


@pytest.fixture
def answers(harbour: Reader) -> Answers:
    return Answers(CATALOGUE, harbour)


@pytest.mark.parametrize("question_id", list(CATALOGUE))
async def test_every_example_is_answered_with_its_rows_and_evidence(
    holding: Callable[[str], Target], reader: Reader, question_id: str
) -> None:
    question = CATALOGUE[question_id]
    holding(question.example.graph)
    answers = Answers(CATALOGUE, reader)
    answer = await answers.ask(question_id, question.example.params, evidence=True)
    assert answer.rows == [dict(row) for row in question.example.rows]
    assert (answer.question, answer.version, answer.digest) == (question.id, question.version, question.digest)
    assert answer.row_count == len(question.example.rows)
    assert not answer.truncated
    assert answer.evidence is not None
    assert len(answer.evidence.rows) == len(answer.evidence.counts) == len(answer.evidence.rest) == answer.row_count
    if question.evidence is not None:
        assert all(answer.evidence.rows)


async def test_an_answer_is_what_its_type_says_and_plain_json(answers: Answers) -> None:
    answer = await answers.ask("brokerage/brokers", {"as_of": "2019-08-01"}, evidence=True)
    # It was built without validation; this validates it.
    assert Answer.model_validate(json.loads(answer.model_dump_json(by_alias=True))) == answer


async def test_an_answer_echoes_every_parameter_and_prints_its_assumptions(answers: Answers) -> None:
    answer = await answers.ask("brokerage/brokers", {"as_of": date(2019, 8, 1), "limit": "7"})
    assert answer.params == {
        "as_of": "2019-08-01",
        "from_day": None,
        "to_day": None,
        "dates": "possible",
        "min_likelihood": 0.5,
        "level": "group",
        "kinds": ["group", "unit"],
        "limit": 7,
    }
    assert answer.assumptions.hedges == defaults().hedges
    assert answer.assumptions.credibility == defaults().credibility
    assert list(answer.assumptions.conventions) == list(CATALOGUE["brokerage/brokers"].conventions)
    assert [column.name for column in answer.columns] == list(CATALOGUE["brokerage/brokers"].columns)
    assert answer.evidence is None
    assert answer.elapsed_ms > 0


async def test_cut_off_is_said_exactly(answers: Answers) -> None:
    # The harbour has five overlapping pairs.
    for limit, cut_off in ((4, True), (5, False), (6, False)):
        answer = await answers.ask("commanders/overlapping", {"limit": limit})
        assert answer.row_count == min(limit, 5)
        assert answer.truncated is cut_off
        assert answer.params["limit"] == limit


async def test_a_rank_does_not_depend_on_the_limit(answers: Answers) -> None:
    first = (await answers.ask("brokerage/brokers", {"limit": 1})).rows
    assert first == (await answers.ask("brokerage/brokers", {})).rows[:1]


@pytest.mark.parametrize(
    ("question_id", "params", "where", "nearest"),
    [
        ("brokerage/between", {"one_id": "harbour:tern", "other_id": "harbour:gul"}, "other_id", "harbour:gull"),
        ("brokerage/between", {"one_id": "harbour:ter", "other_id": "harbour:gull"}, "one_id", "harbour:tern"),
        ("paths/shortest", {"from_id": "harbour:hanna", "to_id": "harbour:bo"}, "from_id", "harbour:hana"),
        ("paths/shortest", {"from_id": "harbour:hana", "to_id": "no:where"}, "to_id", "entities/search"),
        ("evidence/of_entity", {"entity_id": "Ada Feris"}, "entity_id", "harbour:ada: Ada Ferris (Person"),
        ("commanders/overlapping", {"organization_id": "harbour:"}, "organization_id", "entities/search"),
        ("evidence/of_tie", {"tie_id": "LEADS:00000000000000000000"}, "tie_id", "the entity's ties"),
    ],
)
@pytest.mark.parametrize("evidence", [False, True])
async def test_an_id_that_nothing_has_is_not_an_answer_without_rows(
    answers: Answers, question_id: str, params: dict[str, str], where: str, nearest: str, *, evidence: bool
) -> None:
    with pytest.raises(NotFoundError) as refused:
        await answers.ask(question_id, params, evidence=evidence)
    assert repr(params[where]) in refused.value.what
    assert refused.value.where == where
    assert nearest in refused.value.next_step


@pytest.mark.parametrize("text", ["ada", "Ferris", "ada ferris", "FERRIS, Ada", "Ada\u200b Ferris", "harbour:ada"])
async def test_a_name_is_taken_where_an_id_is_and_said(answers: Answers, text: str) -> None:
    by_id = await answers.ask("evidence/of_entity", {"entity_id": "harbour:ada"})
    answer = await answers.ask("evidence/of_entity", {"entity_id": text})
    assert answer.rows == by_id.rows
    assert answer.params == by_id.params
    assert answer.named == ([] if text == "harbour:ada" else [f"{text.replace(chr(0x200B), '')} = harbour:ada"])


async def test_names_of_nodes_are_taken_as_ids_are(two_sources: Reader) -> None:
    answers = Answers(CATALOGUE, two_sources)
    asked = {"worlds": 0}
    by_id = await answers.ask("what_if/without", {**asked, "without_nodes": ["two-sources:ali"]})
    # the old id of one who gave way stands for the other in a network, too
    for nodes in (["two-sources:ali-bis"], ["ali-bis"], ["ALI"]):
        answer = await answers.ask("what_if/without", {**asked, "without_nodes": nodes})
        assert answer.params["without_nodes"] == ["two-sources:ali"]
        assert answer.rows == by_id.rows


async def test_the_old_id_of_a_merged_entity_is_still_one(two_sources: Reader) -> None:
    answers = Answers(CATALOGUE, two_sources)
    asked = {"other_id": "two-sources:ali", "kinds": "OPPOSED"}
    for id_ in ("two-sources:ali", "two-sources:ali-bis"):
        assert (await answers.ask("brokerage/between", {"one_id": id_, **asked})).rows == []
        assert (await answers.ask("evidence/of_entity", {"entity_id": id_})).rows


async def test_ids_that_something_has_may_have_no_rows(answers: Answers) -> None:
    for question_id, params in (
        ("brokerage/between", {"one_id": "harbour:tern", "other_id": "harbour:tern"}),
        ("commanders/overlapping", {"organization_id": "harbour:ada"}),
        ("evidence/of_entity", {"entity_id": "harbour:ines", "offset": 1000}),
        ("evidence/of_tie", {"tie_id": "LEADS:af1c0c68213f0dd012c9", "offset": 1000}),
    ):
        answer = await answers.ask(question_id, params, evidence=True)
        assert answer.rows == []
        assert answer.evidence is not None
        assert answer.evidence.claims == {}


@pytest.mark.parametrize(
    ("asked", "span", "said"),
    [
        (
            {"as_of": "2019-08"},
            ("2019-08-01", "2019-08-31"),
            ["as_of 2019-08 was taken as that month: from_day 2019-08-01, to_day 2019-08-31."],
        ),
        (
            {"as_of": "2019"},
            ("2019-01-01", "2019-12-31"),
            ["as_of 2019 was taken as that year: from_day 2019-01-01, to_day 2019-12-31."],
        ),
        (
            {"from_day": "2018", "to_day": "2018-02"},
            ("2018-01-01", "2018-02-28"),
            [
                "from_day 2018 was taken as the first day of that year, 2018-01-01.",
                "to_day 2018-02 was taken as the last day of that month, 2018-02-28.",
            ],
        ),
    ],
)
@pytest.mark.parametrize("question", ["brokerage/brokers", "centrality/degree"])
async def test_a_month_or_a_year_is_taken_as_its_days_and_said(
    answers: Answers, question: str, asked: dict[str, object], span: tuple[str, str], said: list[str]
) -> None:
    plain = {"worlds": 0} if question == "centrality/degree" else {}
    whole = await answers.ask(question, asked | plain)
    spelled_out = await answers.ask(question, {"from_day": span[0], "to_day": span[1], **plain})

    assert (whole.rows, whole.params) == (spelled_out.rows, spelled_out.params)
    assert whole.params["as_of"] is None
    assert (whole.params["from_day"], whole.params["to_day"]) == span
    assert whole.assumptions.periods == said
    assert spelled_out.assumptions.periods == []


async def test_an_unknown_question_names_the_nearest(answers: Answers) -> None:
    with pytest.raises(NotFoundError) as refused:
        await answers.ask("brokerage/brokrs", {})
    assert "brokerage/brokers" in refused.value.next_step


@pytest.mark.parametrize(
    ("params", "where"),
    [
        ({"dates": "perhaps"}, "dates"),
        ({"as_of": "1 June"}, "as_of"),
        ({"min_likelihood": 1.5}, "min_likelihood"),
        ({"limit": 0}, "limit"),
        ({"limt": 5}, "limt"),
    ],
)
async def test_a_parameter_that_does_not_fit_is_refused(
    answers: Answers, params: dict[str, object], where: str
) -> None:
    with pytest.raises(InputError) as refused:
        await answers.ask("brokerage/brokers", params)
    assert refused.value.where == where


async def test_a_required_parameter_is_required(answers: Answers) -> None:
    with pytest.raises(InputError, match="one_id"):
        await answers.ask("brokerage/between", {"other_id": "harbour:gull"})


async def test_a_question_that_needs_a_missing_plugin_is_refused(harbour: Reader, server: Server) -> None:
    brokers = CATALOGUE["brokerage/brokers"]
    needy = brokers.model_copy(update={"id": "brokerage/needy", "requires": ("gds",)})
    answers = Answers(Catalogue([needy]), harbour)
    if server.gds is None:
        with pytest.raises(UnsupportedError, match="Graph Data Science"):
            await answers.ask("brokerage/needy", {})
    else:
        assert (await answers.ask("brokerage/needy", {})).row_count == 2


async def test_a_question_that_takes_too_long_is_stopped(harbour: Reader) -> None:
    brokers = CATALOGUE["brokerage/brokers"]
    endless = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS n LIMIT $limit"
    slow = brokers.model_copy(
        update={"id": "brokerage/slow", "cypher": endless, "params": {"limit": brokers.params["limit"]}}
    )
    impatient = Reader(harbour._driver, harbour._database, timeout_s=0.5)
    with pytest.raises(QueryTimeoutError):
        await Answers(Catalogue([slow]), impatient).ask("brokerage/slow", {})


async def test_every_question_that_needs_no_plugin_is_planned_before_it_is_asked(answers: Answers) -> None:
    files = {one.id for one in CATALOGUE.values() if one.kind == "query" and not one.requires}
    assert files
    assert set(await answers.plan_ahead()) == files


async def test_nothing_is_planned_while_somebody_asks(answers: Answers) -> None:
    looks = iter([True, True, False])
    assert len(await answers.plan_ahead(lambda: next(looks))) == 2
    await answers.ask("brokerage/brokers", {})
    assert await answers.plan_ahead() == []


async def test_planning_on_a_database_that_is_not_there_ends_without_a_word() -> None:
    async with open_async_driver(Target("bolt://127.0.0.1:1", "neo4j", SecretStr(""))) as driver:
        assert await Answers(CATALOGUE, Reader(driver)).plan_ahead() == []
