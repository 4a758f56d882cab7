"""Decisions, rulings and sources in sentences for people, the same wherever they are read."""

import re
from collections.abc import Iterable

from tertius.model.decisions import DecisionKind
from tertius.records.claims import ClaimRecord, Ruling
from tertius.records.decisions import DecisionRecord, DecisionStatus
from tertius.records.sources import SourceRecord

_DONE = {
    DecisionKind.CONFIRM: "confirmed",
    DecisionKind.REJECT: "rejected",
    DecisionKind.CORRECT: "corrected",
}


def claim_name(claim: ClaimRecord) -> str:
    """Return the name by which a claim is found again: its source, a ``#`` and the source's own key."""
    return f"{claim.source_id}#{claim.record}"


def ruled(ruling: Ruling) -> str:
    """Return what was ruled on a claim, by whom, when and why."""
    what = f"{ruling.field} " if ruling.field else ""
    to = f" to {ruling.value or 'nothing'}" if ruling.field else ""
    said = f"{what}{_DONE[DecisionKind(ruling.kind)]}{to} by {ruling.who} on {ruling.when}: {ruling.why}"
    return said if ruling.in_force else f"{said} (does not count: another decision goes before it, or it does not fit)"


def decided(decision: DecisionRecord) -> str:
    """Return what a decision says, with the ids of what it is about."""
    left = _named(decision.left, decision.left_name)
    match decision.kind:
        case DecisionKind.SAME:
            return f"{left} = {_named(decision.right or '', decision.right_name)}"
        case DecisionKind.NOT_SAME:
            return f"{left} is not {_named(decision.right or '', decision.right_name)}"
        case DecisionKind.PREFER_NAME:
            return f"{left} is shown as {decision.value}"
        case DecisionKind.CORRECT:
            return f"{decision.claim or decision.left}: {decision.field} corrected to {decision.value or 'nothing'}"
        case _:
            return f"{decision.claim or decision.left} {_DONE[decision.kind]}"


def counted_as(decision: DecisionRecord) -> str:
    """Return why a decision does not count, or nothing where it does."""
    match decision.status:
        case DecisionStatus.UNDONE:
            return f"taken back on {decision.undone}"
        case DecisionStatus.OVERRULED:
            return f"does not count: {decision.overruled_by} goes before it"
        case DecisionStatus.WAITS:
            return "does not count: no current claim says what it is about, or none that it fits"
        case _:
            return ""


def _named(id_: str, name: str | None) -> str:
    return f"{name} ({id_})" if name and name != id_ else id_


def claim_ids(claim: ClaimRecord, *, entities: bool = False) -> str:
    """Return the ids that lead on from a claim: its own, its tie's and, if wanted, those of what it is about."""
    about = [part.id for part in claim.about] if entities else []
    return " · ".join(part for part in (claim_name(claim), claim.tie_id, *about) if part)


def locators(claims: Iterable[ClaimRecord]) -> list[str]:
    """Return where in their source claims stand, each place once, p2 before p10."""
    return sorted({claim.locator for claim in claims if claim.locator}, key=_natural)


def _natural(text: str) -> list[tuple[int, str]]:
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def citation(source: SourceRecord, releases: Iterable[str] = ()) -> str:
    """Return a source as a citation: author, title, publisher, the days of the editions, link.

    Parameters
    ----------
    source
        The source.
    releases
        Ids of the editions that are cited; none stands for its newest.
    """
    wanted = set(releases)
    editions = [one for one in source.releases if one.id in wanted] or source.releases[:1]
    days = " and ".join(one.published or f"edition {one.version}" for one in editions)
    return ", ".join(part for part in (source.author, source.title, source.publisher, days, source.url) if part)
