"""When a tie held and how firmly it is said: in every order of the words that say so, or the sentence is unread."""

from itertools import product

import pytest

from tertius.model.hedges import Hedge
from tertius_loaders.un_sanctions.ties import NOT_READ

from .test_grammar import CLEO, OVER, Said, said_by

HERON = "the Heron Group (QDe.911)"


@pytest.mark.parametrize(
    ("text", "kind", "role", "when", "hedge"),
    [
        (f"Was reportedly a leader of {HERON}", "LEADS", "former leader", OVER, Hedge.REPORTED),
        (f"He was allegedly associated with {HERON}", "LINKED_TO", "former tie", OVER, Hedge.SUSPECTED),
        (f"Was believed to be a member of {HERON} in 2010", "MEMBER_OF", "former member", "2010", Hedge.BELIEVED),
        (f"Was believed to have joined {HERON}", "MEMBER_OF", "joined", "", Hedge.BELIEVED),
        (f"Is reportedly a leader of {HERON}", "LEADS", "leader", "", Hedge.REPORTED),
        (f"As of 2012, former leader of {HERON}", "LEADS", "former leader", OVER, Hedge.STATED),
        (f"As at June 2012 former member of {HERON}", "MEMBER_OF", "former member", OVER, Hedge.STATED),
        (f"In 2010, was a member of {HERON}", "MEMBER_OF", "former member", "2010", Hedge.STATED),
        (f"As of 2012, leader of {HERON}", "LEADS", "leader", "2012", Hedge.STATED),
        (f"Since 2012, leader of {HERON}", "LEADS", "leader", "2012/", Hedge.STATED),
    ],
)
def test_words_of_time_and_of_doubt(text: str, kind: str, role: str, when: str, hedge: Hedge) -> None:
    assert said_by(CLEO, text) == ([Said("QDi.900", kind, "QDe.911", role, when, hedge)], [])


@pytest.mark.parametrize("start", ["Was reportedly not a", "Since 2012, former", "Formerly not a"])
def test_a_time_that_would_have_to_be_guessed(start: str) -> None:
    assert said_by(CLEO, f"{start} member of {HERON}") == ([], [NOT_READ])


PAST = ("", "former ", "formerly a ", "previously ", "was a ", "was formerly a ", "no longer a ", "served as ")
DOUBT = ("", "reportedly ", "is allegedly ", "was reportedly ", "possibly a ", "were believed to be ", "suspected ")
ROLES = ("member of", "senior leader of", "associated with", "linked to", "financier of", "spokesperson for")
REST = ("", " and Ansar al-Plover (QDe.913)", " (deceased)", " in Mali")


def test_in_whatever_order_they_come_none_of_them_is_lost() -> None:
    read = 0
    for past, doubt, role, rest, first in product(PAST, DOUBT, ROLES, REST, (True, False)):
        start = past + doubt if first else doubt + past
        text = f"{start}{role} {HERON}{rest}"
        ties, unread = said_by(CLEO, text[0].upper() + text[1:])
        over = bool(past) or doubt.startswith(("was", "were"))
        for tie in ties:
            read += 1
            assert tie.when == (OVER if over else ""), text
            assert tie.role.startswith("former ") == over, text
            assert (tie.hedge is not Hedge.STATED) == bool(doubt), text
            assert not tie.denied, text
        assert bool(ties) != bool(unread), text
    assert read > 500, "most of these are read"
