"""Entities, ties and pages as answers show them: plain typed results of the record look-ups."""

from pydantic import BaseModel, ConfigDict, Field

from tertius.records.claims import ClaimRecord
from tertius.records.decisions import DecisionRecord
from tertius.records.paging import Page
from tertius.records.sources import Cited


class Location(BaseModel):
    """A place on the globe."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    latitude: float = Field(description="Degrees, WGS84, north positive.")
    longitude: float = Field(description="Degrees, WGS84, east positive.")


class EntityRecord(BaseModel):
    """A person, organization, place or event. All but its id and type is derived from claims."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="<authority>:<key>.")
    canonical_id: str = Field(description="The id that stands for it: another one if it was found to be the same.")
    type: str = Field(description="Person, Organization, Place or Event.")
    name: str = Field(
        description="The name that a decision prefers, else the one that the claims support best (of equally supported "
        "ones the first in the order of Unicode); the id where none gives a name."
    )
    aliases: list[str] = Field(default_factory=list, description="Other names.")
    kind: str | None = Field(default=None, description="What it is: group, unit, state, city, …; category: no actor.")
    countries: list[str] = Field(default_factory=list, description="ISO 3166-1 alpha-2.")
    external_ids: list[str] = Field(default_factory=list, description="Its ids in other authorities' lists.")
    location: Location | None = Field(default=None, description="Where it lies.")
    dates: dict[str, str] = Field(
        default_factory=dict,
        description="Born, died, established, announced, dissolved or, of an event, edtf: EDTF as a source has it, "
        "with the bounds that the claims allow.",
    )
    deaths: dict[str, int] = Field(default_factory=dict, description="Of an event: best, low and high estimates.")
    also: list[str] = Field(default_factory=list, description="Ids of other entities that are the same as this one.")
    decisions: list[DecisionRecord] = Field(
        default_factory=list,
        description="What people decided about it and about all that are the same, by day: what joined them, what "
        "keeps others apart, which name is to show.",
    )
    ties: int = Field(description="Number of ties.")
    claims: int = Field(description="Current claims about it, and about all that are the same.")
    named: str | None = Field(default=None, description="Which id a name was taken for, where one was given.")


class EntitySummary(BaseModel):
    """An entity in a list."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="<authority>:<key>.")
    type: str = Field(description="Person, Organization, Place or Event.")
    name: str = Field(description="Its name.")
    matched: str | None = Field(
        default=None, description="Which name, alias or id is closest to what was searched for; null in a list."
    )
    aliases: list[str] = Field(default_factory=list, description="Other names.")
    kind: str | None = Field(default=None, description="What it is: group, unit, state, city, …")
    countries: list[str] = Field(default_factory=list, description="ISO 3166-1 alpha-2.")
    ties: int = Field(description="Number of ties.")
    score: float | None = Field(
        default=None, description="How close that name is to it; 1 if it is the same; null in a list."
    )


class TieEnd(BaseModel):
    """An entity at one end of a tie."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="Its id.")
    type: str = Field(description="Person, Organization, Place or Event.")
    name: str = Field(description="Its name.")


class TieRecord(BaseModel):
    """What the current claims of one kind between two entities add up to."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="<KIND>:<20 hexadecimal digits>.")
    kind: str = Field(description="LEADS, MEMBER_OF, …")
    directed: bool = Field(description="False: start and end are only in the order of their ids.")
    start: TieEnd = Field(description="The one that leads, belongs, took part, …")
    end: TieEnd = Field(description="What it leads, belongs to, took part in, …")
    stint: int = Field(description="Which spell of the same tie.")
    side: str | None = Field(
        default=None,
        description="Of an event record's actor: side_a or side_b; with_a or with_b, if named as associated with one.",
    )
    roles: list[str] = Field(default_factory=list, description="Every role that an asserting claim gives.")
    from_earliest: str | None = Field(default=None, description="The start is not before this day; null: unbounded.")
    from_latest: str | None = Field(default=None, description="The start is not after this day; null: unbounded.")
    to_earliest: str | None = Field(default=None, description="The end is not before this day; null: unbounded.")
    to_latest: str | None = Field(default=None, description="The end is not after this day; null: unbounded.")
    likelihood: float = Field(description="0 to 1, by the tables of assumptions.")
    claims: int = Field(description="Current claims that speak of it, denials included.")
    sources: int = Field(description="Sources that assert it.")
    disputed: bool = Field(description="Whether a claim denies it, or its dates cannot all be true.")
    asserted_by: list[str] | None = Field(
        default=None, description="Sources that assert it, after decisions; null for where an event was."
    )
    firmness: list[float] | None = Field(default=None, description="The best probability of each of these sources.")
    clipped_by: list[str] | None = Field(
        default=None,
        description="Dates of lives that it reaches beyond by its own claims, such as `DIED mali-2013:x`: it cannot "
        "outlive its ends. Where both cannot be true it is disputed and keeps its own dates.",
    )
    own_from_earliest: str | None = Field(default=None, description="Where a life clips it: by its own claims alone.")
    own_from_latest: str | None = Field(default=None, description="As own_from_earliest.")
    own_to_earliest: str | None = Field(default=None, description="As own_from_earliest.")
    own_to_latest: str | None = Field(default=None, description="As own_from_earliest.")


class TieWithClaims(TieRecord, Cited):
    """A tie with the strongest claims behind it."""

    evidence: list[ClaimRecord] = Field(description="Its strongest claims, 20 at most, strongest first.")
    rest: str | None = Field(default=None, description="Where to read all of them, if there are more.")


class ClaimWithRevisions(ClaimRecord, Cited):
    """A claim with its other revisions."""

    revisions: list[str] = Field(description="Ids of all revisions, oldest first.")


class ClaimPage(Page[ClaimRecord], Cited):
    """A page of claims."""
