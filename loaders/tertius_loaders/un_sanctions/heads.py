"""What clauses of the comments begin with, as patterns: hedges, denials, tense, roles, and every other head. Pure."""

import re
from dataclasses import dataclass

from tertius_loaders.un_sanctions.phrases import DATE, FIGHTER, NAME, UPPER
from tertius_loaders.un_sanctions.reading import Sense
from tertius_loaders.un_sanctions.vocabulary import (
    ARTICLE,
    CURRENT_WORD,
    DEED,
    FORMER_WORD,
    HEDGES,
    KIN,
    PART,
    ROLE_WORDS,
)

HEDGE = re.compile(
    rf"(?:(?:is|are|(?P<then>was|were)) )?(?P<hedge>{'|'.join(sorted(HEDGES, key=len, reverse=True))}),? ",
    re.IGNORECASE,
)
"""The list's own doubt, and whether it is said of what was."""
OF_A_DEED = ("believed to have", "suspected of")
"""Hedges whose "was" is the doubt's own: who was believed to have joined may still be a member."""
# "Former leader" is a role's own; which of several roles it speaks of is told there.
FORMER = re.compile(
    rf"{FORMER_WORD} (?=an? |the |associated|linked|affiliated|closely|served|acted|headed|led|owned|{PART} of|"
    r"(?:(?:close|known|key|regional|local) )*(?:associate|affiliate) of)|"
    r"(?:was|were) (?:also )?(?=an? |the |one |associated|linked|affiliated|headed|led|commanded|owned)|"
    r"(?:served|acted) as ",
    re.IGNORECASE,
)
"""That it is over."""
IS = re.compile(
    rf"(?:has|have) (?:served|acted) as |(?:serves|acts|acting) as |{CURRENT_WORD} (?!listed)|also |"
    r"closely (?=associated|linked)|"
    r"(?:is|are|has been|have been) (?:also )?(?=an? |the |one |associated|linked|affiliated|closely)",
    re.IGNORECASE,
)
"""That it is so."""
DENIED = re.compile(r"(?:(?:is|are) )?not (?=an? |the |associated|linked|affiliated|member)", re.IGNORECASE)
"""That it is not so."""
OVER = re.compile(r"(?:(?:is|are) )?no longer ", re.IGNORECASE)
"""That it is so no longer."""
NOW = re.compile(r"(?:is|are|has|have|now|currently) ", re.IGNORECASE)
"""That a clause has a tense of its own, whatever the one before it has."""

ROLES = re.compile(rf"(?P<roles>{ROLE_WORDS})(?![\w-])")
"""One role or several."""
ROLES_AFTER = re.compile(rf",? (?P<roles>{ROLE_WORDS})(?![\w-])")
"""Roles after a name: ``Al-Qaida (QDe.004) facilitator and courier``."""
OF = re.compile(r" (?:of|for|in|to) ")
"""What a role is followed by."""
IS_ROLE = re.compile(r" (?:(?P<now>is|are|include|includes)|(?P<past>was|were|included)) ")
"""Between a role and who has it."""
OWN_IS = re.compile(rf" of (?:[Tt]he )?(?P<own>{NAME}) (?:is|are) ")
"""Between a role in the entry, by its name, and who has it."""
OWN = re.compile(rf" of (?:[Tt]he )?(?P<own>{NAME})(?=$|,| and )")
"""The entry by its name, after a role."""
SERVED_AS = re.compile(r" (?:(?:also )?served as|was) (?P<its>its |the |an? )?", re.IGNORECASE)
"""Between somebody and the role that he had."""
LEADING = re.compile(
    rf"(?P<words>{ARTICLE}(?:{FORMER_WORD} )?"
    r"(?:[A-Z][A-Za-z]+-based |[Ss]enior |[Kk]ey |[Tt]op |[Pp]rominent |[Ll]eading |[Rr]egional )*)(?=\S)"
)
"""Before a name whose role comes after it: ``senior Al-Qaida (QDe.004) leader``."""
WITHOUT_MENTION = re.compile(
    rf"{ROLE_WORDS} of (?:[Tt]he )?(?:{NAME}|leadership council)(?:,? as (?:of|at) {DATE})?"
    r"(?=,? and |, (?:acted|acts) as )"
)
"""A clause that mentions no entry, before one that does."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a clause.

    Attributes
    ----------
    sense
        What it says.
    end
        Where it ends.
    roles
        The roles that it gives, each with whether it is over.
    edtf
        The date that stands within.
    """

    sense: Sense
    end: int
    roles: tuple[tuple[str, bool], ...] = (("", False),)
    edtf: str = ""


_LEADERSHIP = "member of the leadership"

# Besides roles: the sense, the role, and whether the wording says that it is over. A star stands for the text of the
# group "role".
HEADS: tuple[tuple[re.Pattern[str], Sense, str, bool], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sense, role, over)
    for pattern, sense, role, over in (
        (r"linked by marriage (?:to|with) ", Sense.KIN, "relative by marriage", False),
        (r"(?:linked|affiliated) (?:also )?(?:to|with) ", Sense.LINKED, "", False),
        (r"(?:has|have|with) (?:close )?(?:links|ties|connections) (?:to|with) ", Sense.LINKED, "", False),
        (r"associated (?:also )?with ", Sense.ASSOCIATED, "", False),
        (r"(?:an? )?(?P<role>(?:close |known |key )*associate) of ", Sense.ASSOCIATED, "*", False),
        (r"have had close relations with ", Sense.ASSOCIATED, "close relations", True),
        (r"(?:an? )?(?P<role>(?:regional |local )?affiliate) of ", Sense.LINKED, "*", False),
        (rf"(?:has |have )?provided {DEED}(?:to or in support of|to|for) ", Sense.LINKED, "provided support", False),
        (rf"provides? {DEED}(?:to or in support of|to|for) ", Sense.LINKED, "provides support", False),
        (rf"(?:an? )?(?P<role>facilitator) who provides {DEED}(?:to|for) ", Sense.LINKED, "*", False),
        (
            rf"(?:has )?acted on behalf of and provided {DEED}to ",
            Sense.LINKED,
            "acted on behalf, provided support",
            False,
        ),
        (
            r"involved in the financing of(?:, arms supply to)? and otherwise provided assistance to ",
            Sense.LINKED,
            "financing and assistance",
            False,
        ),
        (r"responsible for the finances of ", Sense.LINKED, "responsible for the finances", False),
        (rf"(?:{FIGHTER})?joined ", Sense.JOINED, "", False),
        (r"(?:was )?absorbed into |merged into ", Sense.JOINED, "", False),
        (rf"(?:an? |the )?(?P<role>{KIN}) of ", Sense.KIN, "*", False),
        (rf"(?:his|her) (?P<role>{KIN})(?:'s name)? is ", Sense.KIN_OF_ENTRY, "*", False),
        (rf"(?P<role>{KIN})'s name (?:is|was) ", Sense.KIN_OF_ENTRY, "*", False),
        (r"name of (?P<role>father|mother)(?: is|:) ", Sense.KIN_OF_ENTRY, "*", False),
        (r"his deputy is ", Sense.ROLE_OF_ENTRY, "deputy", False),
        (r"belongs to the leadership of ", Sense.ROLE, _LEADERSHIP, False),
        (
            rf"belongs to the leadership and is (?:in charge of [a-z]+(?: committee)?|{ROLE_WORDS}) of ",
            Sense.ROLE,
            _LEADERSHIP,
            False,
        ),
        (
            r"belongs to the leadership of and is involved in [a-z]+(?: and [a-z]+)? for ",
            Sense.ROLE,
            _LEADERSHIP,
            False,
        ),
        (r"(?:heading|heads) ", Sense.ROLE, "head", False),
        (r"leads ", Sense.ROLE, "leader", False),
        (r"owns(?: and operates)? ", Sense.ROLE, "owner", False),
        (rf"(?:an? |the )?(?P<role>{PART}) of ", Sense.PART, "*", False),
        (r"(?:an? )?(?:splinter(?: group)?|breakaway (?:group|faction)) of ", Sense.SPLIT, "", False),
        (r"(?:split|broke away) from ", Sense.SPLIT, "", False),
        (r"(?:the )?successor (?:to|of) ", Sense.SUCCEEDED, "", False),
        (r"(?:headed|led|commanded) by (?:his (?:son|brother) )?", Sense.ROLE_OF_ENTRY, "leader", False),
        (r"(?:co-)?owned(?: and operated)? by ", Sense.ROLE_OF_ENTRY, "owner", False),
        (r"leadership included ", Sense.ROLE_OF_ENTRY, _LEADERSHIP, True),
        (r"leadership includes ", Sense.ROLE_OF_ENTRY, _LEADERSHIP, False),
        (r"employees and associates include ", Sense.ROLE_OF_ENTRY, "employee or associate", False),
    )
)
"""What a clause begins with."""

_THEN = rf"(?: in {UPPER})?(?: (?:in|on) (?P<date>{DATE}))?"
_FOUNDED = rf"(?:was )?(?:founded|established|formed){_THEN}"
DATED_HEADS: tuple[tuple[re.Pattern[str], Sense, tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sense, roles)
    for pattern, sense, roles in (
        (rf"(?:was )?(?:co-)?(?:founded|established|formed){_THEN} by ", Sense.ROLE_OF_ENTRY, ("founder",)),
        (rf"(?:was )?(?:co-)?founded{_THEN} and (?:led|headed) by ", Sense.ROLE_OF_ENTRY, ("founder", "leader")),
        (rf"{_FOUNDED} as (?:an? |the )?(?:splinter(?: group)?|breakaway (?:group|faction)) of ", Sense.SPLIT, ("",)),
        (rf"{_FOUNDED} as (?:an? |the )?result of (?:an? |the )?merger between ", Sense.SUCCEEDED, ("",)),
    )
)
"""What a clause begins with that says when: the sense, and the roles."""
