"""Names where ids are taken: one resolver for the command line, the API and reports.

An id is taken as it is. Of a name the first of these that anybody has: the whole name, an alias or an id without its
authority; all of its words in one name; all of them as beginnings. Case, accents, vowel marks and signs do not matter
(`tertius.model.folding`). One match is taken and said; several are refused with what tells them apart; without any the
nearest are named.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from tertius.catalog.cypher_file import parse
from tertius.catalog.files import cypher_root
from tertius.catalog.question import Question
from tertius.graph.read import Reader
from tertius.model.folding import MOST_LETTERS, filters, queries, whole, words
from tertius.model.kinds import TIE_KINDS, EntityType
from tertius.model.naming import Candidate, nobody, said, several
from tertius.model.spelling import spelled
from tertius.records.known_ids import OF_SOURCES, sources_named

_BY_ID = "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN id, e.canonical_id AS canonical"
MOST_CALLED = 100
"""Entities of one name that are told."""
LOOKED_AT = 5_000
"""Entities that the index is asked for: it knows whose the words are, and not whether one name has all of them."""
_FOUND = f"""
CALL db.index.fulltext.queryNodes('entity_search', $query, {{limit: $looked_at}}) YIELD node
WITH collect(node) AS nodes
RETURN size(nodes) = $looked_at AS cut, COLLECT {{
  UNWIND nodes AS e
  WITH e
  WHERE EXISTS {{ (e)<-[:SAME_AS*0..1]-(:Entity)<-[:ABOUT]-(c:Claim) WHERE c.recorded_to IS NULL }}
    // all of the words in one name: the index knows whose they are, not of which of his names
    AND ($whole OR any(name IN [name IN split(e.search, ' =')[1..] | split(name, ' ')[1..]]
      WHERE all(word IN $words WHERE any(form IN word
        WHERE all(part IN form WHERE any(term IN name WHERE term = part OR $begins AND term STARTS WITH part))))))
  WITH e, COUNT {{ (e)-[:{"|".join(TIE_KINDS)}]-() }} AS ties
  ORDER BY ties DESC, e.id
  LIMIT $most
  RETURN {{id: e.id, name: e.name, type: [label IN labels(e) WHERE label IN $types][0], kind: e.kind,
    countries: coalesce(e.countries, []), aliases: coalesce(e.aliases, []), ties: ties}}
}} AS found
"""
# Ids are in an index of their own: a beginning is a range of it.
_LIKE = (
    "MATCH (e:Entity) WHERE e.id STARTS WITH $start "
    "AND EXISTS { (e)<-[:SAME_AS*0..1]-(:Entity)<-[:ABOUT]-(c:Claim) WHERE c.recorded_to IS NULL } "
    "RETURN e.id AS id, e.name AS name ORDER BY id LIMIT $most"
)
_MOST_LIKE = 2_000
_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """The entity that an id or a name was taken for.

    Attributes
    ----------
    id
        Its id, as it was given or as the name was resolved.
    canonical_id
        The id of the entity that stands for it.
    said
        Which id the name was taken for; None where an id was given.
    """

    id: str
    canonical_id: str
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """Those who have a name.

    Attributes
    ----------
    found
        They, those with the most ties first, at most `MOST_CALLED`.
    more
        Whether there may be others: there were more to tell, or the index had more than are looked at (`LOOKED_AT`).
    """

    found: Sequence[Candidate] = ()
    more: bool = False


async def entity_named(reader: Reader, text: str, *, where: str) -> Taken:
    """Return the entity with an id, or else the one with a name.

    Parameters
    ----------
    reader
        The database.
    text
        An id, with or without its authority, or a name.
    where
        The parameter that it was given in, for the message.

    Raises
    ------
    NotFoundError
        Nothing has the id or the name; the message names the nearest.
    AmbiguousError
        Several have the name; the message says what tells them apart.
    """
    return (await entities_named(reader, [text], where=where))[0]


async def entities_named(reader: Reader, texts: Sequence[str], *, where: str) -> list[Taken]:
    """Return the entities with ids or names, in order, as `entity_named` does."""
    spelt = [spelled(text) for text in texts]
    rows = (await reader.run(_BY_ID, {"ids": spelt}, max_rows=len(spelt) or 1)).rows if spelt else []
    canonical = {row["id"]: row["canonical"] for row in rows}
    found = []
    for text in spelt:
        if text in canonical:
            found.append(Taken(text, canonical[text] or text))
            continue
        called = await matches_of(reader, text)
        if called.more or len(called.found) > 1:
            raise several(text, called.found, where=where, more=called.more)
        if not called.found:
            raise nobody(text, await _nearest(reader, text), where=where)
        (match,) = called.found
        found.append(Taken(match.id, match.id, said(text, match.id)))
    return found


async def matches_of(reader: Reader, text: str, *, type_: str | None = None, kind: str | None = None) -> Called:
    """Return those who have a name; none of the looser ways is tried after a match, or where others may be one.

    Parameters
    ----------
    reader
        The database.
    text
        The name; an id, too, with or without its authority.
    type_, kind
        Only entities of this type and of this kind; None for any.
    """
    only = "".join(f' +"{term}"' for term in filters(type_, kind))
    forms = [[["".join(parts)], parts] for parts in words(text)]
    params = {
        "looked_at": LOOKED_AT,
        "most": MOST_CALLED + 1,  # one more than are told says that there are more
        "types": [str(kind) for kind in EntityType],
        "words": forms,
    }
    for way, query in enumerate(queries(text)):
        asked = {**params, "query": f"+({query}){only}", "whole": way == 0, "begins": way > 1}
        (row,) = (await reader.run(_FOUND, asked, max_rows=1)).rows
        if row["found"] or row["cut"]:
            found = [_candidate(one) for one in row["found"][:MOST_CALLED]]
            return Called(found, row["cut"] or len(row["found"]) > MOST_CALLED)
    return Called()


def _candidate(row: Mapping[str, Any]) -> Candidate:
    return Candidate(**{**row, "name": row["name"] or row["id"]})


async def _nearest(reader: Reader, text: str) -> list[Candidate]:
    """Return those whose ids or names are written nearly so."""
    found: dict[str, Candidate] = {}
    authority, colon, own = text.partition(":")
    if colon and own:
        params = {"start": f"{authority}:{own[0]}", "most": _MOST_LIKE}
        ids = {row["id"]: row for row in (await reader.run(_LIKE, params)).rows}
        close = difflib.get_close_matches(text, ids, n=_NEAREST, cutoff=0.75)
        found = {id_: Candidate(id_, ids[id_]["name"] or id_) for id_ in close}
    if not whole(own or text):
        return list(found.values())
    question = search_question()
    asked = question.validate_params({"text": (own or text)[:MOST_LETTERS], "limit": _NEAREST})
    for row in (await reader.run(question.cypher, asked, max_rows=_NEAREST)).rows:
        one = {name: row[name] for name in ("name", "type", "kind", "countries", "aliases", "ties")}
        found[row["entity_id"]] = _candidate({"id": row["entity_id"], **one})
    return list(found.values())[:_NEAREST]


async def resolved(
    reader: Reader, question: Question, params: Mapping[str, Any], *, canonical: bool
) -> tuple[dict[str, Any], list[str]]:
    """Return the parameters of a question, names of entities and titles of sources become ids, and what is to be said.

    An entity that gave way to another keeps its id, and so it is found. It costs an indexed read a parameter.

    Parameters
    ----------
    reader
        The database.
    question
        The question; its parameters say whose ids they are (``id_of``).
    params
        Their values, as `Question.validate_params` gives them.
    canonical
        Whether an id becomes the one of the entity that stands for it: a network has no others.

    Raises
    ------
    NotFoundError, AmbiguousError
        As `entity_named`.
    """
    found, told = dict(params), []
    every: list[tuple[str, Taken]] = []
    for name, param in question.params.items():
        given = params[name]
        if param.id_of != "entity" or not given:
            continue
        taken = await entities_named(reader, given if param.list else [given], where=name)
        ids = [one.canonical_id if canonical else one.id for one in taken]
        found[name] = ids if param.list else ids[0]
        told += [one.said for one in taken if one.said]
        every += [(name, one) for one in taken]
    told += _one_and_the_same(every)
    for name in OF_SOURCES:
        if params.get(name):
            sources = await sources_named(reader, params[name], where=name)
            found[name] = [id_ for id_, _ in sources]
            told += [said for _, said in sources if said]
    return found, list(dict.fromkeys(told))


def _one_and_the_same(given: Sequence[tuple[str, Taken]]) -> list[str]:
    """Return a sentence for each two parameters that were given one entity, be it under two ids."""
    told = []
    for (one, a), (other, b) in combinations(given, 2):
        if one != other and a.canonical_id == b.canonical_id:
            ids = list(dict.fromkeys((a.id, b.id, a.canonical_id)))
            told.append(f"{one} and {other} are one and the same entity: {' = '.join(ids)}.")
    return told


@cache
def search_question() -> Question:
    """Return the question that searches by name: there is one way to search, and analysts can paste it."""
    root = cypher_root()
    return parse(root / "entities" / "search.cypher", root=root)
