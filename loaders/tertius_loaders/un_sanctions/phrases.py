"""What clauses of the comments are made of, as patterns: names with their numbers, dates, places, what follows. Pure.

In a sentence that is read, the sign ``⟦0⟧`` stands for its first mention, ``⟦1⟧`` for the second.
"""

import re

from tertius_loaders.un_sanctions.dates import WORDS
from tertius_loaders.un_sanctions.vocabulary import DEED, ROLE_WORDS

SIGNS = "⟦⟧"
"""What the sign of a mention stands between."""
MARK = "⟦{}⟧"
"""The sign of a mention."""

# Words of names: capitals and quotes at the start, and the small words that names have within. Digits begin none, so
# that no year passes for a part of a name. A word is of one of the two kinds and is taken whole: if it could be either,
# or be cut in two, a sentence of n such words would be tried in 2ⁿ ways.
UPPER = r"(?-i:(?:[ld]'|(?:a[dlnrstz]|el|es|ul|ur|bin|e|i)-)?+[A-ZÀ-Þ'\"][^\s,;:()⟦⟧]*+)"
"""A word that a name can begin and end with."""
_LOWER = (
    rf"(?!{UPPER})"
    r"(?-i:(?:a[dlnrstz]|el|es|ul|ur|bin|ben|ibn|bint|ould|ag|abu|abd|i|e|wa|wal|fi|of|the|for|in|and|de|du|des|la|le|"
    r"les|et|pour|en|von|van)(?:[-'][^\s,;:()⟦⟧]++)?+|[ld]'[^\s,;:()⟦⟧]++)"
)
# In parentheses after a name stands an acronym or another name; whether it is one of the entry's is asked of the entry,
# since "(Disputed)" or "(Rival)" would change what is said.
_BRACKETED = r"(?-i: ?\([A-ZÀ-Þ'][A-Za-zÀ-ÿ' -]{0,40}\))"
NAME = rf"(?:{UPPER}(?: ?[/–-]? (?:{_LOWER} )*{UPPER})*{_BRACKETED}?)"
"""A name."""

_ITEM = (
    rf"(?:[Tt]he )?(?:(?:{UPPER} )+(?:senior )?leader )?(?P<name>{NAME})"
    rf"(?:,? (?:also )?(?:listed as|known as|a\.k\.a\.|now known as) (?:[Tt]he )?(?P<listed>{NAME}))?"
    rf" ?⟦(?P<mark>[0-9]+)⟧(?:(?P<aside>{_BRACKETED})| \(deceased\))?"
)
ITEM = re.compile(_ITEM)
"""A name, the name under which it is listed where that is another, and its number."""
UNLISTED = re.compile(rf"(?:[Tt]he )?{NAME}(?=,? and |, )")
"""A name without a number in a list."""
UNLISTED_END = re.compile(rf"(?:,? and|,) (?:[Tt]he )?{NAME}(?: ?\((?:deceased|not listed|no longer listed)\))?$")
"""A name without a number at a list's and a sentence's end."""
COMMA = re.compile(r",? and |, ")
"""What stands between the names of a list."""

DATE = rf"(?:{WORDS})"
"""A date in words."""
_ENDS = r"\)?(?=$|[ ,⟦])"
AS_OF = re.compile(rf",? \(?(?P<how>as of|as at|in|on|during|at) (?P<date>{DATE}){_ENDS}", re.IGNORECASE)
"""When it was so."""
SINCE = re.compile(rf",? \(?since (?P<least>at least )?(?P<date>{DATE}){_ENDS}")
"""Since when."""
FROM_TO = re.compile(rf",? \(?(?:from|between) (?P<first>{DATE}) (?:until|to|till|and) (?P<last>{DATE}){_ENDS}")
"""From when to when."""
UNTIL = re.compile(rf",? \(?(?:until|till|up to) (?P<date>{DATE}){_ENDS}")
"""Until when."""
OPENING_DATE = re.compile(rf"(?P<how>as of|as at|in|on|since) (?P<date>{DATE}),? ", re.IGNORECASE)
"""When, at the start of a sentence."""

_PLACES = rf"{UPPER}(?:,? (?:(?:and|of|the) )*{UPPER})*"
PLACE = re.compile(
    r",? (?P<place>(?:operating |based |located )?in "
    rf"(?P<where>(?:(?:the|northern|southern|eastern|western|central) )*{_PLACES}))"
    r"(?=$|,? and [a-z]| as of | as at |, which )"
)
"""Where somebody leads or belongs, if it is a place."""
UNDER = re.compile(r" under (?=[^⟦]*⟦)")
"""Under whom."""
_THERE = rf" (?:out of|in) (?:the )?{_PLACES}(?: in (?:the )?{_PLACES})?(?: (?:border )?(?:area|region|province)s?)?"
_ATTACKS = r"(?:(?:planning|funding|obtaining funding for|and|carrying out|multiple) )+terrorist attacks"
_GOODS = (
    r"(?:electrical parts(?: used in explosives)?|explosives|computers|GPS devices|(?:military |other )?equipment|"
    r"weapons|arms|ammunition|vehicles|funds|money|food|medicine)"
)
_OPERATIONS = rf"in charge of (?:all |military |suicide |security )*operations(?:{_THERE})?"
TAIL = re.compile(
    r"(?!.*\b(?:[Ff]ormer(?:ly)?|[Pp]reviously|[Ee]x)\b)(?:"
    rf",? who (?:was also|is also|is) (?:(?:its|the|an?) )?{ROLE_WORDS}(?: of (?:the )?{NAME})?|"
    r",? who (?:was|is) also chairman of its board(?: of directors)?|"
    rf",? which (?:operates|is based){_THERE}|"
    rf",? which provides {DEED}(?:to|for) {NAME}(?: in the region|{_THERE})?|"
    rf",? (?:and )?{_OPERATIONS}|"
    rf",? (?:(?:directly|also) )?involved in {_ATTACKS}(?:{_THERE})?|"
    rf",? including (?:the )?provision of {_GOODS}(?:(?:, and |, | and ){_GOODS})*|"
    rf",? and an? (?:armed|terrorist|paramilitary) group operating (?:primarily |mainly )?{_THERE[1:]}|"
    rf",? and an? {ROLE_WORDS} of foreign (?:recruits|fighters) for (?:that|the) group|"
    rf",? and {ROLE_WORDS} of (?:the )?{NAME}(?:, {_OPERATIONS})?|"
    rf"(?P<now>, now an? (?:(?:close|known|key) )*(?:associate|{ROLE_WORDS}) of {NAME}(?: ?\(deceased\))?)"
    ")$"
)
"""The rests of a sentence that speak of something else and leave its ties as they are; any other leaves it unread."""
# A bare comma joins no clauses: what follows it can speak of who stands before it.
NEXT = re.compile(r",? and (?:also )?|; (?:and )?| (?=also )|, (?=(?:acted|acts|served|serves) as )")
"""What joins two clauses."""

PRONOUN = re.compile(r"(?:he|she|it|they) (?=(?:is|was|are|were|has|have|had|served|acted|acts)\b)", re.IGNORECASE)
"""The entry itself."""
SUBJECT = re.compile(rf"(?:[Tt]he )?(?P<subject>{NAME}) (?=(?:is|was|are|were|has been) (?:\w+ )?(?:an? |the |one ))")
"""The entry by a name."""
_PEOPLE = r"(?-i:[A-Z][a-z]+(?:ian|ish|ese|ch|an|i) )"
GROUP = re.compile(
    rf"(?:an? )?{_PEOPLE}?(?:(?:and )?(?:armed|terrorist|paramilitary|militant) )+group "
    r"(?=with|linked|associated|affiliated|established|founded|led)",
    re.IGNORECASE,
)
"""The entry as "a Fenlandish armed group"."""
FIGHTER = rf"{_PEOPLE}?(?:foreign )?terrorist fighter who travell?ed to {NAME} and "
"""The entry as "a Fenlandish terrorist fighter who travelled to Fenland and …"."""
FOUNDED_THEN = re.compile(rf"(?:Formed|Founded|Established) (?:in|on) {DATE}, (?=its )")
"""When the entry was founded, before a sentence goes on."""
DESIGNATED = re.compile(
    r",? (?:which|who) (?:is|was) designated (?:by [\w ]+ )?(?:under|in) resolution [0-9]+ \([0-9]{4}\)[^()⟦⟧]*(?=⟦)"
)
"""The resolution under which it is listed, between a name and its number."""
