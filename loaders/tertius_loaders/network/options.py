"""What a user says of a published network that its files do not say."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from tertius.reading.network_files.options import Format


class NetworkOptions(BaseModel):
    """How to load a network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tie: list[str] = Field(
        default_factory=list,
        description="Kind of the ties, such as ASSOCIATE_OF; or VALUE=KIND for a value of the column of kinds.",
    )
    tie_column: str | None = Field(
        default=None, description="Column, or attribute, that says which kind each tie is [default: kind]"
    )
    negative_tie: str | None = Field(default=None, description="Kind of the ties whose weight is below 0.")
    source_type: str | None = Field(
        default=None, description="What the sources of ties are: person, organization, place or event."
    )
    target_type: str | None = Field(default=None, description="What the targets of ties are.")
    reverse: bool = Field(default=False, description="Ties lead from the target (a matrix's column) to the source.")
    directed: bool = Field(
        default=False, description="Ties lead from source to target, even if the file gives them no direction."
    )
    file_format: Format = Field(default="auto", description="What the file of ties is [default: told from the file]")
    source_column: str = Field(default="source", description="Column of an edge list that names where a tie starts.")
    target_column: str = Field(default="target", description="Column of an edge list that names where a tie ends.")
    nodes: Path | None = Field(default=None, description="A table with a line for each node.")
    node_key: str | None = Field(default=None, description="Column of the nodes that the ends of ties refer to.")
    groups: Path | None = Field(
        default=None, description="A table with a line for each group; --nodes then has the people."
    )
    group_key: str | None = Field(default=None, description="Column of the groups that the ends of ties refer to.")
    attribute: list[str] = Field(
        default_factory=list, description="COLUMN=KIND: a column of the nodes and what it gives, such as Born=BORN."
    )
    underscores: bool = Field(default=False, description="Names have an underscore where a blank is meant.")
    weight: str | None = Field(
        default=None, description="Column, or attribute, that is the weight of a tie [default: weight]"
    )
    min_weight: float | None = Field(default=None, gt=0, description="Leave out ties whose weight is nearer to 0.")
    when: str | None = Field(default=None, description="Column with the date of a tie, in EDTF [default: when]")
    period: str = Field(default="", description="When ties held that have no date of their own, in EDTF.")
    role: str | None = Field(default=None, description="Column with the role of a tie, such as emir.")
    hedge: str = Field(default="", description="How firmly the publication says it, such as reported.")
    part: str = Field(default="", max_length=100, description="Name of the network, where a publication has several.")
    source_id: str = Field(default="", description="Short id of the publication, such as krebs-2002.")
    title: str = Field(default="", description="Title of the publication, as a citation has it.")
    author: str = Field(default="", description="Who wrote it.")
    publisher: str = Field(default="", description="Who published it.")
    published: str = Field(default="", description="Day of its publication, as 2002-12-01.")
    release: str = Field(default="", description="Name of the edition [default: the day]")
    url: str = Field(default="", description="Where it is.")
    licence: str = Field(default="", description="What it allows you to do with its data.")
    derived_from: list[str] = Field(default_factory=list, description="Id of a source that it repeats.")
