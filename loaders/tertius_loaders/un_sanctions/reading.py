"""What a sentence can say of a mention: the senses that the grammar knows. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from tertius_loaders.un_sanctions.references import Mention


class Sense(StrEnum):
    """What a head says of the entry and what is mentioned; types of both decide the kind of tie."""

    ROLE = "role"  # the entry is the (role) of what is mentioned
    ROLE_OF_ENTRY = "role of entry"  # what is mentioned is the (role) of the entry
    LINKED = "linked"
    ASSOCIATED = "associated"
    KIN = "kin"  # the entry is the (role) of the one mentioned
    KIN_OF_ENTRY = "kin of entry"
    PART = "part"  # the entry is a part of what is mentioned
    JOINED = "joined"
    SPLIT = "split"
    SUCCEEDED = "succeeded"
    UNDER = "under"  # the entry serves under the one mentioned


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says of one mention.

    Attributes
    ----------
    mention
        The mention.
    name
        The name that stands beside it.
    sense
        What it is to the entry.
    role
        The role in the list's words, in small letters; empty where it says none.
    former
        Whether the wording says that it is over.
    edtf
        The date, empty without one.
    hedge_word
        The list's own hedge; empty where it states.
    denied
        Whether it says that it is not so.
    subject
        The name of whom the sentence speaks, where it names its subject; it has to be the entry's own.
    asides
        What stands in parentheses beside the name; it has to be a name or an acronym of the one mentioned.
    """

    mention: Mention
    name: str
    sense: Sense
    role: str = ""
    former: bool = False
    edtf: str = ""
    hedge_word: str = ""
    denied: bool = False
    subject: str = ""
    asides: tuple[str, ...] = ()
