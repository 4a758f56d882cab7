"""What clauses of the comments are made of, as patterns: names with their numbers, dates, places, what follows. Pure.

In a sentence that is read, the sign ``⟦0⟧`` stands for its first mention, ``⟦1⟧`` for the second.
"""

import re

from tertius_loaders.un_sanctions.dates import WORDS

MARK = "⟦{}⟧"
"""The sign of a mention."""

# Words of names: capitals and quotes at the start, and the small words that names have within. Digits begin none, so
# that no year passes for a part of a name.
UPPER = r"(?-i:(?:[ld]'|(?:a[dlnrstz]|el|es|ul|ur|bin|e|i)-)?[A-ZÀ-Þ'\"][^\s,;:()⟦⟧]*)"
"""A word that a name can begin and end with."""
_LOWER = (
    r"(?-i:(?:a[dlnrstz]|el|es|ul|ur|bin|ben|ibn|bint|ould|ag|abu|abd|i|e|wa|wal|fi|of|the|for|in|and|de|du|des|la|le|"
    r"les|et|pour|en|von|van)(?:[-'][^\s,;:()⟦⟧]+)?|[ld]'[^\s,;:()⟦⟧]+)"
)
# In parentheses after a name stands an acronym or another name; "(former)" or "(alleged)" would change what is said.
_BRACKETED = r"(?-i: ?\((?!Former|Alleged|Suspected|Possibl|Not |No )[A-ZÀ-Þ'][A-Za-zÀ-ÿ' -]{0,40}\))"
NAME = rf"(?:{UPPER}(?: ?[/–-]? (?:{_LOWER} )*{UPPER})*{_BRACKETED}?)"
"""A name."""

_ITEM = (
    rf"(?:[Tt]he )?(?:(?:{UPPER} )+(?:senior )?leader )?(?P<name>{NAME})"
    rf"(?:,? (?:also )?(?:listed as|known as|a\.k\.a\.|now known as) (?:[Tt]he )?(?P<listed>{NAME}))?"
    rf" ?⟦(?P<mark>\d+)⟧(?:{_BRACKETED}| \(deceased\))?"
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

PLACE = re.compile(
    r",? (?P<place>(?:operating |based |located )?in (?:(?:the|northern|southern|eastern|western|central) )*"
    rf"{UPPER}(?:,? (?:(?:and|of|the) )*{UPPER})*)(?=$|,? and [a-z]| as of | as at |, which )"
)
"""Where somebody leads or belongs."""
UNDER = re.compile(r" under (?=[^⟦]*⟦)")
"""Under whom."""
TAIL = re.compile(
    r",? who was also (?:its|chairman of its) [a-z ]+$|"
    rf", now an? (?:[a-z]+ ){{1,3}}of {NAME}(?: ?\(deceased\))?$|"
    r",? (?:which|who|whose|in charge of|(?:directly |also )?involved in|including)\b(?P<said>[^⟦⟧]*)$|"
    r",? and (?:an?|the|in charge of) (?P<more>[^⟦⟧]*)$"
)
"""The rest of a sentence that speaks of something else, if it has no word of `vocabulary.UNDOING`."""
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
