"""Whether the parts of a claim fit together: its texts, its ends and their types, what a record says."""

from collections.abc import Mapping

from tertius.errors import InputError
from tertius.model.cells import CONTROL
from tertius.model.claim_values import MAX_DEATHS, check_value
from tertius.model.claims import (
    LONG_TEXTS,
    MAX_NOTE,
    MAX_STINT,
    MAX_TEXT,
    PARTICIPANTS,
    RECORD_ROLES,
    RECORD_VALUES,
    Claim,
)
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD, TIE_KINDS, EntityType
from tertius.wording import counted


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
