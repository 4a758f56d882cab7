"""Asking: any question of the catalogue, its parameters checked, its run bounded, its evidence gathered."""

import datetime
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tertius import logs
from tertius.answers.answer import Answer, AnswerColumn, Assumed
from tertius.answers.in_thread import InThread, Measuring
from tertius.answers.measure_jobs import WITHOUT_CLAIMS, job_of, selected
from tertius.answers.projections import Projections
from tertius.catalog.catalogue import NETWORKS, Catalogue
from tertius.catalog.question import Question
from tertius.catalog.spans import refuse_backwards, with_days
from tertius.errors import TertiusError, UnsupportedError
from tertius.graph.read import Reader, Rows
from tertius.measures.events import EVENT_NETWORKS, event_selection
from tertius.networks.coverage import observed
from tertius.networks.facts import NetworkFacts, facts_of
from tertius.records.evidence import Evidence, behind_claims, behind_ties
from tertius.records.known_ids import ties_must_exist
from tertius.records.naming import resolved
from tertius.records.tables import CurrentTables, Tables

LIMIT = "limit"
"""The parameter that bounds a question's rows, where it has one."""

COUNTED = 10_000
"""Rows up to which those beyond a limit are counted."""

_PLUGIN_NAMES = {"gds": "Graph Data Science"}
_SERVER_FRESH_S = 60.0


@dataclass(frozen=True, slots=True)
class _Form:
    """The parts of an answer that are the same each time its question is asked."""

    columns: list[AnswerColumn]
    conventions: list[str]


class Answers:
    """Answers the questions of a catalogue from one database. Many tasks of one event loop may share it.

    Parameters
    ----------
    catalogue
        The questions.
    reader
        The database.
    measuring
        What works measures out; this process itself by default.
    measure_timeout_s
        Seconds that a measure may take, once its network is there.
    cluster
        Address of a Dask scheduler to spread sampled worlds over.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        reader: Reader,
        *,
        measuring: Measuring | None = None,
        measure_timeout_s: float = 30.0,
        cluster: str | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._measuring = measuring or InThread()
        self._measure_timeout_s = measure_timeout_s
        self._cluster = cluster
        self._tables = CurrentTables(reader)
        self._projections = Projections(reader)
        self._forms: dict[str, _Form] = {}
        self._plugins: frozenset[str] = frozenset()
        self._plugins_until = 0.0
        self._asked = False

    async def ask(
        self, question_id: str, raw_params: Mapping[str, object], *, evidence: bool = False, count: bool = False
    ) -> Answer:
        """Answer one question.

        Parameters
        ----------
        question_id
            ``group/name``.
        raw_params
            Parameters as text or JSON values; what is missing takes its default.
        evidence
            Whether to add the claims behind each row.
        count
            Whether to count the rows of a query that there are beyond its limit, which asks it a second time.

        Returns
        -------
        Answer

        Raises
        ------
        NotFoundError
            There is no such question, or nothing has an id or name that was given; the message names the nearest.
        AmbiguousError
            Several have a name that was given; the message says what tells them apart.
        InputError
            A parameter that does not exist, is missing or does not fit.
        UndefinedError
            The span of days that it is asked about ends before it begins.
        UnsupportedError
            The question needs a plugin that the server does not have.
        QueryTimeoutError
            It took too long.
        DatabaseUnavailableError
            The database does not answer.
        CatalogueError
            The question's text is at fault.
        """
        question = self._catalogue.find(question_id)
        params = question.validate_params(raw_params)
        refuse_backwards(params)
        self._asked = True
        await self._require(question)
        tables = await self._tables.get()
        measured = question.kind == "measure"
        params, named = await resolved(self._reader, question, params, canonical=measured)
        facts, total = None, None
        if measured:
            found, facts, total = await self._measure(question, params, tables)
        else:
            found = await self._run(question, params)
            if not found.truncated:
                total = len(found.rows)
            elif count:
                total = await self._count(question, params)
        if not found.rows:
            await ties_must_exist(self._reader, question, params)
        behind = await self._evidence(question, found.rows, tables) if evidence else None
        form = self._form(question)
        logs.get(__name__).info(
            "question",
            question=question.id,
            version=question.version,
            rows=len(found.rows),
            truncated=found.truncated,
            evidence=evidence,
            ms=round(found.elapsed_ms, 1),
        )
        # Everything here was made by this room and the reader, so it is not validated a second time, value by value.
        return Answer.model_construct(
            question=question.id,
            version=question.version,
            digest=question.digest,
            params={name: plain(value) for name, value in params.items()},
            named=named,
            columns=form.columns,
            rows=found.rows,
            row_count=len(found.rows),
            truncated=found.truncated,
            total=total,
            assumptions=assumed(
                tables,
                form.conventions,
                params,
                with_days(raw_params, question.params)[1],
                await self._observed(question, params),
            ),
            elapsed_ms=round(found.elapsed_ms, 3),
            evidence=behind,
            network=facts,
        )

    async def plan_ahead(self, idle: Callable[[], bool] = lambda: True) -> list[str]:
        """Have the database plan the questions that it answers itself, one after another, and return their ids.

        A plan takes a server that has just started a second or two, and each after it less. It ends with the first
        question that somebody asks, who would wait for it, and with a database that does not answer. What needs a
        plugin is passed over: it is completed when it is asked.

        Parameters
        ----------
        idle
            Whether nobody uses the database otherwise.
        """
        planned = []
        for question in self._catalogue.queries():
            if question.requires:
                continue
            if self._asked or not idle():
                break
            shown = question.validate_params({name: param.value for name, param in question.params.items()})
            try:
                await self._reader.run(f"EXPLAIN {question.cypher}", shown)
            except TertiusError:
                break
            planned.append(question.id)
        return planned

    async def _observed(self, question: Question, params: Mapping[str, Any]) -> list[str]:
        """Say what of the days and the region that a query about events asks for no file covers."""
        if question.group != NETWORKS or question.name not in EVENT_NETWORKS:
            return []
        selection = event_selection(params)
        asked = selection.first_day, selection.last_day
        return await observed(self._reader, asked, selection.region, selection.lets_in)

    async def _run(self, question: Question, params: Mapping[str, Any]) -> Rows:
        limit = params.get(LIMIT)
        runner = self._projections if "gds" in question.requires else self._reader
        if not isinstance(limit, int):
            return await runner.run(question.cypher, params)
        # One row more than was asked for tells whether there are more; the reader cuts it off.
        return await runner.run(question.cypher, {**params, LIMIT: limit + 1}, max_rows=limit)

    async def _count(self, question: Question, params: Mapping[str, Any]) -> int | None:
        """Return how many rows a question has in all; None where it has more than are counted."""
        most = question.params[LIMIT].max if LIMIT in question.params else None
        if not isinstance(most, int):
            return None
        rows = await self._run(question, {**params, LIMIT: min(most, COUNTED)})
        return None if rows.truncated else len(rows.rows)

    async def _measure(
        self, question: Question, params: Mapping[str, Any], tables: Tables
    ) -> tuple[Rows, NetworkFacts, int]:
        began = time.perf_counter()
        measure = self._catalogue.measure(question.id)
        chosen = await selected(self._reader, self._catalogue, measure, params, tables)
        without = None
        if claims := params.get(WITHOUT_CLAIMS):
            without = await selected(self._reader, self._catalogue, measure, params, tables, claims)
        job = job_of(measure, params, chosen, without, self._cluster)
        result = await self._measuring.run(job, self._measure_timeout_s)
        network = self._catalogue.networks()[params["network"]]
        facts = facts_of(
            chosen.network,
            (*chosen.notes, *result.notes),
            question=network.id,
            version=network.version,
            digest=chosen.digest,
        )
        elapsed_ms = (time.perf_counter() - began) * 1000
        return Rows(tuple(question.columns), result.rows, result.truncated, elapsed_ms), facts, result.total

    async def _evidence(self, question: Question, rows: list[dict[str, Any]], tables: Tables) -> Evidence:
        if question.evidence is None:
            return await behind_ties(self._reader, [[] for _ in rows], tables)
        column = question.evidence.column
        ids = [_ids(row[column]) for row in rows]
        gather = behind_ties if question.evidence.kind == "ties" else behind_claims
        return await gather(self._reader, ids, tables)

    async def _require(self, question: Question) -> None:
        """Refuse a question that needs a plugin which the server does not have."""
        if not question.requires:
            return
        if time.monotonic() >= self._plugins_until:
            server = await self._reader.server()
            self._plugins = frozenset({"gds"} if server.gds else ())
            self._plugins_until = time.monotonic() + _SERVER_FRESH_S
        for plugin in question.requires:
            if plugin not in self._plugins:
                raise UnsupportedError(
                    f"The question {question.id} needs {_PLUGIN_NAMES[plugin]}, which this server does not have.",
                    where=question.id,
                    next_step="Install the plugin on the server, or use the embedded server, which brings it.",
                )

    def _form(self, question: Question) -> _Form:
        form = self._forms.get(question.id)
        if form is None:
            columns = [AnswerColumn(name=name, **column.model_dump()) for name, column in question.columns.items()]
            form = self._forms[question.id] = _Form(columns, list(question.conventions))
        return form


def assumed(
    tables: Tables,
    conventions: list[str],
    params: Mapping[str, Any],
    periods: Sequence[str] = (),
    told: Sequence[str] = (),
) -> Assumed:
    """Return what an answer takes for granted.

    Parameters
    ----------
    tables, conventions
        The tables behind every likelihood, and the question's conventions.
    params
        The parameters: where sources err as a whole, their table is printed too.
    periods
        How a month or a year that was asked for was taken.
    told
        Which of the days and places asked for no file covers.
    """
    falls: dict[str, float] = {}
    if params.get("errs") == "sources":
        from tertius.measures.uncertainty.worlds import SOURCE_FALL

        falls = dict(SOURCE_FALL)
    return Assumed.model_construct(
        **dict(tables), conventions=conventions, source_fall=falls, periods=list(periods), observed=list(told)
    )


def _ids(value: object) -> list[str]:
    """Return the ids in a row's evidence column: one, several or none."""
    if isinstance(value, list):
        return [str(item) for item in value]
    return [] if value is None else [str(value)]


def plain(value: object) -> object:
    """Return a parameter's value as plain JSON.

    Parameters
    ----------
    value
        As `Question.validate_params` gives it.
    """
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
