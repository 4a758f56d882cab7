"""Rows of a table of decisions and decisions, both ways. Pure."""

import re
from collections.abc import Collection, Mapping
from datetime import date

from tertius.errors import InputError
from tertius.model.claims import Claim
from tertius.model.date_hints import day_hint, is_day
from tertius.model.decisions import ABOUT_CLAIMS, PAIRS, Decision, DecisionKind, amend
from tertius.model.ids import entity_id, fingerprint, source_id
from tertius_loaders.claims.nearest import nearest

_KEY = re.compile(r"[0-9a-f]{24}")


def read_decision(row: Mapping[str, str], *, source: str, claims: Collection[str], part: bool = False) -> Decision:
    """Return the decision that a row holds.

    Parameters
    ----------
    row
        Texts by column.
    source
        Id of the folder's source; a bare entity id is its own.
    claims
        The ``claim_id`` of every claim in the folder.
    part
        Whether the folder has only a part of the source's claims: an id that is not among them may be another's.

    Raises
    ------
    InputError
        With the column in ``where``.
    """
    kind = _kind(row.get("kind", ""))
    for column, what in (("left", "says nothing it is about"), ("who", "has no who"), ("why", "has no why")):
        if not row.get(column):
            raise InputError(f"The decision {what}", where=column, next_step=f"Fill in the column {column}.")
    right = row.get("right", "")
    if kind in ABOUT_CLAIMS:
        left = _claim_key(row["left"], source, claims, part=part)
    else:
        left = _entity("left", row["left"], source)
        right = _entity("right", right, source) if kind in PAIRS else right
    field, value = row.get("field", "").lower(), row.get("value", "")
    decision = Decision(
        kind=kind,
        left=left,
        right=right,
        field=field,
        value=value.lower() if field in ("hedge", "polarity") else value,
        who=row["who"],
        when=_day("when", row.get("when", "")),
        why=row["why"],
        source=source,
        undone=_day("undone", row["undone"]) if row.get("undone") else None,
    )
    if decision.undone is not None and decision.undone < decision.when:
        raise InputError(
            f"The decision was undone on {decision.undone}, before it was made on {decision.when}",
            where="undone",
            next_step="Correct one of the two days.",
        )
    return decision


def correct(claim: Claim, decision: Decision, *, published: date | None = None) -> Claim | None:
    """Return the claim as this decision leaves it (`tertius.model.decisions.amend`).

    Raises
    ------
    InputError
        With ``value`` in ``where``, if the correction cannot be read.
    """
    try:
        return amend(claim, (decision,), published=published)
    except InputError as error:
        raise error.at("value") from None


def decision_row(decision: Decision, records: Mapping[str, str]) -> dict[str, str]:
    """Return the row that makes the decision again.

    Parameters
    ----------
    decision
        The decision.
    records
        How to name a claim, by its key, as ``<source id>#<claim_id>``; a claim that is not in it is named by its key.
    """
    return {
        "kind": decision.kind.value,
        "left": records.get(decision.left, decision.left) if decision.about_claim else decision.left,
        "right": decision.right,
        "field": decision.field,
        "value": decision.value,
        "who": decision.who,
        "when": decision.when.isoformat(),
        "why": decision.why,
        "undone": decision.undone.isoformat() if decision.undone else "",
    }


def _kind(text: str) -> DecisionKind:
    name = re.sub(r"[\s-]+", "_", text.lower())
    try:
        return DecisionKind(name)
    except ValueError:
        near = nearest(name, list(DecisionKind))
        raise InputError(
            f"There is no decision {text[:40]!r}" if text else "The decision has no kind",
            where="kind",
            next_step=f"Did you mean {near}?" if near else f"Use one of {', '.join(DecisionKind)}.",
        ) from None


def _entity(column: str, text: str, source: str) -> str:
    if not text:
        raise InputError(
            "The decision needs two entities", where=column, next_step=f"Fill in the id of an entity in {column}."
        )
    try:
        return entity_id(text, authority=source)
    except InputError as error:
        raise error.at(column) from None


def _claim_key(text: str, source: str, claims: Collection[str], *, part: bool) -> str:
    """Return the key of the claim that a text names."""
    if text in claims:
        return fingerprint(source, text)
    head, mark, record = text.partition("#")
    if mark and record:
        try:
            other = source_id(head)
        except InputError as error:
            raise error.at("left") from None
        return fingerprint(other, record)
    if _KEY.fullmatch(text):
        return text
    if part:
        return fingerprint(source, text)
    near = nearest(text, claims, cutoff=0.7)
    hint = f"Did you mean {near}? " if near else ""
    raise InputError(
        f"The folder has no claim {text[:60]!r}",
        where="left",
        next_step=f"{hint}Write the claim_id of a claim of the folder; for a claim of another source, its source, a # "
        "and its claim_id.",
        unknown="claim",
    )


def _day(column: str, text: str) -> date:
    if is_day(text):
        return date.fromisoformat(text)
    raise InputError(
        f"{text[:40]!r} is not a day" if text else "The decision has no day",
        where=column,
        next_step=day_hint(text[:40]),
    )
