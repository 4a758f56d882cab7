"""Claims: one statement by one source at one place in it, and its identity over revisions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import inf
from types import MappingProxyType

from tertius.errors import InputError
from tertius.model.cells import CONTROL
from tertius.model.countries import check_country
from tertius.model.dates import UNDATED, Bounds
from tertius.model.hedges import Hedge
from tertius.model.ids import fingerprint
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD, TIE_KINDS, EntityType
from tertius.wording import counted

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

MAX_DEATHS = 999_999_999
"""The largest count of lives that is taken for a count and not for a slip."""


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
        return next((entity for name, entity in self.about if name == role), None)


def check_claim(claim: Claim, types: Mapping[str, EntityType]) -> None:
    """Refuse a claim whose parts do not fit together.

    Parameters
    ----------
    claim
        The claim.
    types
        Type of every entity that is known, by id.

    Raises
    ------
    InputError
        Naming, in ``where``, the part that is wrong: kind, subject, object, value, stint, credibility, …
    """
    _check_texts(claim)
    if not 1 <= claim.stint <= MAX_STINT:
        raise InputError(f"The stint is {claim.stint}", where="stint", next_step="Count spells from 1, or leave empty.")
    if claim.credibility is not None and not 1 <= claim.credibility <= 6:
        raise InputError(
            f"The credibility is {claim.credibility}", where="credibility", next_step="Use 1 to 6, or leave it empty."
        )
    if claim.kind in TIE_KINDS:
        _check_parts(claim, ("subject", "object"))
        _check_tie(claim, types)
    elif claim.kind in ATTRIBUTE_KINDS:
        _check_parts(claim, ("subject",))
        _check_attribute(claim, types)
    elif claim.kind == EVENT_RECORD:
        _check_parts(claim, RECORD_ROLES)
        _check_record(claim, types)
    else:
        raise InputError(
            f"There is no kind {claim.kind[:40]!r}",
            where="kind",
            next_step=f"Use one of {', '.join((*TIE_KINDS, *ATTRIBUTE_KINDS))}.",
        )


def _check_texts(claim: Claim) -> None:
    for where, text in (
        ("record", claim.record),
        ("hedge_word", claim.hedge_word),
        ("value", claim.value),
        ("when", claim.edtf),
        ("role", claim.role),
        ("locator", claim.locator),
        ("note", claim.note),
        ("part", claim.part),
        # What is no name cannot say where it is.
        *((name if name.isidentifier() else "values", text) for name, text in claim.values if isinstance(text, str)),
    ):
        if len(text) > (MAX_NOTE if where in LONG_TEXTS else MAX_TEXT):
            raise InputError(f"The {where} has {counted(len(text), 'character')}", where=where, next_step="Shorten it.")
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise InputError(
                f"The {where} holds half a character (a lone surrogate)", where=where, next_step="Mend the encoding."
            )
        control = None if text.isprintable() else CONTROL.search(text)
        if control:
            raise InputError(
                f"The {where} holds the control character U+{ord(control[0]):04X} after "
                f"{counted(control.start(), 'character')}",
                where=where,
                next_step="Delete it.",
            )
    if not claim.record.strip():
        raise InputError("The claim has no key in its source", where="record", next_step="Give every row its own.")


def _check_parts(claim: Claim, allowed: tuple[str, ...]) -> None:
    seen: set[tuple[str, str]] = set()
    for role, entity in claim.about:
        if role not in allowed:
            raise InputError(f"{claim.kind} takes no {role[:40]}", where=role, next_step=f"Empty the {role[:40]}.")
        once = (role, entity if role in PARTICIPANTS else "")
        if once in seen:
            raise InputError(
                f"{claim.kind} has {entity} twice as {role}" if once[1] else f"{claim.kind} has a second {role}",
                where=role,
                next_step="Name it once." if once[1] else "Write a claim for each.",
            )
        seen.add(once)
    if claim.values and claim.kind != EVENT_RECORD:
        raise InputError(
            f"{claim.kind} carries no values of a record", where=claim.values[0][0], next_step="Use value or object."
        )


def _filled(claim: Claim, role: str) -> str:
    entity = claim.entity(role)
    if entity is None:
        raise InputError(f"{claim.kind} has no {role}", where=role, next_step=f"Fill the {role}.")
    return entity


def _type_of(role: str, entity: str, types: Mapping[str, EntityType]) -> EntityType:
    found = types.get(entity)
    if found is None:
        raise InputError(
            f"There is no entity {entity}",
            where=role,
            next_step="Add it to the entities, or correct the id.",
            unknown="entity",
        )
    return found


def _check_tie(claim: Claim, types: Mapping[str, EntityType]) -> None:
    kind = TIE_KINDS[claim.kind]
    for role, allowed in (("subject", kind.starts), ("object", kind.ends)):
        found = _type_of(role, _filled(claim, role), types)
        if found not in allowed:
            raise InputError(
                f"The {role} of {kind.name} is {found.with_article}, not {' or '.join(sorted(allowed))}",
                where=role,
                next_step=f"{kind.name} reads: {'/'.join(sorted(kind.starts))} {kind.about} "
                f"{'/'.join(sorted(kind.ends))}. Swap the ends or choose another kind.",
            )
    if claim.entity("subject") == claim.entity("object"):
        raise InputError(
            f"{kind.name} links {claim.entity('subject')} to itself", where="object", next_step="Correct one end."
        )
    if claim.value:
        raise InputError(f"{kind.name} takes an object, not a value", where="value", next_step="Empty the value.")


def _check_attribute(claim: Claim, types: Mapping[str, EntityType]) -> None:
    kind = ATTRIBUTE_KINDS[claim.kind]
    found = _type_of("subject", _filled(claim, "subject"), types)
    if found not in kind.subjects:
        raise InputError(
            f"{kind.name} is not said of a {found}",
            where="kind",
            next_step=f"It is said of {' or '.join(sorted(kind.subjects))}.",
        )
    if kind.dated:
        if not claim.edtf:
            raise InputError(f"{kind.name} has no date", where="when", next_step="Write the date in the when column.")
        if claim.value:
            raise InputError(f"{kind.name} is a date, not a value", where="value", next_step="Use the when column.")
        return
    check_value(claim.kind, claim.value)


def check_value(kind: str, value: str) -> None:
    """Refuse a text that cannot be the value of an attribute of this kind.

    Raises
    ------
    InputError
        If the kind takes no value, the value is blank, or it cannot be read.
    """
    attribute = ATTRIBUTE_KINDS.get(kind)
    if attribute is None or attribute.dated:
        raise InputError(f"{kind} takes no value", where="value", next_step="Empty the value.")
    if not value.strip():
        raise InputError(f"{kind} has no value", where="value", next_step="Fill the value.")
    if kind in ("COUNTRY", "NATIONALITY"):
        check_country(value)
    if kind == "LOCATION":
        parse_location(value)
    if kind.startswith("DEATHS_") and not (_COUNT.fullmatch(value) and int(value) <= MAX_DEATHS):
        raise InputError(f"{value[:20]!r} is no count of lives", where="value", next_step="Write a whole number.")


_COUNT = re.compile(r"[0-9]{1,9}")
_DEGREES = re.compile(r"\s*([+-]?[0-9]{1,3}(?:\.[0-9]{0,25})?(?:[eE]-[0-9]{1,2})?)\s*")


def parse_location(value: str) -> tuple[float, float]:
    """Read ``latitude,longitude`` in degrees.

    Raises
    ------
    InputError
        If the text is not two numbers within ±90 and ±180.
    """
    head, _, tail = value.partition(",")
    one, other = _DEGREES.fullmatch(head), _DEGREES.fullmatch(tail)
    latitude, longitude = (float(one[1]), float(other[1])) if one and other else (inf, inf)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise InputError(
            f"{value[:40]!r} is no location",
            where="value",
            next_step="Write latitude,longitude in degrees, such as 16.27,-0.04.",
        )
    return latitude, longitude


_RECORD_TYPES: Mapping[str, frozenset[EntityType]] = {
    "event": frozenset({EntityType.EVENT}),
    **dict.fromkeys(PARTICIPANTS, frozenset({EntityType.PERSON, EntityType.ORGANIZATION})),
    "place": frozenset({EntityType.PLACE}),
}


def _check_record(claim: Claim, types: Mapping[str, EntityType]) -> None:
    if claim.value:
        raise InputError("A record has values, not a value", where="value", next_step="Empty the value.")
    for role, entity in (("event", _filled(claim, "event")), *(part for part in claim.about if part[0] != "event")):
        found, allowed = _type_of(role, entity, types), _RECORD_TYPES[role]
        if found not in allowed:
            raise InputError(
                f"The {role} of a record is {found.with_article}",
                where=role,
                next_step=f"Use {' or '.join(sorted(allowed))}.",
            )
    seen: set[str] = set()
    for name, value in claim.values:
        # type() and not isinstance(): True is no count of lives
        if name in seen or type(value) is not RECORD_VALUES.get(name):
            raise InputError(f"The record's {name} is {value!r}", where=name, next_step="Correct its name or type.")
        seen.add(name)
        if isinstance(value, int) and not 0 <= value <= MAX_DEATHS:
            count = "a count of lives" if name.startswith("deaths_") else "a whole number of 0 or more"
            raise InputError(f"The record's {name} is {value}", where=name, next_step=f"Give {count}.")
        if isinstance(value, str) and not value.strip():
            raise InputError(f"The record's {name} is blank", where=name, next_step="Fill it or leave it out.")
    said = dict(claim.values)
    for name, other, limit in (("latitude", "longitude", 90), ("longitude", "latitude", 180)):
        if name not in said and other in said:
            raise InputError(f"The record has no {name}", where=name, next_step="Give both coordinates or neither.")
        degrees = said.get(name)
        if isinstance(degrees, float) and not -limit <= degrees <= limit:
            raise InputError(f"The record's {name} is {degrees}", where=name, next_step="Give it in degrees.")
