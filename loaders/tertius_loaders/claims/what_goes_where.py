"""What goes into each column, a line each: for the page of a new folder and the cells of a new workbook."""

from collections.abc import Mapping
from types import MappingProxyType

from tertius_loaders.claims.columns import CLAIMS, DECISIONS, ENTITIES

ABOUT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        ENTITIES: {
            "id": "abou-zeid: short, for good; the names are in name and can change",
            "type": "Person, Organization, Place or Event",
            "name": "Abou Zeid: as the source writes it most",
            "kind": 'what it is: group, unit, town, attack; category for "civilians" and the like',
            "countries": "ML;DZ",
            "lat": "16.27",
            "lon": "-0.04",
        },
        CLAIMS: {
            "claim_id": "p3-1: yours, for good; a row that is changed and loaded again is a revision of the same claim",
            "subject": "abou-zeid: the id of an entity",
            "kind": "LEADS, MEMBER_OF, ALIAS, …",
            "object": "aqim: the id of the other entity, for a kind that ties two",
            "value": "instead of an object: for ALIAS, Abdelhamid Abou Zeid",
            "role": "emir",
            "stint": "2 for a second spell that the source tells apart",
            "when": "2012, 2012-04, 2012-04/2012-06, 2012-04/.. (still so when published), 2012~ (about), "
            "[2012-01..2012-06] (on some day between); empty if not said",
            "polarity": "denies when the document says that it is not so",
            "hedge_word": "reportedly: as the document hedges, in its own words",
            "hedge": "what the word counts as; only if it is not known yet",
            "credibility": "1 to 6 on the Admiralty scale, if you grade the statement yourself",
            "locator": "p3: where to read it",
            "note": "a paraphrase, never a copied sentence",
            "inferred": "yes when the document does not say it and you conclude it from that place",
        },
        DECISIONS: {
            "kind": "same, not_same, prefer_name (of entities); confirm, correct, reject (of a claim)",
            "left": "the id of an entity, or the claim_id of a claim",
            "right": "the id of the other entity, for same and not_same",
            "field": "for correct: when, role, hedge, polarity, value or note",
            "value": "for correct: what the field should read; for prefer_name: the name",
            "who": "who decided",
            "when": "the day, as 2013-03-01",
            "why": "for what reason",
            "undone": "the day you took it back; keep the row",
        },
    }
)
"""What goes into each column, by table and column."""


def page_table(kind: str) -> str:
    """Return a table of the columns for a page, in Markdown."""
    rows = "".join(f"| `{column}` | {text} |\n" for column, text in ABOUT[kind].items())
    return f"| in `{kind}` | |\n|---|---|\n{rows}"
