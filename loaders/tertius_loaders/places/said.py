"""What a gazetteer says of a place, as claims. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tertius.model.claim_values import check_value
from tertius.model.claims import Claim
from tertius.model.countries import COUNTRIES
from tertius.model.ids import entity_id
from tertius_loaders.events.countries import ALPHA_3
from tertius_loaders.events.places import COUNTRY

ISO_3 = "iso-3166-1"
"""Whose number an external id of a country is: its code of three letters, as ``iso-3166-1:MLI``."""


@dataclass(frozen=True, slots=True)
class Said:
    """A place as a gazetteer has it.

    Attributes
    ----------
    id
        Its id: the gazetteer's own code.
    name, aliases
        What it is called.
    kind
        What it is.
    within
        The id of what it lies in; empty where the gazetteer does not have it.
    country
        ISO code of its country; empty if there is none.
    point
        ``latitude,longitude``; empty if there is none.
    drawn
        Whether the point was worked out from the outline that the gazetteer draws.
    state
        Whether it is the country itself, so that the country's code is its own.
    """

    id: str
    name: str
    aliases: Sequence[str] = ()
    kind: str = ""
    within: str = ""
    country: str = ""
    point: str = ""
    drawn: bool = False
    state: bool | None = None

    def claims(self, source: str) -> Iterator[Claim]:
        """Yield all that it comes to.

        Raises
        ------
        tertius.errors.InputError
            The point is none.
        """
        values = [("NAME", self.name), ("KIND", self.kind), ("LOCATION", self.point)]
        values += [("COUNTRY", self.country)] if self.country in COUNTRIES else []
        if self.country in ALPHA_3 and (self.kind == COUNTRY if self.state is None else self.state):
            values.append(("EXTERNAL_ID", f"{ISO_3}:{ALPHA_3[self.country]}"))
        others = dict.fromkeys(alias for alias in self.aliases if alias and alias != self.name)
        for kind, value in [*values, *(("ALIAS", alias) for alias in others)]:
            if value:
                check_value(kind, value)
                record = f"{self.id} {kind} {value}" if kind == "ALIAS" else f"{self.id} {kind}"
                drawn = kind == "LOCATION" and self.drawn
                yield Claim(
                    source=source,
                    part=self.country,
                    record=record,
                    kind=kind,
                    about=(("subject", self.id),),
                    value=value,
                    locator=self.id,
                    inferred=drawn,
                    note="The middle of the outline; the file gives no point." if drawn else "",
                )
        if self.within:
            yield Claim(
                source=source,
                part=self.country,
                record=f"{self.id} WITHIN",
                kind="WITHIN",
                about=(("subject", self.id), ("object", self.within)),
                locator=self.id,
            )


def place_id(authority: str, code: str) -> str:
    """Return the id of a place by its code.

    Raises
    ------
    tertius.errors.InputError
        The code can be none.
    """
    return entity_id(f"{authority}:{code.strip()}")
