"""Hedges: how sure a source says it is, and the table that turns its words into probabilities.

A hedge is the source's own. What a curator infers, and the source does not say, has a mark and a probability apart.

The table is an assumption, not a finding. It is a setting, it is printed wherever a likelihood is used, and changing it
asks for the ties to be derived again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

from tertius.errors import InputError
from tertius.model.spelling import composed


class Hedge(StrEnum):
    """How a source qualifies a claim, from the surest to the least sure."""

    STATED = "stated"
    REPORTED = "reported"
    BELIEVED = "believed"
    SUSPECTED = "suspected"
    POSSIBLE = "possible"
    RUMOURED = "rumoured"


_ENGLISH: Mapping[Hedge, tuple[str, ...]] = {
    Hedge.STATED: ("", "stated", "confirmed"),
    Hedge.REPORTED: (
        "reported",
        "reportedly",
        "reports",
        "widely reported",
        "press reports",
        "press reports indicate",
        "publicly identified",
        "publicly identified as",
        "identified as",
        "purported",
        "purportedly",
        "claimed",
        "claims",
        "claimed responsibility",
        "took responsibility",
        "taking credit",
        "took credit",
        "according to",
        "announced",
        "said",
        "says",
        "said to",
        "said to be",
        "stated that",
        "indicate",
        "indicates",
        "indicated",
        "have indicated",
        "described itself",
        "self-described",
        "quoted",
        "so-called",
        "self-proclaimed",
        "reputed",
        "reputedly",
        "ostensible",
        "ostensibly",
        "nominal",
        "nominally",
    ),
    Hedge.BELIEVED: (
        "believed",
        "believed to",
        "believed to be",
        "believed to have",
        "widely believed",
        "thought",
        "thought to",
        "thought to be",
        "considered",
        "assessed",
        "assessed to be",
        "assumed",
        "presumed",
        "presumably",
        "appears",
        "appears to",
        "appears to have",
        "appear to",
        "appear to have",
        "appeared to",
        "appeared to have",
        "seems",
        "seems to",
        "seem to",
        "seemed to",
        "apparently",
        "likely",
        "probably",
        "some analysts insist",
        "some observers",
        "according to some observers",
        "seemingly",
        "evidence suggests",
        "suggests",
        "suggest",
    ),
    Hedge.SUSPECTED: (
        "suspected",
        "suspected of",
        "suspected to be",
        "allegedly",
        "alleged",
        "alleged to",
        "accused",
        "accused of",
    ),
    Hedge.POSSIBLE: (
        "possible",
        "it is possible",
        "it is also possible",
        "possibly",
        "may",
        "may be",
        "may have",
        "might",
        "might be",
        "might have",
        "could",
        "could be",
        "could have",
        "perhaps",
        "maybe",
        "potentially",
    ),
    Hedge.RUMOURED: (
        "rumoured",
        "rumored",
        "rumour",
        "rumor",
        "rumours",
        "rumors",
        "rumoured to",
        "rumored to",
        "unconfirmed",
        "unconfirmed reports",
        "unverified",
    ),
}

_FRENCH: Mapping[Hedge, tuple[str, ...]] = {
    Hedge.STATED: ("confirmé", "confirmée", "établi", "établie", "avéré", "avérée"),
    Hedge.REPORTED: (
        "selon",
        "d'après",
        "serait",
        "seraient",
        "aurait",
        "auraient",
        "rapporté",
        "rapportée",
        "rapporte",
        "rapportent",
        "signalé",
        "signalée",
        "indique",
        "indiquent",
        "déclare",
        "déclaré",
        "a déclaré",
        "affirme",
        "affirment",
        "a affirmé",
        "dit",
        "annonce",
        "annoncé",
        "a annoncé",
        "revendique",
        "revendiqué",
        "a revendiqué",
        "identifié comme",
        "identifiée comme",
        "cité",
        "citée",
        "se présente comme",
        "autoproclamé",
        "autoproclamée",
        "soi-disant",
        "prétendu",
        "prétendue",
        "prétendument",
    ),
    Hedge.BELIEVED: (
        "on pense",
        "on croit",
        "considéré comme",
        "considérée comme",
        "tenu pour",
        "tenue pour",
        "estime",
        "estiment",
        "semble",
        "semblent",
        "semblait",
        "paraît",
        "apparemment",
        "vraisemblablement",
        "probable",
        "probablement",
        "sans doute",
        "selon certains observateurs",
        "selon des analystes",
    ),
    Hedge.SUSPECTED: (
        "soupçonné",
        "soupçonnée",
        "soupçonné de",
        "soupçonnée de",
        "suspecté",
        "suspectée",
        "présumé",
        "présumée",
        "présumés",
        "accusé",
        "accusée",
        "accusé de",
        "accusée de",
    ),
    Hedge.POSSIBLE: (
        "possiblement",
        "peut-être",
        "il est possible",
        "il se peut",
        "pourrait",
        "pourraient",
        "éventuel",
        "éventuelle",
        "éventuellement",
        "potentiellement",
    ),
    Hedge.RUMOURED: (
        "rumeur",
        "rumeurs",
        "selon la rumeur",
        "selon des rumeurs",
        "le bruit court",
        "il paraît",
        "non confirmé",
        "non confirmée",
        "non vérifié",
        "non vérifiée",
    ),
}

HEDGE_TABLE: Mapping[str, Mapping[Hedge, tuple[str, ...]]] = MappingProxyType({"English": _ENGLISH, "French": _FRENCH})
"""The hedge words that are known, by language and by what they stand for."""


def plain_words(text: str) -> str:
    """Return words as the table has them: in lower case, one space between two, an apostrophe as people type it."""
    return " ".join(composed(text).lower().replace("\u2019", "'").split())


HEDGE_WORDS: Mapping[str, Hedge] = MappingProxyType(
    {word: hedge for table in HEDGE_TABLE.values() for hedge, words in table.items() for word in words}
)
"""Each hedge word that is known, in lower case, with the hedge it stands for."""


def counts_as(word: str, words: Mapping[str, Hedge] = MappingProxyType({})) -> Hedge | None:
    """Return the hedge that a word stands for, one's own words before the table; None if neither has it."""
    plain = plain_words(word)
    return words.get(plain) or HEDGE_WORDS.get(plain)


def hedge_of(word: str, hedge: str = "", words: Mapping[str, Hedge] = MappingProxyType({})) -> Hedge:
    """Return the hedge of a claim from what its row says.

    Parameters
    ----------
    word
        The source's own words, such as "reportedly"; empty when it does not hedge.
    hedge
        The hedge that a person or a loader chose; it wins over the word.
    words
        Words of one's own, as `plain_words` gives them, with their hedges; they win over the table.

    Raises
    ------
    InputError
        If neither is known. No hedge word is ever dropped.
    """
    if hedge.strip():
        try:
            return Hedge(hedge.strip().lower())
        except ValueError:
            known = counts_as(hedge, words)
            raise InputError(
                f"{hedge[:60]!r} is no hedge",
                where="hedge",
                next_step=f"It is a hedge word: move it to the column hedge_word, where it counts as {known}."
                if known
                else f"Use one of {', '.join(Hedge)}, or leave it empty.",
            ) from None
    known = counts_as(word, words)
    if known is None:
        plain = plain_words(word)
        near = get_close_matches(plain[:60], [*words, *HEDGE_WORDS], n=1, cutoff=0.85)
        meant = f"Did you mean {near[0]}? Otherwise say" if near else "Say"
        raise InputError(
            f"The hedge word {word[:60]!r} is not in the table",
            where="hedge_word",
            next_step=f"{meant} in the hedge column what it stands for: {', '.join(Hedge)}. For every row with the "
            "word, say it once, under hedges in source.yaml (in a workbook, in the sheet source).",
        )
    return known


def _default_hedges() -> Mapping[Hedge, float]:
    return MappingProxyType(
        {
            Hedge.STATED: 0.95,
            Hedge.REPORTED: 0.80,
            Hedge.BELIEVED: 0.70,
            Hedge.SUSPECTED: 0.50,
            Hedge.POSSIBLE: 0.40,
            Hedge.RUMOURED: 0.25,
        }
    )


def _default_credibility() -> Mapping[int, float]:
    return MappingProxyType({1: 0.90, 2: 0.70, 3: 0.50, 4: 0.30, 5: 0.10})


INFERRED = 0.50
"""Probability of a curator's inference: ``docs/decisions/0018`` says why."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The tables behind every likelihood.

    Attributes
    ----------
    hedges
        Probability that a claim with this hedge holds.
    credibility
        Probability by the Admiralty credibility grade of the information, 1 (confirmed) to 5 (improbable). Grade 6
        ("cannot be judged") has no probability: the hedge decides.
    inferred
        Probability that what a curator inferred from a source holds; the hedge of the words that it was inferred from,
        where that is lower.
    """

    hedges: Mapping[Hedge, float] = field(default_factory=_default_hedges)
    credibility: Mapping[int, float] = field(default_factory=_default_credibility)
    inferred: float = INFERRED

    def __post_init__(self) -> None:
        missing = [hedge for hedge in Hedge if hedge not in self.hedges]
        if missing:
            raise InputError(f"The hedge table lacks {', '.join(missing)}", next_step="Give every hedge a probability.")
        for name, value in (*self.hedges.items(), *self.credibility.items(), ("inferred", self.inferred)):
            if not 0.0 <= value <= 1.0:
                raise InputError(f"The probability of {name} is {value}", next_step="Use a number from 0 to 1.")

    def probability(self, hedge: Hedge, credibility: int | None = None, inferred: bool = False) -> float:
        """Return the probability that one claim holds: by its credibility grade if it has one, else by its hedge.

        An inference that nobody graded has the probability of inferences, but no more than its hedge: what is inferred
        from a rumour is no surer than the rumour.
        """
        graded = self.credibility.get(credibility) if credibility is not None else None
        if graded is not None:
            return graded
        hedged = self.hedges[hedge]
        return min(hedged, self.inferred) if inferred else hedged
