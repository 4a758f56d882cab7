"""What claims say besides whom they are about, and what of it a document takes away from them without another word.

A file of the same release can have fewer columns than the one before it, and a revision then says less. The engine
does as the file says, since it cannot know that the facts still hold; how much is lost, and why, is told.
"""

from collections.abc import Collection, Mapping

from tertius.model.claims import RECORD_VALUES, Claim

_FIELDS = ("edtf", "role", "locator", "note", "hedge_word", "credibility")
FACTS = (*_FIELDS, *RECORD_VALUES)
"""The facts, as the graph's claims call them."""

FACTS_OF = "[name IN [" + ", ".join(f"'{name}'" for name in FACTS) + "] WHERE NOT coalesce(c[name], '') = ''] AS facts"
"""Cypher for which of them the claim ``c`` has."""

_WORDS = {"edtf": "date", "sources": "number of sources"}


def facts_of(claim: Claim) -> frozenset[str]:
    """Return which facts a claim has."""
    own = {name for name in _FIELDS if getattr(claim, name) not in ("", None)}
    return frozenset(own | {name for name, value in claim.values if value != ""})


def told(lost: Mapping[str, int], lacks: Mapping[str, str]) -> tuple[str, ...]:
    """Return what claims lost in words, for each reason: ``latitude 12, longitude 12: the file has no such columns``.

    Parameters
    ----------
    lost
        How many claims lost each fact.
    lacks
        What a document's files lack that would say a fact, such as ``the file has no column latitude``.
    """
    reasons: dict[str, list[str]] = {}
    for name, count in sorted(lost.items(), key=lambda one: (-one[1], FACTS.index(one[0]))):
        reason = lacks.get(name, "not said in this file any more")
        reasons.setdefault(reason, []).append(f"{_WORDS.get(name, name.replace('_', ' '))} ({count:,})")
    return tuple(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())


def lacking(columns: Collection[str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Return what a table lacks, by the fact.

    Parameters
    ----------
    columns
        The columns that it has.
    wanted
        The column that says each fact.
    """
    return {name: f"the file has no column {column}" for name, column in wanted.items() if column not in columns}
