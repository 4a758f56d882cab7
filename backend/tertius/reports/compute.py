"""A report, computed: every section's answer with its evidence, on one state of the graph. This is what is kept."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic import BaseModel, ConfigDict, Field

from tertius import __version__
from tertius.answers import Answer, Answers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import ConflictError, TertiusError, UndefinedError, UnsupportedError
from tertius.graph.read import Reader
from tertius.reports.difference import ReportDifference
from tertius.reports.graph_state import GraphState, graph_state
from tertius.reports.history import RankHistory
from tertius.reports.plan import ReportPlan, Section, Value, asked

TRIES = 3
"""How often a report is begun again because the graph changed under it."""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Refusal(_Kept):
    """Why a section has no answer: what it asks is not defined on this network, or not to be had on this server."""

    title: str = Field(description="The kind of refusal.")
    what: str = Field(description="What is in the way, in one sentence.")
    next_step: str = Field(description="What can be done about it; may be empty.")


class ComputedSection(_Kept):
    """A section with its answer, or with why there is none."""

    section: Section = Field(description="The section, as it is in the plan.")
    question: str = Field(description="The question as a sentence.")
    asked: dict[str, Value] = Field(description="Parameters that it was asked with, defaults left out.")
    kind: str = Field(description="query or measure.")
    shows: tuple[str, ...] = Field(description="The columns that a table for people has at first.")
    evidence_column: str | None = Field(description="The column of ids that each row rests on; null: none.")
    answer: Answer | None = Field(description="The answer with its evidence; null if it was refused.")
    refusal: Refusal | None = Field(default=None, description="Why there is no answer.")


class ComputedReport(_Kept):
    """All that one run of a report found."""

    plan: ReportPlan = Field(description="The plan, as it was then, without where it is delivered.")
    inputs: dict[str, Value] = Field(description="What it was about: the values of the plan's inputs.")
    run: str = Field(description="The run's id.")
    due: datetime | None = Field(description="The moment that it was due; null: somebody asked for it.")
    day: date = Field(description="The day that $day stood for.")
    began: datetime = Field(description="When it began.")
    ended: datetime = Field(description="When all was computed.")
    tertius: str = Field(default=__version__, description="The version of Tertius.")
    graph: GraphState = Field(description="What the graph was made of.")
    sections: tuple[ComputedSection, ...] = Field(description="The sections, in order.")
    history: tuple[RankHistory, ...] = Field(
        default=(), description="Of each section with ranks, those of the last runs about the same."
    )
    says: tuple[str, ...] = Field(
        default=(),
        description="What an alert says of these rows; of a report nothing: its sentences come from its rows.",
    )
    difference: ReportDifference | None = Field(
        default=None,
        description="What changed since the latest run before it about the same; null: there was none, or the plan "
        "does not compare.",
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes
    ----------
    done, of
        Sections that are computed, and all of them.
    title
        The section that is computed now; empty at the end.
    """

    done: int
    of: int
    title: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Which run of a report is computed.

    Attributes
    ----------
    run
        Its id.
    due
        When it was due; None where somebody asked for it.
    day
        The day that ``$day`` stands for.
    inputs
        The values of the plan's inputs.
    """

    run: str
    due: datetime | None
    day: date
    inputs: Mapping[str, Value]


async def compute(
    plan: ReportPlan,
    asking: Asking,
    answers: Answers,
    reader: Reader,
    catalogue: Catalogue,
    *,
    told: Callable[[Progress], Awaitable[None]] | None = None,
) -> ComputedReport:
    """Ask all questions of a report.

    Parameters
    ----------
    plan
        A plan that was checked.
    asking
        Which run it is.
    answers, reader, catalogue
        What answers the questions; all on the same database.
    told
        Called and awaited before each section, and at the end.

    Returns
    -------
    ComputedReport
        All sections speak of one state of the graph.

    Raises
    ------
    ConflictError
        A load is going on, or loads changed the graph again and again meanwhile.
    TertiusError
        A question failed; one that is not defined on this network, or that this server cannot answer, is no failure.
    """
    began = datetime.now(UTC)
    for _ in range(TRIES):
        before = await graph_state(reader)
        sections = []
        for number, section in enumerate(plan.sections):
            await _tell(told, Progress(number, len(plan.sections), section.title))
            sections.append(await _ask(plan, section, asking, answers, catalogue))
        if before.still(await graph_state(reader)):
            await _tell(told, Progress(len(plan.sections), len(plan.sections), ""))
            return ComputedReport(
                plan=plan.model_copy(update={"deliver": ()}),
                inputs=dict(asking.inputs),
                run=asking.run,
                due=asking.due,
                day=asking.day,
                began=began,
                ended=datetime.now(UTC),
                graph=before,
                sections=tuple(sections),
            )
    raise ConflictError(
        f"The graph changed {TRIES} times while the report was computed.",
        where=plan.name,
        next_step="Run it again when no load is going on.",
    )


async def _tell(told: Callable[[Progress], Awaitable[None]] | None, progress: Progress) -> None:
    if told is not None:
        await told(progress)


async def _ask(
    plan: ReportPlan, section: Section, asking: Asking, answers: Answers, catalogue: Catalogue
) -> ComputedSection:
    question = catalogue.find(section.question)
    params = asked(plan, section, question.params, asking.inputs, asking.day)
    answer, refusal = None, None
    try:
        answer = await answers.ask(question.id, params, evidence=True)
    except (UndefinedError, UnsupportedError) as error:
        refusal = Refusal(title=error.title, what=error.what, next_step=error.next_step)
    except TertiusError as error:
        error.add_note(f"In the section {section.title!r} of the report {plan.name}.")
        raise
    return ComputedSection(
        section=section,
        question=question.question,
        asked=params,
        kind=question.kind,
        shows=question.first_columns,
        evidence_column=question.evidence.column if question.evidence else None,
        answer=answer,
        refusal=refusal,
    )
