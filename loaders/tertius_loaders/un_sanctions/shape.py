"""What an entry says: a row in, an entity and claims out. Pure.

Every claim's key begins with the entry's ``DATAID``. What an entry has once is told by its kind, so that a correction
is a new revision of the same claim; what it has several times, names and countries, is told by itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tertius.errors import InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.claims import Claim
from tertius.model.dates import UNDATED, read_edtf
from tertius.model.entities import Entity
from tertius.model.hedges import Hedge, hedge_of
from tertius.model.ids import entity_id
from tertius.model.kinds import EntityType
from tertius.model.sources import Source
from tertius_loaders.un_sanctions.countries import Said as Country
from tertius_loaders.un_sanctions.countries import country_of_address, country_of_issue, nationalities
from tertius_loaders.un_sanctions.dates import day_of
from tertius_loaders.un_sanctions.documents import document_id, is_doubtful
from tertius_loaders.un_sanctions.entries import groups, not_read, texts
from tertius_loaders.un_sanctions.life import Dated, amended_by, births, deaths, foundings
from tertius_loaders.un_sanctions.names import aliases, full_name
from tertius_loaders.un_sanctions.remarks import remarks
from tertius_loaders.un_sanctions.sentences import sentences
from tertius_loaders.un_sanctions.ties import passages, tie_claims, ties_said
from tertius_loaders.un_sanctions.who import TYPES, Known, known, read_mentioned

SOURCE = Source(
    id="un-sanctions",
    title="United Nations Security Council Consolidated List",
    author="United Nations Security Council",
    publisher="United Nations",
    url="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
    licence="Public document of the United Nations; facts with attribution to it",
)
"""Whose words these are."""

_DATAID = re.compile(r"[0-9]{1,12}")
_OLD = re.compile(r"\[?Old Reference ?# ?(?P<number>[A-Z0-9]+(?:\.[A-Z0-9]+)+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with what is said of it again and again.

    Attributes
    ----------
    values
        The row.
    dataid, own
        Its key, and what it is to others.
    locator
        Where it stands: the reference number, and the key.
    amended
        The last day on which the list changed it.
    """

    values: Mapping[str, str]
    dataid: str
    own: Known
    locator: str
    amended: str

    def claim(
        self,
        record: str,
        kind: str,
        *,
        value: str = "",
        edtf: str = "",
        hedge_word: str = "",
        role: str = "",
        place: str = "",
        note: str = "",
        inferred: bool = False,
    ) -> Claim:
        """Return a claim of the entry about its own entity."""
        return Claim(
            source=SOURCE.id,
            record=f"{self.dataid} {record}",
            kind=kind,
            about=(("subject", self.own.id),),
            hedge=hedge_of(hedge_word) if hedge_word else Hedge.STATED,
            hedge_word=hedge_word,
            inferred=inferred,
            value=value,
            edtf=edtf,
            bounds=read_edtf(edtf, lasting=False) if edtf else UNDATED,
            role=role,
            locator=f"{self.locator}, {place}" if place else self.locator,
            note=note,
        )


def entry_of(values: Mapping[str, str]) -> Entry:
    """Return a row as an entry.

    Raises
    ------
    InputError
        If it has no key, no name or no kind that is known.
    """
    dataid = values.get("DATAID", "").strip()
    if not _DATAID.fullmatch(dataid):
        raise InputError(
            f"{dataid[:40]!r} is no key of an entry" if dataid else "The entry has no key",
            where="DATAID",
            next_step="Copy the entry's DATAID, a number, from the list.",
        )
    if values.get("TYPE") not in TYPES:
        raise InputError(
            f"{values.get('TYPE', '')[:40]!r} is no kind of entry",
            where="TYPE",
            next_step="Write INDIVIDUAL or ENTITY.",
        )
    if not full_name(values):
        raise InputError("The entry has no name", where="FIRST_NAME", next_step="Copy its name from the list.")
    own = known(values)
    try:
        entity_id(own.id)
    except InputError as error:
        raise error.at("REFERENCE_NUMBER") from None
    number = own.id.partition(":")[2]
    locator = f"{number} (DATAID {dataid})" if number != dataid else f"DATAID {dataid}"
    return Entry(values, dataid, own, locator, amended_by(values))


def shape(row: RawRow, *, documents: bool = False) -> Shaped:
    """Return what an entry says.

    Parameters
    ----------
    row
        The entry.
    documents
        Whether numbers of passports and identity cards become ids of the person.

    Raises
    ------
    InputError
        With the column in ``where``.
    """
    entry = entry_of(row.values)
    listed = read_mentioned(row.values.get("MENTIONED", ""))
    said = ties_said(entry.own, listed, passages(row.values))
    ties = tuple(tie_claims(said, source=SOURCE.id, dataid=entry.dataid, locator=entry.locator, amended=entry.amended))
    ends = {id_ for claim in ties for _, id_ in claim.about}
    claims: dict[str, Claim] = {}
    left_out: list[str] = []
    for claim in (*_own_claims(entry, documents, left_out), *ties):
        claims.setdefault(claim.record, claim)
    listing = _listing(entry, remarks(row.values, said, left_out))
    return Shaped(
        entities=(
            Entity(entry.own.id, entry.own.type),
            *(Entity(one.id, one.type) for one in listed.values() if one.id in ends),
        ),
        claims=(listing, *claims.values()),
    )


def _listing(entry: Entry, note: str) -> Claim:
    """Return the claim that the list has the entry: its key, since when, and in the note what nothing else holds."""
    listed_on = entry.values.get("LISTED_ON", "").strip()
    regime = entry.values.get("UN_LIST_TYPE", "").strip()
    return entry.claim(
        "listed",
        "EXTERNAL_ID",
        value=f"un-dataid:{entry.dataid}",
        edtf=day_of(listed_on, column="LISTED_ON") if listed_on else "",
        role=f"{regime} list" if regime else "",
        place="LISTED_ON",
        note=note,
    )


def _own_claims(entry: Entry, documents: bool, left_out: list[str]) -> Iterator[Claim]:
    """Yield what the entry says of itself; in ``left_out``, in words, what it says that no claim can hold."""
    values = entry.values
    if tags := not_read(values):
        left_out.append(f"fields that are not read: {', '.join(tags)}"[:500])
    yield entry.claim("name", "NAME", value=full_name(values), place="FIRST_NAME")
    for alias in aliases(values):
        yield entry.claim(f"alias {alias.name}", "ALIAS", value=alias.name, role=alias.role, place="ALIAS")
    for match in _OLD.finditer(values.get("COMMENTS1", "")):
        number = match["number"].upper()
        yield entry.claim(f"old reference {number}", "EXTERNAL_ID", value=f"un-old:{number}", place="COMMENTS1")
    if entry.own.type is EntityType.PERSON:
        yield from _of_a_person(entry, documents, left_out)
    else:
        for founded in foundings(sentences(values.get("COMMENTS1", ""))):
            yield _dated(entry, "ESTABLISHED", "established", founded)
    for address in groups(values, "ADDRESS"):
        if said := address.get("COUNTRY"):
            yield from _country(entry, country_of_address(said), _of_address(address), left_out, f"country: {said}")


def _of_a_person(entry: Entry, documents: bool, left_out: list[str]) -> Iterator[Claim]:
    values = entry.values
    born, unread = births(values)
    left_out += unread
    for number, birth in enumerate(born, start=1):
        several = f"one of {len(born)} dates of birth that the list gives" if len(born) > 1 else ""
        yield _dated(entry, "BORN", f"born {number}" if number > 1 else "born", birth, several)
    said = sentences(values.get("COMMENTS1", ""))
    for number, death in enumerate(deaths(entry.own, said, entry.amended), start=1):
        yield _dated(entry, "DIED", f"died {number}" if number > 1 else "died", death)
    for text in texts(values, "NATIONALITY"):
        found = nationalities(text, values.get("UN_LIST_TYPE", ""))
        if found is None:
            left_out.append(f"nationality as written: {text[:100]}")
        for one in found or ():
            yield entry.claim(
                f"nationality {one.code}",
                "NATIONALITY",
                value=one.code,
                edtf=one.edtf,
                hedge_word=one.hedge_word,
                role=one.role,
                inferred=one.inferred,
                place="NATIONALITY",
            )
    for document in groups(values, "DOCUMENT"):
        yield from _of_a_document(entry, document, documents, left_out)


def _of_a_document(entry: Entry, document: Mapping[str, str], documents: bool, left_out: list[str]) -> Iterator[Claim]:
    """Yield who issued a document: the list has the country in one field or the other; and its number if asked for."""
    issuer = document.get("ISSUING_COUNTRY") or document.get("COUNTRY_OF_ISSUE") or ""
    country = country_of_issue(issuer) if issuer else None
    if issuer and not is_doubtful(document):
        yield from _country(entry, country, "issued a document", left_out, f"a document's country: {issuer}")
    number = document_id(document, country.code if country and not country.hedge_word else "")
    if documents and number:
        yield entry.claim(f"document {number}", "EXTERNAL_ID", value=number, place="DOCUMENT")


def _country(entry: Entry, said: Country | None, role: str, left_out: list[str], unread: str) -> Iterator[Claim]:
    if said is None:
        left_out.append(unread[:100])
        return
    words = ", ".join(part for part in (role, said.role) if part)
    yield entry.claim(
        f"country {said.code} {words}",
        "COUNTRY",
        value=said.code,
        hedge_word=said.hedge_word,
        role=words,
        place="DOCUMENT" if role.startswith("issued") else "ADDRESS",
    )


_PREVIOUS = re.compile(r"\b(?:previous(?:ly)?|former(?:ly)?)\b", re.IGNORECASE)


def _of_address(address: Mapping[str, str]) -> str:
    return "former address" if _PREVIOUS.search(address.get("NOTE", "")) else "address"


def _dated(entry: Entry, kind: str, record: str, said: Dated, note: str = "") -> Claim:
    return entry.claim(record, kind, edtf=said.edtf, hedge_word=said.hedge_word, place=said.place, note=note)
