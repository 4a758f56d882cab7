"""The comments' sentences, read by a small explicit grammar: what each says of ties between entries. Pure.

A sentence is read whole or not at all. Its mentions of other entries are signs of the grammar; the words around them
have to be ones that are listed here, down to its end. So a turn that nobody thought of leaves its sentence unread,
which is counted, instead of giving a tie that it does not say.

A sentence is one or several clauses. A clause is a head, such as "senior leader of", a list of names with their
numbers, and what may follow: a date, a place, and the few remarks that are known to leave the tie as it is
(`tertius_loaders.un_sanctions.phrases.TAIL`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tertius_loaders.un_sanctions import heads, phrases
from tertius_loaders.un_sanctions.countries import is_place
from tertius_loaders.un_sanctions.dates import edtf_of_words
from tertius_loaders.un_sanctions.heads import Head
from tertius_loaders.un_sanctions.reading import Reading, Sense
from tertius_loaders.un_sanctions.references import Mention, mentions
from tertius_loaders.un_sanctions.vocabulary import ROLE_PART, singular

MOST_LETTERS = 2_000
"""Letters of a sentence that is read."""


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
    if any(sign in text for sign in phrases.SIGNS):  # a sign that the list itself wrote would pass for a mention
        return found, []
    marked, at = "", 0
    for number, one in enumerate(found):
        marked += f"{text[at : one.start]}{phrases.MARK.format(number)}"
        at = one.end
    marked = (marked + text[at:]).replace("\u2019", "'").replace("\u2018", "'")
    marked = " ".join(re.sub(r"⟧(?=\w)", "⟧ ", marked).split())
    marked = phrases.DESIGNATED.sub(" ", marked)
    return found, _Sentence(marked, found).readings()


class _Sentence:
    """One sentence, its mentions as signs."""

    def __init__(self, text: str, found: Sequence[Mention]) -> None:
        self.text, self.found = text, found
        self.subject = self.opened = ""

    def readings(self) -> list[Reading]:
        """Return what the whole of it says, or nothing."""
        at, date = self._opening()
        opened = date
        said: list[Reading] = []
        while clause := self._clause(at, date):
            readings, end = clause
            joined = _joined(said, readings, own_tense=bool(heads.NOW.match(self.text, at)))
            if joined is None:
                break
            said, at = joined, end
            if at == len(self.text):
                # One that was passed over would be lost without a word.
                whole = {id(one.mention) for one in said} == {id(one) for one in self.found}
                return [replace(one, subject=self.subject) for one in self._in_time(said, opened)] if whole else []
            link = phrases.NEXT.match(self.text, at)
            if link is None:
                break
            at, date = link.end(), ""
        return []

    def _in_time(self, said: list[Reading], date: str) -> list[Reading]:
        """Return readings whose tense goes with the date at the start; none where the two contradict each other.

        Who was a former leader as of 2010 led until some day before it: no day of it is given. "Since" when somebody
        was one would be a guess.
        """
        over = [one for one in said if one.former and date and one.edtf == date]
        if over and self.opened == "since":
            return []
        if over and self.opened in ("as of", "as at"):
            return [replace(one, edtf="") if one in over else one for one in said]
        return said

    def _opening(self) -> tuple[int, str]:
        """Read a date and a subject at the start."""
        at, date = 0, ""
        if match := phrases.OPENING_DATE.match(self.text):
            edtf = edtf_of_words(match["date"])
            self.opened = match["how"].lower()
            date = _since(edtf) if self.opened == "since" else edtf
            at = match.end() if date else 0
        elif match := phrases.FOUNDED_THEN.match(self.text):
            return match.end(), ""
        if match := phrases.PRONOUN.match(self.text, at) or phrases.GROUP.match(self.text, at):
            return match.end(), date
        if match := phrases.SUBJECT.match(self.text, at):
            self.subject = match["subject"]
            return match.end(), date
        return at, date

    def _clause(self, at: int, date: str) -> tuple[list[Reading], int] | None:
        for read_clause in (self._named_first, self._before_role, self._plain):
            if found := read_clause(at, date):
                return found
        match = heads.WITHOUT_MENTION.match(self.text, at)
        return ([], match.end()) if match else None

    def _plain(self, at: int, date: str) -> tuple[list[Reading], int] | None:
        """Read ``[hedge] [former] head list [date, place, …]``."""
        then, manner = self._manner(at)
        # "Ostensibly humanitarian wing": what stands before a head can be a part of it.
        possible = [(head, _Manner()) for head in self._heads(at)]
        possible += [(head, manner) for head in self._heads(then)] if then != at else []
        for head, own in possible:
            items, end = self._list(head.end)
            if not items or (head.edtf and date):
                continue
            when = head.edtf or date
            several = head.sense is Sense.ROLE
            readings = [
                self._reading(
                    item, head.sense, _of_more(role) if several and number else role, own, date=when, former=former
                )
                for number, item in enumerate(items)
                for role, former in head.roles
            ]
            if found := self._after(readings, end):
                return found
        return None

    def _reading(
        self, item: re.Match[str], sense: Sense, role: str, manner: "_Manner", *, date: str, former: bool
    ) -> Reading:
        return Reading(
            mention=self.found[int(item["mark"])],
            name=item["listed"] or item["name"],
            asides=tuple(_asides(item)),
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
            if match := heads.DENIED.match(self.text, at):
                if manner.former:  # "was reportedly not a member" denies one time, and which is not told
                    return at, manner
                manner = replace(manner, denied=True)
            elif match := heads.HEDGE.match(self.text, at):
                if manner.hedge:
                    return at, manner
                hedge = match["hedge"].lower()
                over = bool(match["then"]) and hedge not in heads.OF_A_DEED
                manner = replace(manner, hedge=hedge, former=manner.former or over)
            elif match := heads.FORMER.match(self.text, at) or heads.OVER.match(self.text, at):
                manner = replace(manner, former=True)
            else:
                match = heads.IS.match(self.text, at)
            if match is None:
                return at, manner
            at = match.end()

    def _heads(self, at: int) -> Iterator[Head]:
        for pattern, sense, role, former in heads.HEADS:
            if match := pattern.match(self.text, at):
                own = match["role"].lower().replace(" in law", "-in-law") if role == "*" else role
                yield Head(sense, match.end(), ((own, former),))
        for pattern, sense, roles in heads.DATED_HEADS:
            if match := pattern.match(self.text, at):
                then = match["date"] if "date" in pattern.groupindex else ""
                edtf = edtf_of_words(then) if then else ""
                if edtf or not then:
                    yield Head(sense, match.end(), tuple((one, False) for one in roles), edtf)
        if found := self._roles(at):
            said, end = found
            if match := heads.OF.match(self.text, end):
                yield Head(Sense.ROLE, match.end(), said)
            if match := heads.IS_ROLE.match(self.text, end):
                past = bool(match["past"])
                yield Head(Sense.ROLE_OF_ENTRY, match.end(), tuple((role, over or past) for role, over in said))
            if (match := heads.OWN_IS.match(self.text, end)) and not self.subject:
                self.subject = match["own"]
                yield Head(Sense.ROLE_OF_ENTRY, match.end(), said)

    def _roles(self, at: int) -> tuple[tuple[tuple[str, bool], ...], int] | None:
        """Read one role or several, each with whether it is over."""
        match = heads.ROLES.match(self.text, at)
        said = _parts(match["roles"]) if match else ()
        return (said, match.end()) if match and said else None

    def _before_role(self, at: int, date: str) -> tuple[list[Reading], int] | None:
        """Read ``senior Al-Qaida (QDe.004) leader``."""
        at, manner = self._manner(at)
        lead = heads.LEADING.match(self.text, at)
        item = phrases.ITEM.match(self.text, lead.end() if lead else at)
        after = heads.ROLES_AFTER.match(self.text, item.end()) if item else None
        if item is None or after is None or heads.OF.match(self.text, after.end()):
            return None
        said = _parts(f"{lead['words'] if lead else ''}{after['roles']}")
        readings = [self._reading(item, Sense.ROLE, role, manner, date=date, former=former) for role, former in said]
        return self._after(readings, after.end()) if readings else None

    def _named_first(self, at: int, date: str) -> tuple[list[Reading], int] | None:
        """Read ``Somebody (QDi.001) served as finance chief of ASC``, where the entry is the organization."""
        item = phrases.ITEM.match(self.text, at)
        served = heads.SERVED_AS.match(self.text, item.end()) if item else None
        roles = self._roles(served.end()) if served else None
        if item is None or served is None or roles is None:
            return None
        said, end = roles
        if own := heads.OWN.match(self.text, end):
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
            if match := phrases.ITEM.match(self.text, at):
                items.append(match)
                end = match.end()
            else:
                match = phrases.UNLISTED.match(self.text, at)
            comma = phrases.COMMA.match(self.text, match.end()) if match else None
            if comma is None:
                return items, end
            at = comma.end()

    def _after(self, readings: list[Reading], at: int) -> tuple[list[Reading], int] | None:
        """Read what may follow a list: dates, places, who it was under, remarks. None for what could change the tie."""
        text = self.text
        while at < len(text):
            if match := phrases.FROM_TO.match(text, at):
                first, last = edtf_of_words(match["first"]), edtf_of_words(match["last"])
                readings = _dated(readings, f"{first}/{last}" if first and last else "")
            elif match := phrases.SINCE.match(text, at):
                edtf = edtf_of_words(match["date"])
                readings = _dated(readings, _by(edtf) if match["least"] else _since(edtf))
            elif match := phrases.UNTIL.match(text, at):
                edtf = edtf_of_words(match["date"])
                readings = _dated(readings, edtf and f"/{edtf}")
            elif match := phrases.AS_OF.match(text, at):
                seen = match["how"].lower() in ("as of", "as at")
                # A former leader as of 2010 led until some day before it: no day of it is given.
                over = seen and any(one.former for one in readings)
                readings = _dated(readings, "" if over else edtf_of_words(match["date"]))
            elif (match := phrases.PLACE.match(text, at)) and is_place(match["where"]):
                readings = [
                    replace(one, role=f"{one.role} {match['place']}") if one.role and one.sense is Sense.ROLE else one
                    for one in readings
                ]
            elif match := phrases.UNDER.match(text, at):
                items, end = self._list(match.end())
                above = [
                    self._reading(item, Sense.UNDER, "", _Manner(), date="", former=readings[0].former)
                    for item in items
                ]
                if len(above) != 1 or readings[0].hedge_word or readings[0].denied:
                    return None
                readings, at = [*readings, *above], end
                continue
            elif match := phrases.TAIL.match(text, at):
                # "Leader of A, now a member of B" tells that the leading is over, or that it is not.
                over = all(one.former for one in readings)
                return None if match["now"] and not over else (readings, len(text))
            elif phrases.UNLISTED_END.match(text, at):
                return readings, len(text)
            else:
                return readings, at
            if not readings:
                return None
            at = match.end()
        return readings, at


def _joined(said: list[Reading], more: list[Reading], *, own_tense: bool) -> list[Reading] | None:
    """Return what two clauses say together; None where how the first one says it could hold for the second, too.

    "Reportedly a member of A and leader of B" doubts both, so the doubt is carried on. "Was a member of A and leader of
    B" can be read in two ways, and so can a denial.
    """
    undone = any(one.former or one.denied for one in said)
    if undone and not own_tense and any(not (one.former or one.denied) for one in more):
        return None
    doubt = next((one.hedge_word for one in said if one.hedge_word), "")
    return [*said, *(one if one.hedge_word else replace(one, hedge_word=doubt) for one in more)]


@dataclass(frozen=True, slots=True)
class _Manner:
    hedge: str = ""
    denied: bool = False
    former: bool = False


def _asides(item: re.Match[str]) -> Iterator[str]:
    """Yield what stands in parentheses beside a mention, but the initials of the name that it stands beside."""
    name, _, first = item["name"].partition("(")
    listed, _, second = (item["listed"] or "").partition("(")
    for beside, aside in ((name, first), (listed, second), (listed or name, item["aside"] or "")):
        text = aside.strip(" ()")
        initials = iter([word[0].upper() for word in beside.split()])
        if text and not (text.isupper() and len(text) > 1 and all(letter in initials for letter in text)):
            yield text


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


def _of_more(role: str) -> str:
    """Return the role in the second of several: "member of the council of A and B" may have no seat in B's."""
    return re.sub(r"^(.*\bmember) of the .*", r"\1", role)


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
