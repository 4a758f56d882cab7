"""The words that the comments are read by: roles and the kind of tie that each is, kinship, parts, hedges, deeds.

What is not here is not read. A role is taken for no more than it says: who leads its finances is a member, who raises
funds for a group is linked to it.
"""

import re

ADJECTIVES = (
    r"(?:[A-Z][A-Za-z]+-based|senior|key|top|overall|operational|military|regional|spiritual|administrative|[Ss]haria|"
    r"current|acting|chief|prominent|principal|leading|long[- ]?time|founding|active|main|first|official|financial|"
    r"religious|political|ideological|local|provincial|veteran|de facto|terrorist|explosives|electronics|"
    r"communications?|weapons|logistics|media|propaganda|finance|training|deputy|second-in-command|listed|other)"
)
"""Words that may stand before a role and change nothing of its kind, but for ``deputy``."""

_DOMAIN = (
    r"(?:finances?|operations?|security|suicide|foreign|affairs|division|media|propaganda|logistics|military|"
    r"intelligence|recruitment|training|department|committee|information|wing|council|shura)"
)
_NOUN = (
    rf"(?:(?:heads?|chiefs?|directors?|commanders?|leaders?) of (?:the )?{_DOMAIN}(?: {_DOMAIN})*"
    r"(?= (?:of|for|in)\b|$)|"
    r"(?:finance|financial) chiefs?|"
    r"members? of the (?:[Ss]hura |[Ll]eadership |[Ee]xecutive |[Cc]entral )?(?:[Cc]ouncil|[Ll]eadership)(?= of\b|$)|"
    r"(?:(?:shura|leadership) council )?members?|leaders?|[ae]mirs?|commanders?(?:-in-chief)?|heads?|chiefs?|"
    r"chairm[ae]n|presidents?|[Dd]irectors?[ -][Gg]eneral|directors?|officials?|spokesm[ae]n|spokespersons?|fighters?|"
    r"(?:co-)?founders?|financiers?|facilitators?|fundraisers?|recruiters?|couriers?|operatives?|supporters?|"
    r"(?:co-)?owners?|experts?|bomb makers?|representatives?|deputy|deputies|advis[eo]rs?|secretar(?:y|ies)|"
    r"treasurers?|bodyguards?|drivers?|assistants?)"
)
# Taken whole: "official" is both a role and what stands before one, so that many could be cut in as many ways.
_ONE_ROLE = rf"(?>(?:{ADJECTIVES}(?:(?: and|, (?:and )?)(?= ?{ADJECTIVES} ))? )*{_NOUN})"

FORMER_WORD = r"(?:[Ff]ormer(?:ly)?|[Pp]reviously|[Ee]x-?)"
CURRENT_WORD = r"(?:[Cc]urrent(?:ly)?|[Nn]ow)"
ARTICLE = r"(?:(?:an?|the|one of the|one of its|its|A|An|The|One of the|One of its|Its) )?"

ROLE_WORDS = (
    rf"(?i:{ARTICLE}(?:{FORMER_WORD} )?(?:{CURRENT_WORD} )?{_ONE_ROLE}"
    rf"(?:(?:, | and |, and ){ARTICLE}(?:(?:{FORMER_WORD}|{CURRENT_WORD}) )?{_ONE_ROLE})*)"
)
"""Pattern of one role or several: ``founder and former leader``, ``financier, recruiter and facilitator``."""

ROLE_PART = re.compile(rf"{ARTICLE}(?P<former>{FORMER_WORD} )?(?:{CURRENT_WORD} )?(?P<role>{_ONE_ROLE})", re.IGNORECASE)
"""One role of several."""

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "MEMBER_OF",
        re.compile(
            r"\bdeputy\b|\bcouncil\b|\bleadership\b|\bof (?:the )?[a-z]+|\b(?:finance|financial) chief", re.IGNORECASE
        ),
    ),
    ("FOUNDED", re.compile(r"founder$", re.IGNORECASE)),
    (
        "LEADS",
        re.compile(
            r"(?:leader|emir|amir|commander|commander-in-chief|head|chief|chairman|president|general)$", re.IGNORECASE
        ),
    ),
    ("MEMBER_OF", re.compile(r"(?:member|official|spokesman|spokesperson|fighter|director|joined)$", re.IGNORECASE)),
    (
        "LINKED_TO",
        re.compile(
            r"(?:financier|facilitator|fundraiser|recruiter|courier|operative|supporter|owner|expert|bomb maker|"
            r"representative|employee or associate)$",
            re.IGNORECASE,
        ),
    ),
)

_PERSON_ROLES = re.compile(
    r"(?:deputy|deputy commander|advis[eo]r|secretary|spokesman|spokesperson|treasurer|bodyguard|driver|assistant)$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r" (?:in|operating in|based in|located in) (?=[A-Z]|the )")


def kind_of_role(role: str) -> str:
    """Return the kind of tie that a role in an organization is, nothing for a role that no organization has."""
    plain = _ELSEWHERE.split(role)[0]
    return next((kind for kind, pattern in _KINDS if pattern.search(plain)), "")


def is_role_for_a_person(role: str) -> bool:
    """Say whether a role is one that a person has for another: a deputy, a spokesperson."""
    return bool(_PERSON_ROLES.search(_ELSEWHERE.split(role)[0]))


def singular(role: str) -> str:
    """Return a role of several as that of each: ``members`` as ``member``."""
    for ending, one in _PLURALS:
        if role.endswith(ending):
            return role[: -len(ending)] + one
    return role


_PLURALS = (
    ("chairmen", "chairman"),
    ("spokesmen", "spokesman"),
    ("deputies", "deputy"),
    ("secretaries", "secretary"),
    *((f"{noun}s", noun) for noun in (
        "head", "chief", "director", "commander", "leader", "member", "emir", "amir", "president", "official",
        "spokesperson", "fighter", "founder", "financier", "facilitator", "fundraiser", "recruiter", "courier",
        "operative", "supporter", "owner", "expert", "bomb maker", "representative", "adviser", "advisor", "treasurer",
        "bodyguard", "driver", "assistant",
    )),
)  # fmt: skip

KIN = (
    r"(?:(?:elder |younger |half[- ]|step[- ]?)?(?:brother|sister|father|mother|son|daughter|uncle|aunt|nephew|niece|"
    r"cousin|wife|husband|grandson|grandfather|spouse)(?:[- ]in[- ]law)?)"
)
"""Pattern of a word of kinship."""

PART = (
    r"(?:(?:ostensibly )?(?:(?:military|armed|political|humanitarian|charitable|media|propaganda|youth|women's|"
    r"regional|local|financial|operational|information) )?(?:wing|component|branch|subsidiary))"
)
"""Pattern of what a part of an organization is called."""

HEDGES = (
    "reportedly",
    "allegedly",
    "possibly",
    "probably",
    "likely",
    "apparently",
    "presumably",
    "purportedly",
    "reputedly",
    "ostensibly",
    "nominally",
    "believed to be",
    "believed to have",
    "thought to be",
    "said to be",
    "suspected to be",
    "suspected of",
    "considered",
    "assessed to be",
    "suspected",
    "alleged",
    "reputed",
    "purported",
    "may be",
    "might be",
)
"""Hedges that a clause may begin with; each is in the table of `tertius.model.hedges`."""

DEED = (
    r"(?:(?:financial|material|logistical|logistics|technological|technical|operational|political|media|facilitation|"
    r"guidance|support|assistance|services|training|weapons|arms|funds|funding|other),? (?:and |or )?)+"
)
"""Pattern of what somebody provides."""
