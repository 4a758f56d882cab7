"""The words in which a measure is declared: what a user is told of a parameter, kinds of columns, what all share."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tertius.catalog.parameter import Param, ParamValue
from tertius.catalog.question import Column

Spread: TypeAlias = Literal["ranks", "values", "none"]
"""What sampled worlds add to each row: its rank's interval, its value's interval, or nothing that is the same for all
measures (the measure then says itself how sure it is)."""

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
    """

    about: str
    min: int | float | datetime.date | None = None
    max: int | float | datetime.date | None = None
    max_length: int = 200
    max_items: int = 100
    example: ParamValue = None


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


KNOWN_AT = Param(
    type="date",
    nullable=True,
    about="As the claims stood at the end of this day, in universal time; null for now",
    value=None,
)

GROUPS = Param(
    type="string",
    max_length=100,
    about=f"What makes a group: {ORGANIZATIONS}, or a property of the nodes",
    value=ORGANIZATIONS,
)

LIMIT = Param(type="integer", min=1, max=10_000, about="Rows at most", value=50)

SAMPLING: Mapping[str, Param] = {
    "worlds": Param(
        type="integer",
        min=0,
        max=20_000,
        about="Worlds to sample from the likelihoods of the claims; 0 for the plain value, as if all held",
        value=1000,
    ),
    "seed": Param(type="integer", min=0, max=2**63 - 1, about="The same seed draws the same worlds", value=1),
    "errs": Param(
        type="string",
        enum=("voices", "sources"),
        about="What errs by itself: each source in each tie, or also a source as a whole, by its reliability",
        value="voices",
    ),
    "interval": Param(type="number", min=0.01, max=1, about="Share of the worlds that an interval holds", value=0.9),
    "top": Param(type="integer", min=1, max=1000, about="How many places p_top is about", value=3),
}
"""The parameters of every measure that worlds can be sampled for."""

SPREADS: Mapping[Spread, Mapping[str, Column]] = {
    "ranks": {
        "expected": number("Mean score over the sampled worlds in which it is defined", nullable=True),
        "standard_error": number("Of the expected score, by the sampling alone", nullable=True),
        "rank_low": number("Best rank of the interval over the worlds; equals share the mean of their places"),
        "rank_high": number("Worst rank of the interval over the worlds, likewise"),
        "p_first": number("Share of the worlds in which it is first; equals draw lots"),
        "p_top": number("Share of the worlds in which it is among the first so many, likewise"),
    },
    "values": {
        "expected": number("Mean value over the sampled worlds in which it is defined", nullable=True),
        "standard_error": number("Of the expected value, by the sampling alone", nullable=True),
        "low": number("Lower end of the interval over the worlds", nullable=True),
        "high": number("Upper end of the interval over the worlds", nullable=True),
    },
    "none": {},
}

CONVENTIONS = (
    "A score is worked out on the ties that the selection lets through, as if all of them held; expected values and "
    "intervals let each hold with its likelihood.",
    "Ranks are among people and groups that published claims name. They describe sources, not guilt.",
)
"""What holds for every measure."""
