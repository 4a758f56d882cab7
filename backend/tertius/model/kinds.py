"""The vocabulary: types of entity, kinds of tie, kinds of attribute, and which of them fit together.

A tie kind says which types it may join, whether it has a direction, and whether it lasts. For a kind that lasts
(a membership), a single date means *seen then*; for one that happens (a founding), it means *happened then*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class EntityType(StrEnum):
    """What an entity is; also its label in the graph."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    PLACE = "Place"
    EVENT = "Event"

    @property
    def with_article(self) -> str:
        """The type as a sentence has it: a Person, an Event."""
        return f"{'an' if self.value[0] in 'EO' else 'a'} {self.value}"


_PERSON = frozenset({EntityType.PERSON})
_ORGANIZATION = frozenset({EntityType.ORGANIZATION})
_PLACE = frozenset({EntityType.PLACE})
_EVENT = frozenset({EntityType.EVENT})
_ACTOR = _PERSON | _ORGANIZATION
_BOTH = ("subject", "object")


@dataclass(frozen=True, slots=True)
class TieKind:
    """A kind of tie between two entities.

    Attributes
    ----------
    name
        The relationship type in the graph.
    starts, ends
        The entity types allowed at each end.
    directed
        False: stored once, ends in id order.
    lasting
        True: a single date means *seen then*. False: *happened then*.
    about
        What the tie says, in one line.
    mortal
        The ends, ``subject`` or ``object``, whose life it cannot outlive (`tertius.model.lives`): a membership ends
        with the member and with the group, being present with who is present, kinship with nobody.
    """

    name: str
    starts: frozenset[EntityType]
    ends: frozenset[EntityType]
    directed: bool
    lasting: bool
    about: str
    mortal: tuple[str, ...] = ()


TIE_KINDS: Mapping[str, TieKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            TieKind("MEMBER_OF", _PERSON, _ORGANIZATION, True, True, "belongs to", _BOTH),
            TieKind("LEADS", _PERSON, _ORGANIZATION, True, True, "is an emir, commander or leader of", _BOTH),
            TieKind("FOUNDED", _PERSON, _ORGANIZATION, True, False, "founded"),
            TieKind("KIN_OF", _PERSON, _PERSON, True, True, "is the (role) of"),
            TieKind("ASSOCIATE_OF", _PERSON, _PERSON, False, True, "is close to", _BOTH),
            TieKind("PART_OF", _ORGANIZATION, _ORGANIZATION, True, True, "is a unit of", _BOTH),
            TieKind("SPLIT_FROM", _ORGANIZATION, _ORGANIZATION, True, False, "broke away from"),
            TieKind("SUCCEEDED", _ORGANIZATION, _ORGANIZATION, True, False, "took the place of"),
            TieKind("JOINED", _ORGANIZATION, _ORGANIZATION, True, False, "joined"),
            TieKind("ALLIED_WITH", _ACTOR, _ACTOR, False, True, "cooperates with", _BOTH),
            TieKind("OPPOSED", _ACTOR, _ACTOR, False, True, "is against", _BOTH),
            TieKind("LINKED_TO", _ACTOR, _ACTOR, False, True, "is linked to", _BOTH),
            TieKind("PARTICIPATED_IN", _ACTOR, _EVENT, True, False, "took part in"),
            TieKind("OCCURRED_AT", _EVENT, _PLACE, True, False, "happened at"),
            TieKind("PRESENT_IN", _ACTOR, _PLACE, True, True, "was present in", ("subject",)),
            TieKind("CONTROLS", _ACTOR, _PLACE, True, True, "held", ("subject",)),
            TieKind("WITHIN", _PLACE, _PLACE, True, True, "lies in"),
        )
    }
)
"""Every kind of tie, by name."""


@dataclass(frozen=True, slots=True)
class AttributeKind:
    """A kind of claim that gives an entity a value or a date instead of tying it to another.

    Attributes
    ----------
    name
        The kind of the claim.
    subjects
        The entity types it may be about.
    dated
        True: what is claimed is a date (in ``when``). False: a value.
    many
        True: an entity can have several at once (aliases).
    about
        What the claim says, in one line.
    """

    name: str
    subjects: frozenset[EntityType]
    dated: bool
    many: bool
    about: str


_ANY = frozenset(EntityType)

ATTRIBUTE_KINDS: Mapping[str, AttributeKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            AttributeKind("NAME", _ANY, False, False, "is called"),
            AttributeKind("ALIAS", _ANY, False, True, "is also called"),
            AttributeKind("KIND", _ANY, False, False, "is a"),
            AttributeKind("COUNTRY", _ANY, False, True, "is of or in (ISO 3166-1 alpha-2)"),
            AttributeKind("NATIONALITY", _PERSON, False, True, "has the nationality (ISO 3166-1 alpha-2)"),
            AttributeKind("LOCATION", _PLACE | _EVENT, False, False, "lies at (latitude,longitude in degrees)"),
            AttributeKind("EXTERNAL_ID", _ANY, False, True, "is, in another authority's list"),
            AttributeKind("BORN", _PERSON, True, False, "was born"),
            AttributeKind("DIED", _PERSON, True, False, "died"),
            AttributeKind("ESTABLISHED", _ORGANIZATION, True, False, "was founded"),
            AttributeKind("ANNOUNCED", _ORGANIZATION, True, False, "was announced to exist"),
            AttributeKind("DISSOLVED", _ORGANIZATION, True, False, "ceased to exist"),
            AttributeKind("OCCURRED", _EVENT, True, False, "happened"),
            AttributeKind("DEATHS_BEST", _EVENT, False, False, "cost, by best estimate, this many lives"),
            AttributeKind("DEATHS_LOW", _EVENT, False, False, "cost at least this many lives"),
            AttributeKind("DEATHS_HIGH", _EVENT, False, False, "cost at most this many lives"),
        )
    }
)
"""Every kind of attribute claim, by name."""

EVENT_RECORD = "EVENT_RECORD"
"""The kind of a claim that is a whole row of an event dataset: the event, its sides and its place at once."""

CATEGORY = "category"
"""The ``kind`` of an actor that is not an actor (UCDP's "Civilians"): it stays out of networks."""


def is_lasting(kind: str) -> bool:
    """Say whether a single date on a claim of this kind means *seen then* (True) or *happened then* (False)."""
    tie = TIE_KINDS.get(kind)
    return tie.lasting if tie else False
