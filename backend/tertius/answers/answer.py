"""What an answer is: the same for the API, the command line and reports."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tertius.networks.facts import NetworkFacts
from tertius.records.evidence import Evidence
from tertius.records.tables import Tables


class AnswerColumn(BaseModel):
    """One column of an answer."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    name: str = Field(description="Its name, a key of every row.")
    type: str = Field(description="string, integer, number, boolean, date, datetime, point or object.")
    list: bool = Field(default=False, description="Whether a value is a list of these.")
    nullable: bool = Field(default=False, description="Whether a row may have null here.")
    about: str = Field(description="What it tells.")


class Assumed(Tables):
    """What an answer takes for granted: the tables behind every likelihood, and the question's conventions."""

    conventions: list[str] = Field(description="What is counted and what is not, a sentence each.")
    source_fall: dict[str, float] = Field(
        default_factory=dict,
        description="Where sources err as a whole: the probability that one does, by its reliability A to F, ungraded "
        "under the empty text.",
    )
    periods: list[str] = Field(
        default_factory=list,
        description="How a month or a year was taken that was given in place of a day, a sentence each.",
    )
    observed: list[str] = Field(
        default_factory=list,
        description="Of a question about events which of the places and days asked for no loaded file covers; of a "
        "measure that stands among the notes on its network.",
    )


class Answer(BaseModel):
    """The answer to one question. Every row is a dict of plain JSON by column."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    question: str = Field(description="The question's id.")
    version: int = Field(description="The version of the question.")
    digest: str = Field(description="SHA-256 of the question's text.")
    params: dict[str, Any] = Field(description="Every parameter that it was asked with, defaults included.")
    named: list[str] = Field(
        default_factory=list,
        description="Names that were given where ids are taken, each with the id it was taken for; and which "
        "parameters were given one and the same entity.",
    )
    columns: list[AnswerColumn] = Field(description="The columns in order.")
    rows: list[dict[str, Any]] = Field(description="The rows in order.")
    row_count: int = Field(description="Rows here.")
    truncated: bool = Field(description="Whether there are more rows than were asked for.")
    total: int | None = Field(
        default=None, description="Rows that there are in all; null where more than were asked for were not counted."
    )
    assumptions: Assumed = Field(description="The tables and conventions that the answer rests on.")
    elapsed_ms: float = Field(
        description="Milliseconds that the database took, waiting for a connection included; of a measure, the working "
        "out as well."
    )
    evidence: Evidence | None = Field(default=None, description="The claims behind each row, if they were asked for.")
    network: NetworkFacts | None = Field(default=None, description="What a measure worked on; null for a query.")
