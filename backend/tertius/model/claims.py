"""Claims: one statement by one source at one place in it, and its identity over revisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from tertius.model.dates import UNDATED, Bounds
from tertius.model.hedges import Hedge
from tertius.model.ids import fingerprint

Scalar = str | int | float
"""A value that a record's claim can carry."""

SIDES = ("side_a", "side_b")
"""The sides of an event record; on each there can be several actors."""

ASSOCIATES: Mapping[str, str] = MappingProxyType({"with_a": "side_a", "with_b": "side_b"})
"""Whom the source names as associated with a side, and which side: they took part, as the side itself did."""

RECORD_ROLES = ("event", *SIDES, *ASSOCIATES, "place")
"""What an entity can be in a row of an event dataset. There is one event, and one place at most."""

PARTICIPANTS = (*SIDES, *ASSOCIATES)
"""The roles of those who took part."""

RECORD_VALUES: Mapping[str, type] = MappingProxyType(
    {
        "name": str,
        "event_kind": str,
        "deaths_best": int,
        "deaths_low": int,
        "deaths_high": int,
        "latitude": float,
        "longitude": float,
        "deaths_civilians": int,
        "sources": int,
        "date_precision": int,
        "place_precision": int,
        "citation": str,
        "remark": str,
    }
)
"""What a record may say of its own event, with the type of each value. The coordinates go together.

``sources`` is how many sources of its own the record counts, ``citation`` whom it names as such; the precisions are the
dataset's codes; ``remark`` says what of the record is odd, such as a low estimate above the best.
"""

MAX_STINT = 999
"""The highest spell of one tie."""

MAX_TEXT = 2_000
"""Characters of a text of a claim that is not one of `LONG_TEXTS`: what the database can index."""

MAX_NOTE = 20_000
"""Characters of one of `LONG_TEXTS`."""

LONG_TEXTS = ("note", "citation", "remark")
"""The texts of a claim that nothing is looked up by."""


class Polarity(StrEnum):
    """Whether the source says that it is so, or that it is not so."""

    ASSERTS = "asserts"
    DENIES = "denies"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One statement by one source. Immutable; a correction is a new revision with the same key.

    Attributes
    ----------
    source
        Id of the series that makes it.
    record
        The source's own key of the statement: a row's key, or a hand-written ``claim_id``.
    kind
        A tie kind, an attribute kind, or ``EVENT_RECORD``.
    about
        Pairs (as, entity id): subject and object of a tie; subject of an attribute; of a record its event, place, and
        any number of actors on each side and associated with it (`RECORD_ROLES`).
    polarity, hedge, hedge_word, credibility
        What the source says of its own certainty; ``hedge_word`` in its own words, ``credibility`` 1 to 6 or None.
    inferred
        Whether the curator inferred it from the place in ``locator``; False for what the source itself says.
    value
        What an attribute claim gives; empty otherwise.
    edtf, bounds
        The date as the source has it, and what it allows.
    stint
        Which spell of the same tie, when the source distinguishes several; never inferred.
    role
        As what: emir, commander, father-in-law.
    locator, note
        Where in the source; and a paraphrase, never a copied sentence.
    values
        For a record: what it says of its event (`RECORD_VALUES`).
    part
        Which part of its source it belongs to, such as a country's file: what a document that covers the part has to
        repeat. Empty where the source is loaded as a whole.
    """

    source: str
    record: str
    kind: str
    about: tuple[tuple[str, str], ...]
    polarity: Polarity = Polarity.ASSERTS
    hedge: Hedge = Hedge.STATED
    hedge_word: str = ""
    credibility: int | None = None
    inferred: bool = False
    value: str = ""
    edtf: str = ""
    bounds: Bounds = UNDATED
    stint: int = 1
    role: str = ""
    locator: str = ""
    note: str = ""
    values: tuple[tuple[str, Scalar], ...] = ()
    part: str = ""

    @cached_property
    def key(self) -> str:
        """The claim's identity over all of its revisions: 24 hexadecimal digits from source and record."""
        return fingerprint(self.source, self.record)

    @cached_property
    def digest(self) -> str:
        """A digest of everything that the claim says; it differs exactly when a new revision is due.

        The order in which a loader lists the entities or the values says nothing.
        """
        bounds = self.bounds
        return fingerprint(
            self.kind,
            repr(sorted(map(repr, self.about))),
            self.polarity,
            self.hedge,
            self.hedge_word,
            str(self.credibility),
            self.value,
            self.edtf,
            f"{bounds.from_earliest}{bounds.from_latest}{bounds.to_earliest}{bounds.to_latest}",
            str(self.stint),
            self.role,
            self.locator,
            self.note,
            repr(sorted(map(repr, self.values))),
            *(("inferred",) if self.inferred else ()),
            *(("part", self.part) if self.part else ()),
        )

    @cached_property
    def fingerprints(self) -> tuple[bytes, bytes]:
        """Key and digest as bytes: who keeps many of them keeps half as much."""
        return bytes.fromhex(self.key), bytes.fromhex(self.digest)

    def entity(self, role: str) -> str | None:
        """Return the id of the entity that the claim is about in this role, of several the first, or None."""
        for name, entity in self.about:
            if name == role:
                return entity
        return None
