"""What a report says in three sentences: two of what it found, and one of what that rests on.

They say no more than the answers do: what the dates only allow "may" have been, a rank comes with how often simulations
agree, and all of it is according to the loaded sources.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tertius.answers import Answer
from tertius.reports.compute import ComputedReport, ComputedSection
from tertius.wording import counted, text_of, verb

FINDINGS = 2
"""Sentences of what was found."""

Row = Mapping[str, Any]


def sentences(report: ComputedReport) -> list[str]:
    """Return the sentences at the top of a report.

    Parameters
    ----------
    report
        What was computed.
    """
    if report.says:
        return [*report.says, _grounds(report)]
    found = [sentence for section in report.sections if (sentence := _finding(section))]
    return [*found[:FINDINGS], _grounds(report)]


def _finding(section: ComputedSection) -> str:
    answer = section.answer
    if answer is None:
        return ""
    title = section.section.title
    if not answer.rows:
        return f"{title}: nothing in the loaded sources answers this."
    columns = {column.name for column in answer.columns}
    for needed, say in _SHAPES:
        if needed <= columns:
            return say(section, answer)
    more = " and more" if answer.truncated else ""
    return f"{title}: {counted(len(answer.rows), 'row')}{more}."


def _brokers(section: ComputedSection, answer: Answer) -> str:
    first = _first(answer.rows)
    row = first[0]
    sure = answer.params.get("dates") == "certain"
    linked = "linked" if sure else "may have linked"
    pairs = counted(int(row["pairs"]), "pair of groups", "pairs of groups")
    if len(first) > 1:
        return f"According to the loaded sources {_names(first)} {linked} most pairs of groups: {pairs} each."
    certain = int(row["certain_pairs"])
    guaranteed = "all" if certain == row["pairs"] else certain or "none"
    dates = "" if sure else f"; the dates guarantee {guaranteed} of them"
    groups = _list([str(group) for group in row["groups"]])
    when = f" on {row['day']}" if row["day"] else ""
    return (
        f"According to the loaded sources {row['person']} {linked} most pairs of groups{when}: {row['pairs']:,}, "
        f"between {groups}{dates}."
    )


def _ranked(section: ComputedSection, answer: Answer) -> str:
    first = _first(answer.rows)
    title = section.section.title
    if len(first) == len(answer.rows) and len(first) > 1:
        return f"{title}: nobody stands out, as {counted(len(first), 'row shares', 'rows share')} the first rank."
    worlds = answer.params.get("worlds") or 0
    simulated = worlds and all(row["p_first"] is not None for row in first)
    if len(first) > 1:
        agreed = [_percent(row["p_first"]) for row in first] if simulated else []
        how = f", first in {_list(agreed)} of {worlds:,} simulations of which claims hold" if agreed else ""
        return f"{title}: {_names(first)} share the first rank{how}."
    row = first[0]
    how = ""
    if simulated:
        how = (
            f", in {_percent(row['p_first'])} of {worlds:,} simulations of which claims hold; "
            f"{answer.params['interval']:.0%} of them give a rank from {text_of(row['rank_low'])} to "
            f"{text_of(row['rank_high'])}"
        )
    return f"{title}: {_pair(row)} ranks first{how}."


def _several(section: ComputedSection, answer: Answer) -> str:
    count = len(answer.rows)
    led = "led" if answer.params.get("dates") == "certain" else "may have led"
    row = answer.rows[0]
    who = f"{row['person']} ({_list([str(group) for group in row['groups']])})"
    people = counted(count, "person", "people") + (" and more" if answer.truncated else "")
    if count == 1:
        return f"According to the loaded sources one person {led} several groups at once: {who}."
    return f"According to the loaded sources {people} {led} several groups at once, first of all {who}."


def _overlapping(section: ComputedSection, answer: Answer) -> str:
    count = len(answer.rows)
    certain = sum(row["overlap"] == "certain" for row in answer.rows)
    pairs = counted(count, "pair of commanders", "pairs of commanders") + (" and more" if answer.truncated else "")
    guaranteed = f"the dates guarantee it for {certain:,}" if certain else "the dates guarantee it for none"
    groups = len({row["organization_id"] for row in answer.rows})
    where = f" in {counted(groups, 'group')}" if groups > 1 else ""
    return f"The commands of {pairs}{where} may have overlapped; {guaranteed}."


_SHAPES: tuple[tuple[set[str], Callable[[ComputedSection, Answer], str]], ...] = (
    ({"rank", "person", "groups", "pairs", "certain_pairs"}, _brokers),
    ({"rank", "node", "rank_low", "p_first"}, _ranked),
    ({"rank", "one", "other", "rank_low", "p_first"}, _ranked),
    ({"person", "groups", "group_count"}, _several),
    ({"one", "other", "organization_id", "overlap"}, _overlapping),
)


def _grounds(report: ComputedReport) -> str:
    answers = [section.answer for section in report.sections if section.answer and section.answer.evidence]
    claims = {one: claim for answer in answers if answer.evidence for one, claim in answer.evidence.claims.items()}
    if not claims:
        return "No claim of the loaded sources bears on this."
    sources = Counter(claim.source_id for claim in claims.values())
    hedged = sum(claim.hedge != "stated" for claim in claims.values())
    denied = sum(claim.polarity == "denies" for claim in claims.values())
    most, count = sources.most_common(1)[0]
    parts = [f"{hedged:,} {verb(hedged, 'is', 'are')} hedged by their source"]
    if denied:
        parts.append(f"{denied:,} {verb(denied, 'denies', 'deny')} something")
    share = f", {count / len(claims):.0%} of them from {most}" if len(sources) > 1 else ""
    shown = counted(len(claims), "claim")
    return f"All of this rests on {shown} from {counted(len(sources), 'source')}{share}; {_list(parts)}."


def _first(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["rank"] == rows[0]["rank"]]


def _pair(row: Row) -> str:
    return f"{row['one']} with {row['other']}" if "other" in row else str(row.get("node", row.get("person")))


def _names(rows: Sequence[Row]) -> str:
    return _list([_pair(row) for row in rows])


def _list(words: Sequence[str], most: int = 4) -> str:
    """Return words as people list them, the first few of many."""
    if len(words) > most:
        words = [*words[: most - 1], counted(len(words) - most + 1, "other")]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _percent(share: float) -> str:
    return f"{share:.0%}" if 0.01 <= share <= 0.99 or share in (0, 1) else f"{share:.1%}"
