"""Claims as rows of text, both ways: what a claims folder holds, and what an export of claims gives.

One row is one claim. `claim_row` and `read_claim` undo each other, so what was written out can go in again. The columns
are those of a hand-written ``claims.csv``; an export adds names beside the ids, the source and the revision, for people
to read (`EXPORT_COLUMNS`). Texts are the claim's own; `tertius.model.cells` adds what a spreadsheet needs.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeVar, cast

from tertius.errors import InputError
from tertius.model.cells import plain_whole
from tertius.model.claims import PARTICIPANTS, RECORD_ROLES, RECORD_VALUES, Claim, Polarity, Scalar
from tertius.model.dates import read_edtf
from tertius.model.hedges import Hedge, hedge_of
from tertius.model.ids import entity_id
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD, TIE_KINDS, is_lasting
from tertius.model.spelling import invisible

CLAIM_COLUMNS = (
    "claim_id",
    "subject",
    "kind",
    "object",
    "value",
    "role",
    "stint",
    "when",
    "polarity",
    "hedge_word",
    "hedge",
    "credibility",
    "locator",
    "note",
    "inferred",
)
"""The columns of a hand-written row. An empty text is a column's default."""

PART = "part"
"""The column of an export that says which part of its source a claim belongs to (`Claim.part`)."""

READ_COLUMNS = (*CLAIM_COLUMNS, PART)
"""Every column that says what a claim says."""

CONTEXT_COLUMNS = ("subject_name", "object_name", "source", "revision")
"""What an export adds for its reader. Reading passes over them."""

EXPORT_COLUMNS = (
    "claim_id",
    "subject",
    "subject_name",
    "kind",
    "object",
    "object_name",
    *READ_COLUMNS[4:],
    "source",
    "revision",
)
"""Every column of an export: a claim's own, each name beside its id, the source and the revision."""

MAX_RECORD_LENGTH = 400
"""Characters that a claim's own id may have."""

_COMMAS = re.compile(r"([+-]?[0-9]{1,3})[.,]([0-9]{1,25})\s*[;,\s]\s*([+-]?[0-9]{1,3})[.,]([0-9]{1,25})")

_KINDS = (*TIE_KINDS, *ATTRIBUTE_KINDS, EVENT_RECORD)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ODD_BLANK = re.compile(r"[^\S ]")
_WHOLE = re.compile(r"[0-9]{1,6}")

T = TypeVar("T")


def claim_row(claim: Claim) -> dict[str, str]:
    """Return the row that says what the claim says, in `READ_COLUMNS`; ids in full, defaults empty.

    The row of an event record has its event as the subject, and in ``value`` a JSON object with the ids of its sides
    (a list, where there are several) and place and what it says of the event.
    """
    hedge = claim.hedge.value
    try:
        if hedge_of(claim.hedge_word) is claim.hedge:
            hedge = ""
    except InputError:
        pass  # a word that no table knows: the hedge that was chosen for it is written out
    record = claim.kind == EVENT_RECORD
    return {
        "claim_id": claim.record,
        "subject": claim.entity("event" if record else "subject") or "",
        "kind": claim.kind,
        "object": claim.entity("object") or "",
        "value": _record_text(claim) if record else claim.value,
        "role": claim.role,
        "stint": "" if claim.stint == 1 else str(claim.stint),
        "when": claim.edtf,
        "polarity": "" if claim.polarity is Polarity.ASSERTS else claim.polarity.value,
        "hedge_word": claim.hedge_word,
        "hedge": hedge,
        "credibility": "" if claim.credibility is None else str(claim.credibility),
        "locator": claim.locator,
        "note": claim.note,
        "inferred": "yes" if claim.inferred else "",
        PART: claim.part,
    }


def read_claim(
    row: Mapping[str, str],
    *,
    source: str,
    published: date | None = None,
    words: Mapping[str, Hedge] = MappingProxyType({}),
) -> Claim:
    """Return the claim that a row makes; whether its entities fit is for `tertius.model.claim_checks.check_claim`.

    Parameters
    ----------
    row
        Texts by column; a column that is not there is empty, one that is no claim column is passed over.
    source
        Id of the source that makes the claim; a bare entity id is taken as the source's own.
    published
        The day the source was published, for ``..`` in a date.
    words
        Hedge words of the folder's own, as `tertius.model.hedges.hedge_of` takes them.

    Raises
    ------
    InputError
        With the column in ``where``.
    """
    cell = {column: row.get(column, "").strip() for column in READ_COLUMNS}
    cell |= {column: plain_whole(cell[column]) for column in ("stint", "credibility")}
    record = _record(cell["claim_id"])
    kind = _kind(cell["kind"])
    if not cell["subject"]:
        raise InputError("The claim has no subject", where="subject", next_step="Fill in the id of an entity.")
    subject = _end("subject", cell["subject"], source)
    about: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, Scalar], ...] = ()
    if kind == EVENT_RECORD:
        about, values = _read_record(cell, source)
        about = (("event", subject), *about)
    else:
        _check_filled(kind, cell)
        about = (("subject", subject),)
        if cell["object"]:
            about += (("object", _end("object", cell["object"], source)),)
    stint = 1
    if cell["stint"]:
        if not _WHOLE.fullmatch(cell["stint"]) or int(cell["stint"]) < 1:
            raise InputError(
                f"The stint {cell['stint'][:20]!r} is not a count",
                where="stint",
                next_step="Number the spells 1, 2, … as the source tells them apart, or leave it empty.",
            )
        stint = int(cell["stint"])
    if cell["credibility"] and cell["credibility"] not in ("1", "2", "3", "4", "5", "6"):
        raise InputError(
            f"The credibility {cell['credibility'][:20]!r} is not a grade",
            where="credibility",
            next_step="Use 1 (confirmed) to 5 (improbable), 6 (cannot be judged), or leave it empty.",
        )
    return Claim(
        source=source,
        record=record,
        kind=kind,
        about=about,
        polarity=_polarity(cell["polarity"]),
        hedge=_at(
            "hedge" if cell["hedge"] else "hedge_word", lambda: hedge_of(cell["hedge_word"], cell["hedge"], words)
        ),
        hedge_word=cell["hedge_word"],
        credibility=int(cell["credibility"]) if cell["credibility"] else None,
        inferred=_inferred(cell["inferred"]),
        value="" if kind == EVENT_RECORD else _value(kind, cell["value"]),
        edtf=cell["when"],
        bounds=_at("when", lambda: read_edtf(cell["when"], lasting=is_lasting(kind), published=published)),
        stint=stint,
        role=cell["role"],
        locator=cell["locator"],
        note=cell["note"],
        values=values,
        part=cell[PART],
    )


def _value(kind: str, text: str) -> str:
    """Return a value as it is kept: a point with a decimal point, a count of lives as a whole number."""
    if kind == "LOCATION":
        return pointed(text)
    return plain_whole(text) if kind.startswith("DEATHS_") else text


def _at(column: str, read: Callable[[], T]) -> T:
    """Say in which column a reading failed."""
    try:
        return read()
    except InputError as error:
        raise error.at(column) from None


def _end(column: str, text: str, source: str) -> str:
    return _at(column, lambda: entity_id(text, authority=source))


def _record(text: str) -> str:
    if not text:
        raise InputError(
            "The claim has no id",
            where="claim_id",
            next_step="Give it a short one that no other claim of the source has, such as p3-2, and never change it.",
        )
    if len(text) > MAX_RECORD_LENGTH or _CONTROL.search(text):
        raise InputError(
            f"{text[:40]!r} is no claim id",
            where="claim_id",
            next_step=f"Use one line of at most {MAX_RECORD_LENGTH} characters.",
        )
    if (unseen := invisible(text)) or _ODD_BLANK.search(text):
        raise InputError(
            f"{text[:40]!r} is no claim id: it has "
            + (f"an invisible character ({unseen})" if unseen else "a blank that is no plain space"),
            where="claim_id",
            next_step="Write the id again by hand.",
        )
    return text


def _kind(text: str) -> str:
    kind = text.upper()
    if kind in _KINDS:
        return kind
    if not text:
        raise InputError("The claim has no kind", where="kind", next_step=f"Use one of {', '.join(_KINDS[:-1])}.")
    near = get_close_matches(re.sub(r"[^A-Z]+", "_", kind[:60]), _KINDS, n=1, cutoff=0.6)
    raise InputError(
        f"There is no kind {text[:40]!r}",
        where="kind",
        next_step=f"Did you mean {near[0]}?" if near else f"Use one of {', '.join(_KINDS[:-1])}.",
    )


def pointed(text: str) -> str:
    """Return a location with points before its decimals, where it has commas: ``16,27; -0,04``."""
    found = _COMMAS.fullmatch(text)
    return "{}.{},{}.{}".format(*found.groups()) if found and (text.count(",") > 1 or ";" in text) else text


def _polarity(text: str) -> Polarity:
    if not text:
        return Polarity.ASSERTS
    try:
        return Polarity(text.lower())
    except ValueError:
        raise InputError(
            f"{text[:40]!r} is no polarity",
            where="polarity",
            next_step="Use asserts, or denies when the source says that it is not so; empty means asserts.",
        ) from None


def _inferred(text: str) -> bool:
    if text.lower() not in ("", "yes"):
        raise InputError(
            f"{text[:40]!r} does not say whether the claim is inferred",
            where="inferred",
            next_step="Write yes for what you infer from the source; leave it empty for what the source says.",
        )
    return bool(text)


def _check_filled(kind: str, cell: Mapping[str, str]) -> None:
    """Refuse an object where a value belongs, a value where an object belongs, both, or neither."""
    if cell["object"] and cell["value"]:
        wrong = "value" if kind in TIE_KINDS else "object"
        right = "object" if kind in TIE_KINDS else "date in the when column" if _dated(kind) else "value"
        raise InputError(
            f"The claim has both an object and a value; {kind} takes only the {right}",
            where=wrong,
            next_step=f"Empty the {wrong}.",
        )
    if kind in TIE_KINDS:
        if cell["value"]:
            raise InputError(
                f"{kind} links two entities: it takes an object, not a value",
                where="value",
                next_step="Write the id of the other entity in the object column and empty the value.",
            )
        if not cell["object"]:
            raise InputError(
                f"{kind} links two entities, and the object is empty",
                where="object",
                next_step="Fill in the id of the other entity.",
            )
        return
    if cell["object"]:
        raise InputError(
            f"{kind} says something of its subject alone: it takes "
            f"{'a date in the when column' if _dated(kind) else 'a value'}, not an object",
            where="object",
            next_step="Empty the object, or choose a kind that links two entities.",
        )
    if not _dated(kind) and not cell["value"]:
        raise InputError(f"{kind} has no value", where="value", next_step="Fill in the value.")
    if _dated(kind) and not cell["when"]:
        raise InputError(f"{kind} has no date", where="when", next_step="Write the date in the when column.")


def _dated(kind: str) -> bool:
    return kind in ATTRIBUTE_KINDS and ATTRIBUTE_KINDS[kind].dated


def _record_text(claim: Claim) -> str:
    said = dict(claim.values)
    parts: dict[str, Scalar | list[str]] = {}
    for role in RECORD_ROLES[1:]:
        named = [entity for as_, entity in claim.about if as_ == role]
        if named:
            parts[role] = named[0] if len(named) == 1 else named
    parts |= {name: said[name] for name in RECORD_VALUES if name in said}
    return json.dumps(parts, ensure_ascii=False) if parts else ""


def _read_record(
    cell: Mapping[str, str], source: str
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, Scalar], ...]]:
    if cell["object"]:
        raise InputError(
            f"{EVENT_RECORD} names its sides and place in the value, not an object",
            where="object",
            next_step="Empty the object.",
        )
    broken = InputError(
        f"The value of {EVENT_RECORD} is no record",
        where="value",
        next_step='Write a JSON object, such as {"side_a": "un:QDi.313", "place": "gao", "deaths_best": 3}.',
    )
    try:
        parts = json.loads(cell["value"] or "{}", parse_constant=_no_number, object_pairs_hook=_no_part_twice)
    except (ValueError, RecursionError):
        raise broken from None
    if not isinstance(parts, dict):
        raise broken
    about: list[tuple[str, str]] = []
    values: list[tuple[str, Scalar]] = []
    for role in RECORD_ROLES[1:]:
        if role in parts:
            named = parts.pop(role)
            listed = named if isinstance(named, list) and role in PARTICIPANTS else [named]
            about += ((role, _end("value", str(one), source)) for one in listed)
    for name, wanted in RECORD_VALUES.items():
        if name in parts:
            value = parts.pop(name)
            if wanted is float and type(value) is int:
                value = float(value)
            if type(value) is not wanted or value in (math.inf, -math.inf):
                raise InputError(
                    f"The record's {name} is {str(value)[:40]!r}",
                    where="value",
                    next_step={str: "Write a text in quotes.", int: "Write a whole number without quotes: 3."}.get(
                        wanted, "Write a number without quotes, with a point before its decimals."
                    ),
                )
            values.append((name, cast("Scalar", value)))
    if parts:
        raise InputError(
            f"A record has no part {next(iter(parts))[:40]!r}",
            where="value",
            next_step=f"Its parts are {', '.join((*RECORD_ROLES[1:], *RECORD_VALUES))}.",
        )
    return tuple(about), tuple(values)


def _no_part_twice(parts: list[tuple[str, object]]) -> dict[str, object]:
    if len(said := dict(parts)) < len(parts):
        raise ValueError("a part stands there twice")
    return said


def _no_number(name: str) -> float:
    raise ValueError(name)
