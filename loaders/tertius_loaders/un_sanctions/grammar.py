"""The comments' sentences, read by a small explicit grammar: what each says of ties between entries. Pure.

A sentence is read whole or not at all. Its mentions of other entries are signs of the grammar; the words around them
have to be ones that are listed here, down to its end. So a turn that nobody thought of leaves its sentence unread,
which is counted, instead of giving a tie that it does not say.

A sentence is one or several clauses. A clause is a head, such as "senior leader of", a list of names with their
numbers, and what may follow: a date, a place, a subordinate clause without dates, numbers or words that could take the
tie back.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tertius_loaders.un_sanctions.dates import WORDS, edtf_of_words
from tertius_loaders.un_sanctions.references import Mention, mentions
from tertius_loaders.un_sanctions.vocabulary import (
    ARTICLE,
    CURRENT,
    DEED,
    FORMER,
    HEDGES,
    KIN,
    ROLE_PART,
    ROLES,
    UNDOING,
    singular,
)

MOST_LETTERS = 2_000
"""Letters of a sentence that is read."""


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


_MARK = "⟦{}⟧"

# Words of names: capitals and quotes at the start, and the small words that names have within.
_UPPER = r"(?:(?:[ld]'|(?:a[dlnrstz]|el|es|ul|ur|bin|e|i)-)?[A-ZÀ-Þ'\"][^\s,;:()⟦⟧]*)"
_LOWER = (
    r"(?:(?:a[dlnrstz]|el|es|ul|ur|bin|ben|ibn|bint|ould|ag|abu|abd|i|e|wa|wal|fi|of|the|for|in|and|de|du|des|la|le|les|"
    r"et|pour|en|von|van)(?:[-'][^\s,;:()⟦⟧]+)?|[ld]'[^\s,;:()⟦⟧]+)"
)
_BRACKETED = r"(?: ?\([A-Za-zÀ-ÿ' -]{1,40}\))"
_NAME = rf"(?:{_UPPER}(?:(?: / | |/ )(?:{_LOWER} )*{_UPPER})*{_BRACKETED}?)"
_TITLE = rf"(?:(?:{_UPPER} )+(?:senior )?leader )?"


def _item(name: str) -> str:
    return (
        rf"(?:[Tt]he )?{_TITLE}(?P<{name}>{_NAME})"
        rf"(?:,? (?:also )?(?:listed as|known as|a\.k\.a\.|now known as) (?:[Tt]he )?(?P<{name}_as>{_NAME}))?"
        rf" ?⟦(?P<{name}_mark>\d+)⟧{_BRACKETED}?"
    )


_ITEM = re.compile(_item("name"))
_UNLISTED = re.compile(rf"(?:[Tt]he )?{_NAME}(?=,? and |, )")
_UNLISTED_END = re.compile(rf"(?:,? and|,) (?:[Tt]he )?{_NAME}(?: ?\((?:deceased|not listed|no longer listed)\))?$")
_COMMA = re.compile(r",? and |, ")

_DATE = rf"(?:{WORDS})"
_ENDS = r"\)?(?=$|[ ,⟦])"
_AS_OF = re.compile(rf",? \(?(?P<how>as of|as at|in|on|during|at) (?P<date>{_DATE}){_ENDS}", re.IGNORECASE)
_SINCE = re.compile(rf",? \(?since (?P<least>at least )?(?P<date>{_DATE}){_ENDS}")
_FROM_TO = re.compile(rf",? \(?(?:from|between) (?P<first>{_DATE}) (?:until|to|till|and) (?P<last>{_DATE}){_ENDS}")
_UNTIL = re.compile(rf",? \(?(?:until|till|up to) (?P<date>{_DATE}){_ENDS}")
_OPENING_DATE = re.compile(rf"(?P<how>as of|as at|in|on|since) (?P<date>{_DATE}),? ", re.IGNORECASE)

_PLACE = re.compile(
    r",? (?P<in>(?:operating |based |located )?in (?:(?:the|northern|southern|eastern|western|central) )*"
    rf"{_UPPER}(?:,? (?:(?:and|of|the) )*{_UPPER})*)(?=$|,? and [a-z]| as of | as at |, which )"
)
_UNDER = re.compile(r" under (?=[^⟦]*⟦)")
_TAIL = re.compile(
    r",? who was also (?:its|chairman of its) [a-z ]+$|"
    rf", now an? (?:[a-z]+ ){{1,3}}of {_NAME}(?: ?\(deceased\))?$|"
    r",? (?:which|who|whose|in charge of|(?:directly |also )?involved in|including)\b(?P<said>[^⟦⟧]*)$|"
    r",? and (?:an?|the|in charge of) (?P<more>[^⟦⟧]*)$"
)
# A bare comma joins no clauses: what follows it can speak of who stands before it.
_NEXT = re.compile(r",? and (?:also )?|; (?:and )?| (?=also )|, (?=(?:acted|acts|served|serves) as )")

_HEDGE = re.compile(
    rf"(?:(?:is|are|was|were) )?(?P<hedge>{'|'.join(sorted(HEDGES, key=len, reverse=True))}),? ", re.IGNORECASE
)
# "Former leader" is a role's own; which of several roles it speaks of is told there.
_FORMER = re.compile(
    rf"{FORMER} (?=an? |the |associated|linked|affiliated|closely|served|acted|headed|led|owned)|"
    r"(?:was|were) (?:also )?(?=an? |the |one |associated|linked|affiliated)|(?:served|acted) as ",
    re.IGNORECASE,
)
_IS = re.compile(
    rf"(?:has|have) (?:served|acted) as |(?:serves|acts|acting) as |{CURRENT} (?!listed)|also |"
    r"closely (?=associated|linked)|"
    r"(?:is|are|has been|have been) (?:also )?(?=an? |the |one |associated|linked|affiliated|closely)",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?:(?:is|are) )?not (?=an? |the |associated|linked|affiliated|member)", re.IGNORECASE)
_OVER = re.compile(r"(?:(?:is|are) )?no longer ", re.IGNORECASE)

_PRONOUN = re.compile(r"(?:he|she|it|they) (?=(?:is|was|are|were|has|have|had|served|acted|acts)\b)", re.IGNORECASE)
_SUBJECT = re.compile(rf"(?:[Tt]he )?(?P<subject>{_NAME}) (?=(?:is|was|are|were|has been) (?:\w+ )?(?:an? |the |one ))")
_GROUP = re.compile(
    r"(?:[Aa]n? )?(?:[A-Z][a-z]+ )?(?:(?:and )?(?:armed|terrorist|paramilitary|militant) )+group "
    r"(?=with|linked|associated|affiliated|established|founded|led)",
    re.IGNORECASE,
)
_FOUNDED_THEN = re.compile(rf"(?:Formed|Founded|Established) (?:in|on) {_DATE}, (?=its )")

_DESIGNATED = re.compile(
    r",? (?:which|who) (?:is|was) designated (?:by [\w ]+ )?(?:under|in) resolution [0-9]+ \([0-9]{4}\)[^()⟦⟧]*(?=⟦)"
)
_ROLES = re.compile(rf"(?P<roles>{ROLES})(?![\w-])")
_OF = re.compile(r" (?:of|for|in|to) ")
_IS_ROLE = re.compile(r" (?:(?P<now>is|are|include|includes)|(?P<past>was|were|included)) ")
_OWN_IS = re.compile(rf" of (?:[Tt]he )?(?P<own>{_NAME}) (?:is|are) ")
_OWN = re.compile(rf" of (?:[Tt]he )?(?P<own>{_NAME})(?=$|,| and )")
_SERVED_AS = re.compile(r" (?:(?:also )?served as|was) (?P<its>its |the |an? )?", re.IGNORECASE)
_LEADING = re.compile(rf"(?P<words>{ARTICLE}(?:{FORMER} )?(?:[A-Z][A-Za-z]+-based |[Ss]enior |[Kk]ey |[Tt]op |"
                      r"[Pp]rominent |[Ll]eading |[Rr]egional )*)(?=\S)")  # fmt: skip
_WITHOUT_MENTION = re.compile(
    rf"{ROLES} of (?:[Tt]he )?(?:{_NAME}|leadership council)(?:,? as (?:of|at) {_DATE})?"
    r"(?=,? and |, (?:acted|acts) as )"
)


@dataclass(frozen=True, slots=True)
class _Head:
    sense: Sense
    end: int
    roles: tuple[tuple[str, bool], ...] = (("", False),)  # each with whether it is over
    edtf: str = ""


# What a clause begins with, besides roles: the sense, the role, and whether the wording says that it is over. A star
# stands for the text of the group "role".
_HEADS: tuple[tuple[re.Pattern[str], Sense, str, bool], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sense, role, former)
    for pattern, sense, role, former in (
        (r"linked by marriage (?:to|with) ", Sense.KIN, "relative by marriage", False),
        (r"(?:linked|affiliated) (?:also )?(?:to|with) ", Sense.LINKED, "", False),
        (r"(?:has|have|with) (?:close )?(?:links|ties|connections) (?:to|with) ", Sense.LINKED, "", False),
        (r"associated (?:also )?with ", Sense.ASSOCIATED, "", False),
        (r"(?:an? )?(?P<role>(?:close |known |key )*associate) of ", Sense.ASSOCIATED, "*", False),
        (r"have had close relations with ", Sense.ASSOCIATED, "close relations", True),
        (r"(?:an? )?(?P<role>(?:regional |local )?affiliate) of ", Sense.LINKED, "*", False),
        (
            rf"(?:has |have )?provide[sd]? {DEED}(?:to or in support of|to|for) ",
            Sense.LINKED,
            "provided support",
            False,
        ),
        (rf"(?:an? )?(?P<role>facilitator) who provides {DEED}(?:to|for) ", Sense.LINKED, "*", False),
        (
            rf"(?:has )?acted on behalf of and provided {DEED}to ",
            Sense.LINKED,
            "acted on behalf and provided support",
            False,
        ),
        (
            r"involved in the financing of(?:, arms supply to)? and otherwise provided assistance to ",
            Sense.LINKED,
            "financing and assistance",
            False,
        ),
        (
            rf"(?:[a-z]+ )?(?:foreign )?terrorist fighter who travell?ed to {_NAME} and joined ",
            Sense.JOINED,
            "",
            False,
        ),
        (r"responsible for the finances of ", Sense.LINKED, "responsible for the finances", False),
        (rf"(?:an? |the )?(?P<role>{KIN}) of ", Sense.KIN, "*", False),
        (rf"(?:his|her) (?P<role>{KIN})(?:'s name)? is ", Sense.KIN_OF_ENTRY, "*", False),
        (rf"(?P<role>{KIN})'s name (?:is|was) ", Sense.KIN_OF_ENTRY, "*", False),
        (r"name of (?P<role>father|mother)(?: is|:) ", Sense.KIN_OF_ENTRY, "*", False),
        (r"his deputy is ", Sense.ROLE_OF_ENTRY, "deputy", False),
        (r"belongs to the leadership of ", Sense.ROLE, "member of the leadership", False),
        (
            rf"belongs to the leadership and is (?:in charge of [a-z]+(?: committee)?|{ROLES}) of ",
            Sense.ROLE,
            "member of the leadership",
            False,
        ),
        (
            r"belongs to the leadership of and is involved in [a-z]+(?: and [a-z]+)? for ",
            Sense.ROLE,
            "member of the leadership",
            False,
        ),
        (r"(?:heading|heads) ", Sense.ROLE, "head", False),
        (r"leads ", Sense.ROLE, "leader", False),
        (r"owns(?: and operates)? ", Sense.ROLE, "owner", False),
        (r"joined ", Sense.JOINED, "", False),
        (r"(?:was )?absorbed into |merged into ", Sense.JOINED, "", False),
        (
            r"(?:an? |the )?(?P<role>(?:ostensibly )?(?:[a-z]+ )?(?:wing|component|branch|subsidiary)) of ",
            Sense.PART,
            "*",
            False,
        ),
        (r"(?:an? )?(?:splinter(?: group)?|breakaway (?:group|faction)) of ", Sense.SPLIT, "", False),
        (r"(?:split|broke away) from ", Sense.SPLIT, "", False),
        (r"(?:the )?successor (?:to|of) ", Sense.SUCCEEDED, "", False),
        (r"(?:headed|led|commanded) by (?:his (?:son|brother) )?", Sense.ROLE_OF_ENTRY, "leader", False),
        (r"(?:co-)?owned(?: and operated)? by ", Sense.ROLE_OF_ENTRY, "owner", False),
        (r"leadership included ", Sense.ROLE_OF_ENTRY, "member of the leadership", True),
        (r"leadership includes ", Sense.ROLE_OF_ENTRY, "member of the leadership", False),
        (r"employees and associates include ", Sense.ROLE_OF_ENTRY, "employee or associate", False),
    )
)

# Heads that say when: the date stands within.
_THEN = rf"(?: in {_UPPER})?(?: (?:in|on) (?P<date>{_DATE}))?"
_DATED_HEADS: tuple[tuple[re.Pattern[str], Sense, str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sense, roles)
    for pattern, sense, roles in (
        (rf"(?:was )?(?:co-)?(?:founded|established|formed){_THEN} by ", Sense.ROLE_OF_ENTRY, "founder"),
        (r"(?:was )?(?:co-)?founded and (?:led|headed) by ", Sense.ROLE_OF_ENTRY, "founder,leader"),
        (rf"(?:was )?(?:founded|established|formed){_THEN} as (?:an? |the )?(?:splinter(?: group)?|breakaway "
         r"(?:group|faction)) of ", Sense.SPLIT, ""),
        (rf"(?:was )?(?:founded|established|formed){_THEN} as (?:an? |the )?result of (?:an? |the )?merger between ",
         Sense.SUCCEEDED, ""),
    )
)  # fmt: skip


def read(text: str) -> tuple[list[Mention], list[Reading]]:
    """Return the mentions in a sentence, and what it says of them; no reading if any part of it is not in the grammar.

    Parameters
    ----------
    text
        A sentence of an entry's comments.
    """
    found = list(mentions(text))
    if not found or len(text) > MOST_LETTERS or not all(one.plain for one in found):
        return found, []
    marked, at = "", 0
    for number, one in enumerate(found):
        marked += f"{text[at : one.start]}{_MARK.format(number)}"
        at = one.end
    marked = (marked + text[at:]).replace("\u2019", "'").replace("\u2018", "'")
    marked = " ".join(re.sub(r"⟧(?=\w)", "⟧ ", marked).split())
    marked = _DESIGNATED.sub(" ", marked)
    return found, _Sentence(marked, found).readings()


class _Sentence:
    """One sentence, its mentions as signs."""

    def __init__(self, text: str, found: Sequence[Mention]) -> None:
        self.text, self.found = text, found
        self.subject = ""

    def readings(self) -> list[Reading]:
        """Return what the whole of it says, or nothing."""
        at, date = self._opening()
        said: list[Reading] = []
        while clause := self._clause(at, date):
            readings, at = clause
            said += readings
            if at == len(self.text):
                # One that was passed over would be lost without a word.
                whole = {id(one.mention) for one in said} == {id(one) for one in self.found}
                return [replace(one, subject=self.subject) for one in said] if whole else []
            link = _NEXT.match(self.text, at)
            if link is None:
                break
            at, date = link.end(), ""
        return []

    def _opening(self) -> tuple[int, str]:
        """Read a date and a subject at the start."""
        at, date = 0, ""
        if match := _OPENING_DATE.match(self.text):
            edtf = edtf_of_words(match["date"])
            date = _since(edtf) if match["how"].lower() == "since" else edtf
            at = match.end() if date else 0
        elif match := _FOUNDED_THEN.match(self.text):
            return match.end(), ""
        if match := _PRONOUN.match(self.text, at) or _GROUP.match(self.text, at):
            return match.end(), date
        if match := _SUBJECT.match(self.text, at):
            self.subject = match["subject"]
            return match.end(), date
        return at, date

    def _clause(self, at: int, date: str) -> tuple[list[Reading], int] | None:
        for read_clause in (self._named_first, self._before_role, self._plain):
            if found := read_clause(at, date):
                return found
        match = _WITHOUT_MENTION.match(self.text, at)
        return ([], match.end()) if match else None

    def _plain(self, at: int, date: str) -> tuple[list[Reading], int] | None:
        """Read ``[hedge] [former] head list [date, place, …]``."""
        then, manner = self._manner(at)
        # "Ostensibly humanitarian wing": what stands before a head can be a part of it.
        heads = [(head, _Manner()) for head in self._heads(at)]
        heads += [(head, manner) for head in self._heads(then)] if then != at else []
        for head, manner in heads:
            items, end = self._list(head.end)
            if not items or (head.edtf and date):
                continue
            readings = [
                self._reading(item, head.sense, role, manner, date=head.edtf or date, former=former)
                for item in items
                for role, former in head.roles
            ]
            if found := self._after(readings, end):
                return found
        return None

    def _reading(
        self, item: re.Match[str], sense: Sense, role: str, manner: "_Manner", *, date: str, former: bool
    ) -> Reading:
        return Reading(
            mention=self.found[int(item["name_mark"])],
            name=item["name_as"] or item["name"],
            sense=sense,
            role=role,
            former=former or manner.former,
            edtf=date,
            hedge_word=manner.hedge,
            denied=manner.denied,
        )

    def _manner(self, at: int) -> tuple[int, "_Manner"]:
        """Read the hedge, the negation and the tense at the start of a clause, in whatever order."""
        manner = _Manner()
        while True:
            if match := _DENIED.match(self.text, at):
                manner = replace(manner, denied=True)
            elif match := _HEDGE.match(self.text, at):
                if manner.hedge:
                    return at, manner
                manner = replace(manner, hedge=match["hedge"].lower())
            elif match := _FORMER.match(self.text, at) or _OVER.match(self.text, at):
                manner = replace(manner, former=True)
            else:
                match = _IS.match(self.text, at)
            if match is None:
                return at, manner
            at = match.end()

    def _heads(self, at: int) -> Iterator[_Head]:
        for pattern, sense, role, former in _HEADS:
            if match := pattern.match(self.text, at):
                said = match["role"].lower().replace(" in law", "-in-law") if role == "*" else role
                yield _Head(sense, match.end(), ((said, former),))
        for pattern, sense, role in _DATED_HEADS:
            if match := pattern.match(self.text, at):
                then = match["date"] if "date" in pattern.groupindex else ""
                edtf = edtf_of_words(then) if then else ""
                if edtf or not then:
                    yield _Head(sense, match.end(), tuple((one, False) for one in role.split(",")), edtf)
        if roles := self._roles(at):
            said, end = roles
            if match := _OF.match(self.text, end):
                yield _Head(Sense.ROLE, match.end(), said)
            if match := _IS_ROLE.match(self.text, end):
                past = bool(match["past"])
                yield _Head(Sense.ROLE_OF_ENTRY, match.end(), tuple((role, over or past) for role, over in said))
            if (match := _OWN_IS.match(self.text, end)) and not self.subject:
                self.subject = match["own"]
                yield _Head(Sense.ROLE_OF_ENTRY, match.end(), said)

    def _roles(self, at: int) -> tuple[tuple[tuple[str, bool], ...], int] | None:
        """Read one role or several, each with whether it is over."""
        match = _ROLES.match(self.text, at)
        said = _parts(match["roles"]) if match else ()
        return (said, match.end()) if match and said else None

    def _before_role(self, at: int, date: str) -> tuple[list[Reading], int] | None:
        """Read ``senior Al-Qaida (QDe.004) leader``."""
        at, manner = self._manner(at)
        lead = _LEADING.match(self.text, at)
        item = _ITEM.match(self.text, lead.end() if lead else at)
        after = re.compile(rf",? (?P<roles>{ROLES})(?![\w-])").match(self.text, item.end()) if item else None
        if item is None or after is None or _OF.match(self.text, after.end()):
            return None
        said = _parts(f"{lead['words'] if lead else ''}{after['roles']}")
        readings = [self._reading(item, Sense.ROLE, role, manner, date=date, former=former) for role, former in said]
        return self._after(readings, after.end()) if readings else None

    def _named_first(self, at: int, date: str) -> tuple[list[Reading], int] | None:
        """Read ``Somebody (QDi.001) served as finance chief of ASC``, where the entry is the organization."""
        item = _ITEM.match(self.text, at)
        served = _SERVED_AS.match(self.text, item.end()) if item else None
        roles = self._roles(served.end()) if served else None
        if item is None or served is None or roles is None:
            return None
        said, end = roles
        if own := _OWN.match(self.text, end):
            self.subject, end = own["own"], own.end()
        elif (served["its"] or "").lower() != "its ":
            return None
        manner = _Manner(former=True)
        readings = [self._reading(item, Sense.ROLE_OF_ENTRY, role, manner, date=date, former=True) for role, _ in said]
        return self._after(readings, end)

    def _list(self, at: int) -> tuple[list[re.Match[str]], int]:
        """Read ``A (QDe.001), B (QDe.002) and C (QDe.003)``; names without a number among them are passed over."""
        items: list[re.Match[str]] = []
        end = at
        while True:
            if match := _ITEM.match(self.text, at):
                items.append(match)
                end = match.end()
            else:
                match = _UNLISTED.match(self.text, at)
            comma = _COMMA.match(self.text, match.end()) if match else None
            if comma is None:
                return items, end
            at = comma.end()

    def _after(self, readings: list[Reading], at: int) -> tuple[list[Reading], int] | None:
        """Read what may follow a list: dates, places, who it was under, remarks. None for what could change the tie."""
        text = self.text
        while at < len(text):
            if match := _FROM_TO.match(text, at):
                first, last = edtf_of_words(match["first"]), edtf_of_words(match["last"])
                readings = _dated(readings, f"{first}/{last}" if first and last else "")
            elif match := _SINCE.match(text, at):
                edtf = edtf_of_words(match["date"])
                readings = _dated(readings, _by(edtf) if match["least"] else _since(edtf))
            elif match := _UNTIL.match(text, at):
                edtf = edtf_of_words(match["date"])
                readings = _dated(readings, edtf and f"/{edtf}")
            elif match := _AS_OF.match(text, at):
                seen = match["how"].lower() in ("as of", "as at")
                # A former leader as of 2010 led until some day before it: no day of it is given.
                over = seen and any(one.former for one in readings)
                readings = _dated(readings, "" if over else edtf_of_words(match["date"]))
            elif match := _PLACE.match(text, at):
                readings = [
                    replace(one, role=f"{one.role} {match['in']}") if one.role and one.sense is Sense.ROLE else one
                    for one in readings
                ]
            elif match := _UNDER.match(text, at):
                items, end = self._list(match.end())
                above = [
                    self._reading(item, Sense.UNDER, "", _Manner(), date="", former=readings[0].former)
                    for item in items
                ]
                if len(above) != 1 or readings[0].hedge_word or readings[0].denied:
                    return None
                readings, at = [*readings, *above], end
                continue
            elif match := _TAIL.match(text, at):
                return None if UNDOING.search(match["said"] or match["more"] or "") else (readings, len(text))
            elif _UNLISTED_END.match(text, at):
                return readings, len(text)
            else:
                return readings, at
            if not readings:
                return None
            at = match.end()
        return readings, at


@dataclass(frozen=True, slots=True)
class _Manner:
    hedge: str = ""
    denied: bool = False
    former: bool = False


def _parts(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the roles in a text, each with whether it is over; none if which of them is over would be a guess."""
    said = []
    at = 0
    while match := ROLE_PART.match(text, at):
        said.append((_role(match["role"]), bool(match["former"])))
        at = match.end()
        comma = re.compile(r", and | and |, ").match(text, at)
        if comma is None:
            break
        at = comma.end()
    if at != len(text) or (len(said) > 1 and said[0][1] and not all(over for _, over in said)):
        return ()
    return tuple(said)


def _role(text: str) -> str:
    """Return a role as it stands, of several as that of each, beginning small unless it begins with a name."""
    words = singular(" ".join(text.split()))
    for idle in ("other ", "listed "):
        words = words[len(idle) :] if words.lower().startswith(idle) else words
    return words if re.match(r"\S+-based", words) else words[:1].lower() + words[1:]


def _dated(readings: list[Reading], edtf: str) -> list[Reading]:
    """Return the readings with their date; none if it cannot be read, or they have another one."""
    if not edtf or any(one.edtf for one in readings):
        return []
    return [replace(one, edtf=edtf) for one in readings]


def _since(edtf: str) -> str:
    return f"{edtf}/" if edtf else ""


def _by(edtf: str) -> str:
    """Return a span that began at some time up to a date."""
    last = edtf.strip("[]~").rpartition("..")[2]
    return f"[0001..{last}]/" if last else ""
