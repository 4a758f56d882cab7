"""The words in which a measure is declared: what a user is told of a parameter, kinds of columns, what all share."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tertius.catalog.parameter import Param, ParamValue
from tertius.catalog.question import Column

Spread: TypeAlias = Literal["ranks", "values", "none"]
"""What simulations add to each row: its rank's interval, its value's interval, or nothing that is the same for all
measures (the measure then says itself how sure it is)."""

Choices: TypeAlias = Literal["scores", "ranked"]
"""Which other measures a parameter can name: those that score nodes, or all whose rows have ranks."""

ORGANIZATIONS = "organizations"
"""The value of ``groups`` that stands for the organizations that people belong to."""


@dataclass(frozen=True, slots=True)
class About:
    """What a user is told of one parameter of a measure; the last part of its ``Annotated`` type.

    Attributes
    ----------
    about
        What it does, in a phrase.
    min, max
        The least and the greatest number or day.
    max_length, max_items
        As in `Param`.
    example
        A value to show, for a parameter without a default: it must then be given.
    choices
        Of a parameter that names another measure, which measures it can name.
    of_nodes
        Whether it takes ids of nodes, or of organizations that nodes belong to: a name is then taken as well.
    """

    about: str
    min: int | float | datetime.date | None = None
    max: int | float | datetime.date | None = None
    max_length: int = 200
    max_items: int = 100
    example: ParamValue = None
    choices: Choices | None = None
    of_nodes: bool = False


ONE_MODE = ("people_by_organization", "people", "organizations_by_people", "organizations", "opponents", "allies")
"""Networks of one kind of node."""

TWO_MODE = ("people_organizations",)
"""The network of people and their organizations."""

ANY = (*ONE_MODE, *TWO_MODE)
"""Every network."""


def number(about: str, *, nullable: bool = False) -> Column:
    """Return a column of numbers.

    Parameters
    ----------
    about
        What it tells.
    nullable
        Whether it may be undefined.
    """
    return Column(type="number", nullable=nullable, about=about)


def integer(about: str, *, nullable: bool = False) -> Column:
    """Return a column of whole numbers; see `number`."""
    return Column(type="integer", nullable=nullable, about=about)


def truth(about: str) -> Column:
    """Return a column of yes or no; see `number`."""
    return Column(type="boolean", about=about)


def day(about: str) -> Column:
    """Return a column of days, null where nothing bounds them; see `number`."""
    return Column(type="date", nullable=True, about=about)


def text(about: str, *, several: bool = False, nullable: bool = False) -> Column:
    """Return a column of texts, or of lists of them; see `number`."""
    return Column(type="string", list=several, nullable=nullable, about=about)


NODE: Mapping[str, Column] = {"node_id": text("Id of the person or group"), "node": text("Name")}
"""The columns that say which node a row is about."""

KNOWN_AT = Param(
    type="date",
    nullable=True,
    about="As the claims stood at the end of this day (UTC); empty for now",
    value=None,
)

GROUPS = Param(
    type="string",
    max_length=100,
    about=f"Grouping: {ORGANIZATIONS}, or a property of the nodes",
    value=ORGANIZATIONS,
)

LIMIT = Param(type="integer", min=1, max=10_000, about="Maximum rows", value=50)

LIMIT_ON_FILES = Param(type="integer", min=0, about="Maximum rows; 0 for every row", value=50)
"""In place of `LIMIT` where no server has to be protected."""

SAMPLING: Mapping[str, Param] = {
    "worlds": Param(
        type="integer",
        min=0,
        max=20_000,
        about="Number of simulations from the likelihoods of the claims; 0 for the plain score, as if every tie held",
        value=1000,
    ),
    "seed": Param(type="integer", min=0, max=2**63 - 1, about="Seed of the simulations", value=1),
    "errs": Param(
        type="string",
        enum=("voices", "sources"),
        about="Error model: ties fail independently (voices), or whole sources together (sources)",
        value="voices",
    ),
    "interval": Param(
        type="number", min=0.01, max=1, about="Share of the simulations that an interval holds", value=0.9
    ),
    "top": Param(type="integer", min=1, max=1000, about="Number of ranks that p_top counts", value=3),
}
"""The parameters of every measure that can be simulated."""

SPREADS: Mapping[Spread, Mapping[str, Column]] = {
    "ranks": {
        "expected": number("Mean score over the simulations in which it is defined", nullable=True),
        "standard_error": number("Standard error of the expected score, from simulation alone", nullable=True),
        "rank_low": number("Best rank of the interval; ties of equal score share the mean rank"),
        "rank_high": number("Worst rank of the interval"),
        "p_first": number("Share of the simulations in which it is first; ties of equal score share the first rank"),
        "p_top": number("Share of the simulations in which it is in the top; ties of equal score share the ranks"),
    },
    "values": {
        "expected": number("Mean value over the simulations in which it is defined", nullable=True),
        "standard_error": number("Standard error of the expected value, from simulation alone", nullable=True),
        "low": number("Lower end of the interval", nullable=True),
        "high": number("Upper end of the interval", nullable=True),
    },
    "none": {},
}

FIRST_OF_SPREAD: Mapping[Spread, tuple[str, ...]] = {
    "ranks": ("rank_low", "rank_high", "p_first"),
    "values": ("low", "high"),
    "none": (),
}
"""Of these, the ones that a table for people has at first: no rank without its uncertainty."""

CONVENTIONS = (
    "A plain score is computed on the selected ties, as if all of them held; in a simulation each holds with its "
    "likelihood. Intervals hold 90% of the simulations, or the share asked for by interval; a rank goes by the plain "
    "score, and may lie outside its interval.",
    "Ranks are among people and groups that published claims name. They describe sources, not guilt.",
)
"""What holds for every measure."""
