"""What an entry's comments say of its ties to other entries, as claims; and which mentions were not read. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tertius.model.claims import Claim, Polarity
from tertius.model.dates import UNDATED, read_edtf
from tertius.model.hedges import hedge_of
from tertius.model.kinds import EntityType, is_lasting
from tertius_loaders.un_sanctions.entries import texts
from tertius_loaders.un_sanctions.grammar import read
from tertius_loaders.un_sanctions.reading import Reading, Sense
from tertius_loaders.un_sanctions.references import Mention
from tertius_loaders.un_sanctions.sentences import sentences
from tertius_loaders.un_sanctions.vocabulary import is_role_for_a_person, kind_of_role
from tertius_loaders.un_sanctions.who import Known

_PERSON, _ORGANIZATION = EntityType.PERSON, EntityType.ORGANIZATION


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of an entry.

    Attributes
    ----------
    place
        Where it stands: the column, and which sentence or text of it.
    text
        Its words.
    """

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A mention that gave no tie.

    Attributes
    ----------
    reference
        Of what.
    place
        Where it stands.
    why
        Why: the file has no such entry, the name beside the number is no name of it, the sentence was not read, or it
        speaks of no tie between the two.
    """

    reference: str
    place: str
    why: str


NOT_THERE = "no entry of this file"
OTHER_NAME = "the name beside the number is not one of that entry"
NOT_READ = "not read as a tie"
ITSELF = "the entry itself"


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing that a passage says of a tie.

    Attributes
    ----------
    kind, subject, object
        The tie.
    reading
        How the passage says it.
    role
        The role, as a claim has it.
    place
        Where.
    """

    kind: str
    subject: str
    object: str
    reading: Reading
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Said:
    """What passages say.

    Attributes
    ----------
    ties
        The ties, in the order of the passages.
    unread
        The mentions that gave none.
    mentions
        How many mentions there are.
    passages
        In how many passages.
    """

    ties: tuple[Tie, ...]
    unread: tuple[Unread, ...]
    mentions: int
    passages: int


def passages(values: Mapping[str, str]) -> Iterator[Passage]:
    """Yield the passages of an entry that can speak of others: the sentences of its comments, and its designations."""
    for sentence in sentences(values.get("COMMENTS1", "")):
        yield Passage(f"COMMENTS1, sentence {sentence.number}", sentence.text)
    for number, text in enumerate(texts(values, "DESIGNATION"), start=1):
        yield Passage(f"DESIGNATION {number}", text.rstrip(" .;"))


def ties_said(own: Known, listed: Mapping[str, Known], said: Iterator[Passage]) -> Said:
    """Return the ties that an entry's passages say.

    Parameters
    ----------
    own
        The entry.
    listed
        The entries that it mentions, as far as the file has them, by their reference numbers.
    said
        Its passages.
    """
    ties: list[Tie] = []
    unread: list[Unread] = []
    count = places = 0
    for passage in said:
        found, readings = read(passage.text)
        count += len(found)
        places += bool(found)
        by_mention: defaultdict[int, list[Reading]] = defaultdict(list)
        for reading in readings:
            by_mention[id(reading.mention)].append(reading)
        for mention in found:
            made, why = _of_mention(own, listed, mention, by_mention[id(mention)])
            ties += [Tie(kind, *ends, reading, role, passage.place) for kind, ends, role, reading in made]
            if not made:
                unread.append(Unread(mention.reference, passage.place, why))
    return Said(tuple(ties), tuple(unread), count, places)


_Made = tuple[str, tuple[str, str], str, Reading]


def _of_mention(
    own: Known, listed: Mapping[str, Known], mention: Mention, readings: list[Reading]
) -> tuple[list[_Made], str]:
    """Return the ties that the readings of one mention are, or why there are none."""
    other = listed.get(mention.reference)
    if other is None:
        return [], NOT_THERE
    if other.id == own.id:
        return [], ITSELF
    if not readings or any(one.subject and not own.is_called(one.subject, whole=True) for one in readings):
        return [], NOT_READ
    if not all(other.is_called(aside, whole=True) for one in readings for aside in one.asides):
        return [], NOT_READ
    if not all(other.is_called(one.name) for one in readings):
        return [], OTHER_NAME
    made = []
    for reading in readings:
        resolved = _kind(reading, own.type, other.type)
        if resolved is None:
            return [], NOT_READ
        kind, outward, role = resolved
        made.append((kind, (own.id, other.id) if outward else (other.id, own.id), role, reading))
    return made, ""


def _kind(reading: Reading, own: EntityType, other: EntityType) -> tuple[str, bool, str] | None:
    """Return the kind of tie, whether it goes out from the entry, and the role; None where the ends do not fit."""
    ends = (own, other)
    persons, organizations = ends == (_PERSON, _PERSON), ends == (_ORGANIZATION, _ORGANIZATION)
    role = reading.role
    match reading.sense:
        case Sense.LINKED:
            return "LINKED_TO", True, role
        case Sense.ASSOCIATED:
            return ("ASSOCIATE_OF" if persons else "LINKED_TO"), True, role
        case Sense.UNDER:
            return ("LINKED_TO", True, "serves under") if persons else None
        case Sense.KIN | Sense.KIN_OF_ENTRY:
            return ("KIN_OF", reading.sense is Sense.KIN, role) if persons else None
        case Sense.PART:
            return ("PART_OF", True, role) if organizations else None
        case Sense.SPLIT | Sense.SUCCEEDED:
            kind = "SPLIT_FROM" if reading.sense is Sense.SPLIT else "SUCCEEDED"
            return (kind, True, "") if organizations else None
        case Sense.JOINED:
            if organizations:
                return "JOINED", True, ""
            return ("MEMBER_OF", True, "joined") if ends == (_PERSON, _ORGANIZATION) else None
        case Sense.ROLE | Sense.ROLE_OF_ENTRY:
            return _kind_of_role(role, ends, outward=reading.sense is Sense.ROLE)
    return None


def _kind_of_role(role: str, ends: tuple[EntityType, EntityType], *, outward: bool) -> tuple[str, bool, str] | None:
    kind = kind_of_role(role)
    holder, where = ends if outward else ends[::-1]
    if (holder, where) == (_PERSON, _PERSON):
        if is_role_for_a_person(role):
            return "ASSOCIATE_OF", outward, role
        return ("LINKED_TO", outward, role) if kind == "LINKED_TO" else None
    if (holder, where) == (_PERSON, _ORGANIZATION):
        if role == "deputy" and not outward:
            return "MEMBER_OF", outward, "deputy of its leader"
        return (kind, outward, role) if kind and role != "deputy" else None
    return ("LINKED_TO", outward, role) if kind == "LINKED_TO" else None


def tie_claims(said: Said, *, source: str, dataid: str, locator: str, amended: str) -> Iterator[Claim]:
    """Yield the claims of the ties that an entry's passages say; what they say of one tie in one way is one claim.

    Parameters
    ----------
    said
        What they say.
    source
        The source.
    dataid
        The entry's key, which the claims' keys begin with.
    locator
        Where the entry stands; each claim adds its passage.
    amended
        The last day on which the list says that it amended the entry: what it calls former was over by then. Empty if
        it gives none.
    """
    ways: dict[tuple[str, str, str, str, str, bool], list[Tie]] = {}
    for tie in said.ties:
        one = tie.reading
        edtf = _edtf(tie, amended)
        ways.setdefault((tie.kind, tie.subject, tie.object, edtf, one.hedge_word, one.denied), []).append(tie)
    counts: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    stints: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for (kind, subject, other, edtf, hedge_word, denied), ties in ways.items():
        ends = kind, subject, other
        counts[ends] += 1
        if edtf and edtf not in stints[ends]:
            stints[ends].append(edtf)
        number = f" {counts[ends]}" if counts[ends] > 1 else ""
        places = "; ".join(dict.fromkeys(tie.place for tie in ties))
        yield Claim(
            source=source,
            record=f"{dataid} {kind} {subject} {other}{number}",
            kind=kind,
            about=(("subject", subject), ("object", other)),
            polarity=Polarity.DENIES if denied else Polarity.ASSERTS,
            hedge=hedge_of(hedge_word),
            hedge_word=hedge_word,
            edtf=edtf,
            bounds=read_edtf(edtf, lasting=is_lasting(kind)) if edtf else UNDATED,
            # Two days on which it was seen need not be one spell; the list does not say that it lasted between.
            stint=stints[ends].index(edtf) + 1 if edtf else 1,
            role=_roles(ties),
            locator=f"{locator}, {places}",
        )


def _edtf(tie: Tie, amended: str) -> str:
    one = tie.reading
    if not is_lasting(tie.kind):
        # "Since 2009, founder and leader" dates the leading alone.
        return one.edtf if "/" not in one.edtf and one.sense is not Sense.ROLE else ""
    if one.denied:
        return one.edtf
    if one.sense is Sense.JOINED and one.edtf and "/" not in one.edtf:
        return f"{one.edtf}/"
    if one.former and not one.edtf and amended:
        return f"/[0001..{amended}]"
    return one.edtf


def _roles(ties: list[Tie]) -> str:
    def said(tie: Tie) -> str:
        over = tie.reading.former and is_lasting(tie.kind)  # who founded a group has done so for good
        return f"former {tie.role or 'tie'}" if over else tie.role

    return ", ".join(dict.fromkeys(filter(None, map(said, ties))))
