"""What in an answer has changed of what an alert watches for, and the sentences that tell it. Pure.

They say no more than the answer does: a rank comes with the ranks that simulations give, and where these lie on both
sides of what the alert asks for, the sentence says that the change may be chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tertius.answers import Answer
from tertius.records.claim_text import said
from tertius.records.claims import ClaimRecord
from tertius.records.evidence import Evidence
from tertius.reports.alerts.rule import AlertRule, RowTest
from tertius.reports.compute import ComputedReport
from tertius.reports.rows import RowId, key_columns, keyed, name_of
from tertius.wording import counted, text_of

MOST_TOLD = 20
"""Changes that have a sentence each; the others are counted."""

_CLAIMS_TOLD = 3


@dataclass(frozen=True, slots=True)
class Change:
    """A row that came among those that an alert watches, or left them.

    Attributes
    ----------
    before, after
        Its position in the earlier answer and in the later one; None where it was not in it.
    """

    before: int | None
    after: int | None


def judge(rule: AlertRule, before: Answer, after: Answer, behind: str | None) -> list[Change]:
    """Return what changed of what an alert watches for, from one answer to another.

    Parameters
    ----------
    rule
        The alert.
    before, after
        The answers to its question.
    behind
        The column of the ids that a row rests on.
    """
    keys, tests = key_columns(after, behind), rule.when.tests()
    was, is_now = keyed(before, keys), keyed(after, keys)

    def passes(answer: Answer, places: Mapping[RowId, int], key: RowId) -> bool:
        place = places.get(key)
        return place is not None and all(test.holds(answer.rows[place].get(test.column)) for test in tests)

    if rule.when.leaves:
        found = [key for key in was if passes(before, was, key) and not passes(after, is_now, key)]
    else:
        found = [key for key in is_now if passes(after, is_now, key) and not passes(before, was, key)]
    return [Change(was.get(key), is_now.get(key)) for key in found]


def sentences(
    rule: AlertRule, before: Answer, after: Answer, changes: Sequence[Change], since: datetime | None = None
) -> list[str]:
    """Return what an alert says.

    Parameters
    ----------
    rule, before, after
        As `judge`.
    changes
        What it found.
    since
        When the earlier answer was given: what was recorded later is a new claim.
    """
    told = []
    for change in changes[:MOST_TOLD]:
        told += [_sentence(rule, before, after, change), *_claims(before, after, change, since)]
    if len(changes) > MOST_TOLD:
        told.append(f"And {counted(len(changes) - MOST_TOLD, 'other')}.")
    if before.truncated or after.truncated:
        most = counted(max(len(before.rows), len(after.rows)), "row")
        told.append(f"The question has more rows than those looked at ({most}): one can come or go at that bound.")
    return told


def _sentence(rule: AlertRule, before: Answer, after: Answer, change: Change) -> str:
    tests = rule.when.tests()
    old = None if change.before is None else before.rows[change.before]
    new = None if change.after is None else after.rows[change.after]
    row = new or old or {}
    what = "no longer" if rule.when.leaves else "new"
    name, where = name_of(row) or _ids(row), " and ".join(test.words for test in tests)
    begin = f"{what}: {name}, with {where}" if where else f"{what} in the answer: {name}"
    parts = [f"According to the loaded sources {begin}"]
    for test in dict.fromkeys(test.column for test in tests):
        values = [f"{text_of(one.get(test))} {word}" for one, word in ((old, "then"), (new, "now")) if one is not None]
        parts.append(f"{test.replace('_', ' ')}: {', '.join(values)}")
    told = "; ".join(parts) + "."
    for answer, one, when in ((before, old, "Then"), (after, new, "Now")):
        if one is not None:
            told += _ranks(answer, one, tests, when)
    return told


def _ids(row: Mapping[str, Any]) -> str:
    return ", ".join(str(value) for name, value in row.items() if name.endswith("_id")) or "a row"


def _ranks(answer: Answer, row: Mapping[str, Any], tests: Sequence[RowTest], when: str) -> str:
    """Say which ranks simulations give, and whether they settle what was asked for."""
    low, high = row.get("rank_low"), row.get("rank_high")
    worlds, share = answer.params.get("worlds"), answer.params.get("interval")
    if low is None or high is None or not worlds or share is None:
        return ""
    found = (
        f" {when} {share:.0%} of {worlds:,} simulations of which claims hold give a rank from {text_of(low)} to "
        f"{text_of(high)}"
    )
    asked = [test for test in tests if test.column == "rank"]
    unsettled = any(test.holds(float(low)) != test.holds(float(high)) for test in asked)
    return f"{found}, on both sides of it: this may be chance." if unsettled else f"{found}."


def _claims(before: Answer, after: Answer, change: Change, since: datetime | None) -> list[str]:
    """Say what the claims say that a row rests on and did not before, new ones first, and those that it did alone."""
    then, now = _shown(before.evidence, change.before), _shown(after.evidence, change.after)
    come = [claim for one, claim in now.items() if one not in then]
    new = [claim for claim in come if since is not None and datetime.fromisoformat(claim.recorded_from) >= since]
    told = []
    for claims, word in (
        (new, "New claim behind it"),
        ([claim for claim in come if claim not in new], "Behind it now, too"),
        ([claim for one, claim in then.items() if one not in now], "Behind it no longer"),
    ):
        told += [
            f"{word}: {said(claim)} [{claim.source_id}] {claim.locator}".rstrip() for claim in claims[:_CLAIMS_TOLD]
        ]
        if len(claims) > _CLAIMS_TOLD:
            told[-1] += f"; and {counted(len(claims) - _CLAIMS_TOLD, 'more claim')}"
    return told


def _shown(evidence: Evidence | None, place: int | None) -> dict[str, ClaimRecord]:
    return {} if evidence is None or place is None else {one: evidence.claims[one] for one in evidence.rows[place]}


def kept_to(report: ComputedReport, places: Sequence[int], says: Sequence[str]) -> ComputedReport:
    """Return a report of one section with some of its rows alone, and the claims and sources that these rest on.

    Parameters
    ----------
    report
        What was computed.
    places
        Positions of the rows.
    says
        What is said of them: sentences that are made of some rows alone would not be true of all.
    """
    [section] = report.sections
    answer = section.answer
    if answer is None:
        return report
    update: dict[str, Any] = {
        "rows": [answer.rows[place] for place in places],
        "row_count": len(places),
        "total": len(places),
        "truncated": False,
    }
    if (evidence := answer.evidence) is not None:
        rows = [evidence.rows[place] for place in places]
        claims = {one: evidence.claims[one] for row in rows for one in row}
        used = {claim.source_id for claim in claims.values()}
        update["evidence"] = evidence.model_copy(
            update={
                "rows": rows,
                "claims": claims,
                "sources": {key: source for key, source in evidence.sources.items() if key in used},
                "counts": [evidence.counts[place] for place in places],
                "rest": [evidence.rest[place] for place in places],
            }
        )
    told = section.model_copy(update={"answer": answer.model_copy(update=update)})
    return report.model_copy(update={"sections": (told,), "history": (), "says": tuple(says)})
