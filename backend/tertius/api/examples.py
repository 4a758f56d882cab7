"""What the OpenAPI document shows as answers: those that the server gives on the invented harbour graph."""

from typing import Any

from tertius.api.problems import Responses

_ADA = {"id": "harbour:ada", "type": "Person", "name": "Ada Ferris"}
_HANA = {"id": "harbour:hana", "type": "Person", "name": "Hana O'Shea"}
_GULLS = {"id": "harbour:gull", "type": "Organization", "name": "The Gulls"}

_SEEN = {
    "id": "c0bc2e6468abc012a779744b.1",
    "key": "c0bc2e6468abc012a779744b",
    "revision": 1,
    "kind": "LEADS",
    "polarity": "asserts",
    "hedge_word": "",
    "hedge": "stated",
    "credibility": None,
    "inferred": False,
    "likelihood": 0.95,
    "about": [
        {"as": "subject", "id": "harbour:hana", "name": "Hana O'Shea"},
        {"as": "object", "id": "harbour:gull", "name": "The Gulls"},
    ],
    "value": None,
    "role": "mate",
    "stint": 1,
    "edtf": "2019-05",
    "from_earliest": None,
    "from_latest": "2019-05-31",
    "to_earliest": "2019-05-01",
    "to_latest": None,
    "locator": "p. 4",
    "note": "Hana was seen commanding Gulls in May 2019",
    "part": "",
    "values": {},
    "record": "h18",
    "source_id": "harbour",
    "release_id": "harbour@2020-06-30",
    "tie_id": "LEADS:af1c0c68213f0dd012c9",
    "rulings": [],
    "recorded_from": "2025-03-01T09:30:00Z",
    "recorded_to": None,
}
_DENIED = _SEEN | {
    "id": "3a1b0ef62d9a697497581ca9.1",
    "key": "3a1b0ef62d9a697497581ca9",
    "polarity": "denies",
    "hedge_word": "reportedly",
    "hedge": "reported",
    "likelihood": 0.8,
    "role": "",
    "locator": "p. 5",
    "note": "Hana is said to deny that she ever commanded Gulls",
    "record": "h19",
}
_LEADS = {
    "id": "LEADS:af1c0c68213f0dd012c9",
    "kind": "LEADS",
    "directed": True,
    "start": _HANA,
    "end": _GULLS,
    "stint": 1,
    "side": None,
    "roles": ["mate"],
    "from_earliest": None,
    "from_latest": "2019-05-31",
    "to_earliest": "2019-05-01",
    "to_latest": None,
    "likelihood": 0.95,
    "claims": 2,
    "sources": 1,
    "disputed": True,
    "asserted_by": ["harbour"],
    "firmness": [0.95],
    "clipped_by": None,
    "own_from_earliest": None,
    "own_from_latest": None,
    "own_to_earliest": None,
    "own_to_latest": None,
}
_SOURCE = {
    "id": "harbour",
    "title": "The harbour, an invented example",
    "author": "The Tertius maintainers",
    "publisher": "Tertius",
    "url": None,
    "reliability": None,
}
_HARBOUR = _SOURCE | {
    "licence": "Apache-2.0",
    "derived_from": [],
    "releases": [
        {
            "id": "harbour@2020-06-30",
            "version": "2020-06-30",
            "published": "2020-06-30",
            "sha256": "963728ee9239b08b579ec9942c65ec2f951b95b32a273d2700fdbe47b93e0e32",
        }
    ],
}
_CITED = {"cited": {"harbour": _HARBOUR}}
_APART = {
    "id": "c69ad319d947d41881affe2d",
    "kind": "not_same",
    "left": "harbour:tern",
    "left_name": "The Terns",
    "right": "harbour:tern-night",
    "right_name": "The Terns' Night Watch",
    "claim": None,
    "field": None,
    "value": None,
    "who": "A. Harbourmaster",
    "when": "2020-07-01",
    "why": "The watch is a unit of the Terns and no other name of theirs",
    "source_id": "harbour",
    "run_id": "harbour:1",
    "undone": None,
    "status": "stands",
    "overruled_by": None,
}


def listing(path: str, item: dict[str, Any], *, offset: int, total: int) -> dict[str, Any]:
    """Return a page that holds one item, as an example.

    Parameters
    ----------
    path
        Its address, without the page.
    item
        The item.
    offset, total
        Items before it, and items in all.
    """
    at = f"{path}{'&' if '?' in path else '?'}limit=1&offset="
    return {
        "items": [item],
        "limit": 1,
        "offset": offset,
        "total": total,
        "total_is_exact": True,
        "named": None,
        "links": {
            "next": f"{at}{offset + 1}" if offset + 1 < total else None,
            "prev": f"{at}{offset - 1}" if offset else None,
        },
    }


RECORDS: dict[str, tuple[str, dict[str, Any]]] = {
    "list_entities": (
        "/v1/entities?type=Person&limit=1&offset=0",
        listing(
            "/v1/entities?type=Person",
            _ADA | {"matched": None, "aliases": [], "kind": None, "countries": [], "ties": 3, "score": None},
            offset=0,
            total=9,
        ),
    ),
    "get_entity": (
        "/v1/entities/harbour:ada",
        {
            "id": "harbour:ada",
            "canonical_id": "harbour:ada",
            "type": "Person",
            "name": "Ada Ferris",
            "aliases": [],
            "kind": None,
            "countries": [],
            "external_ids": [],
            "location": None,
            "dates": {},
            "deaths": {},
            "also": [],
            "decisions": [],
            "ties": 3,
            "claims": 4,
            "named": None,
        },
    ),
    "list_entity_ties": (
        "/v1/entities/harbour:hana/ties?limit=1&offset=1",
        listing("/v1/entities/harbour:hana/ties", _LEADS, offset=1, total=2),
    ),
    "list_entity_claims": (
        "/v1/entities/harbour:hana/claims?kind=LEADS&limit=1&offset=0",
        listing("/v1/entities/harbour:hana/claims?kind=LEADS", _SEEN, offset=0, total=2) | _CITED,
    ),
    "get_tie": ("/v1/ties/LEADS:af1c0c68213f0dd012c9", _LEADS | {"evidence": [_SEEN, _DENIED], "rest": None} | _CITED),
    "get_claim": (
        "/v1/claims/c0bc2e6468abc012a779744b",
        _SEEN | {"revisions": ["c0bc2e6468abc012a779744b.1"]} | _CITED,
    ),
    "list_sources": (
        "/v1/sources?limit=1&offset=0",
        listing("/v1/sources", _SOURCE | {"published": "2020-06-30", "claims": 52}, offset=0, total=1),
    ),
    "get_source": ("/v1/sources/harbour", _HARBOUR),
    "list_decisions": (
        "/v1/decisions?about=harbour:tern&limit=1&offset=0",
        listing("/v1/decisions?about=harbour%3Atern", _APART, offset=0, total=1),
    ),
    "get_decision": ("/v1/decisions/c69ad319d947d41881affe2d", _APART),
}
"""By route: a request, and what it is answered with on the harbour."""


def shows(example: object) -> Responses:
    """Declare the example of a route's answer, for the OpenAPI document.

    Parameters
    ----------
    example
        The answer, as JSON.
    """
    return {200: {"content": {"application/json": {"example": example}}}}


def shown(route: str) -> Responses:
    """Declare the example in `RECORDS` of a route's answer.

    Parameters
    ----------
    route
        The route's name.
    """
    return shows(RECORDS[route][1])
