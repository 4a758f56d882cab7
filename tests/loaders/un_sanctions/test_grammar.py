"""The grammar of the comments: what a sentence says, and what is not read. Sentences, names and numbers are made up."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.model.hedges import Hedge
from tertius.model.kinds import EntityType
from tertius_loaders.un_sanctions.grammar import read
from tertius_loaders.un_sanctions.ties import NOT_READ, NOT_THERE, OTHER_NAME, Passage, tie_claims, ties_said
from tertius_loaders.un_sanctions.who import Known, name_words


def _known(reference: str, type_: EntityType, *names: str) -> Known:
    return Known(f"un:{reference}", type_, frozenset(word for name in names for word in name_words(name)))


PERSON, ORGANIZATION = EntityType.PERSON, EntityType.ORGANIZATION
LISTED = {
    "QDi.901": _known("QDi.901", PERSON, "Ada Heron", "Umm Harun"),
    "QDi.902": _known("QDi.902", PERSON, "Bo Lindqvist al-Marshi"),
    "QDe.911": _known("QDe.911", ORGANIZATION, "Heron Group (HG)"),
    "QDe.912": _known("QDe.912", ORGANIZATION, "Tern Front of the Levant"),
    "QDe.913": _known("QDe.913", ORGANIZATION, "Ansar al-Plover"),
}
CLEO = _known("QDi.900", PERSON, "Cleo Marsh", "Abu Marsh")
GULLS = _known("QDe.900", ORGANIZATION, "The Gulls Network", "GN")
AMENDED = "2014-05-06"
OVER = f"/[0001..{AMENDED}]"


@dataclass(frozen=True)
class Said:
    """A tie as a claim has it: ends without their authority, and whatever is not plain."""

    subject: str
    kind: str
    object: str
    role: str = ""
    when: str = ""
    hedge: Hedge = Hedge.STATED
    denied: bool = False


def said_by(own: Known, text: str) -> tuple[list[Said], list[str]]:
    said = ties_said(own, LISTED, iter([Passage("here", text)]))
    claims = tie_claims(said, source="un-sanctions", dataid="1", locator="there", amended=AMENDED)
    return (
        [
            Said(
                dict(claim.about)["subject"].removeprefix("un:"),
                claim.kind,
                dict(claim.about)["object"].removeprefix("un:"),
                claim.role,
                claim.edtf,
                claim.hedge,
                claim.polarity == "denies",
            )
            for claim in claims
        ],
        [one.why for one in said.unread],
    )


OF_A_PERSON = {
    # roles and what they are taken for
    "Member of the Heron Group (QDe.911)": [Said("QDi.900", "MEMBER_OF", "QDe.911", "member")],
    "A senior leader of Heron Group (QDe.911)": [Said("QDi.900", "LEADS", "QDe.911", "senior leader")],
    "Finance chief of the Heron Group (HG) (QDe.911)": [Said("QDi.900", "MEMBER_OF", "QDe.911", "finance chief")],
    "Chief of operations of Heron Group (QDe.911)": [Said("QDi.900", "MEMBER_OF", "QDe.911", "chief of operations")],
    "Deputy leader of the Heron Group (QDe.911)": [Said("QDi.900", "MEMBER_OF", "QDe.911", "deputy leader")],
    "Fundraiser for the Heron Group (QDe.911)": [Said("QDi.900", "LINKED_TO", "QDe.911", "fundraiser")],
    "Member of the Shura Council of Heron Group (QDe.911)": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "member of the Shura Council")
    ],
    "Founder and leader of Heron Group (QDe.911)": [
        Said("QDi.900", "FOUNDED", "QDe.911", "founder"),
        Said("QDi.900", "LEADS", "QDe.911", "leader"),
    ],
    "Overall leader and commander of Heron Group (QDe.911)": [
        Said("QDi.900", "LEADS", "QDe.911", "overall leader, commander")
    ],
    "Leader of the Heron Group (QDe.911) in Northern Fenland": [
        Said("QDi.900", "LEADS", "QDe.911", "leader in Northern Fenland")
    ],
    "Senior Heron Group (HG) (QDe.911) member": [Said("QDi.900", "MEMBER_OF", "QDe.911", "senior member")],
    "Leader of the Heron Group (QDe.911) in Mali and Somalia": [
        Said("QDi.900", "LEADS", "QDe.911", "leader in Mali and Somalia")
    ],
    "Member of the Heron Group (QDe.911), which operates out of North Fen in the Fen Areas of Fenland": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "member")
    ],
    "Member of the Curlew League of Herons (CLH), also known as the Heron Group (QDe.911) (HG)": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "member")
    ],
    "Former leader of the Heron Group (QDe.911), now a close associate of Dee Tern (deceased)": [
        Said("QDi.900", "LEADS", "QDe.911", "former leader", OVER)
    ],
    "Provides financial and logistical support to the Heron Group (QDe.911)": [
        Said("QDi.900", "LINKED_TO", "QDe.911", "provides support")
    ],
    "Member of the Shura Council of Heron Group (QDe.911) and Ansar al-Plover (QDe.913)": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "member of the Shura Council"),
        Said("QDi.900", "MEMBER_OF", "QDe.913", "member"),
    ],
    # lists, names beside numbers, another name under which it is listed
    "Head of Heron Group (QDe.911), Tern Front of the Levant (QDe.912) and Ansar al-Plover (QDe.913)": [
        Said("QDi.900", "LEADS", reference, "head") for reference in ("QDe.911", "QDe.912", "QDe.913")
    ],
    "Leader of the Curlews, listed as Heron Group (HG) (QDe.911)": [Said("QDi.900", "LEADS", "QDe.911", "leader")],
    "Member of Heron Group (listed under permanent reference number QDe.911)": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "member")
    ],
    "Member of the Heron Group (Qde911.)": [Said("QDi.900", "MEMBER_OF", "QDe.911", "member")],
    "Member of the Heron Group (QDe.911) and linked to Ansar al-Plover (QDe.913)": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "member"),
        Said("QDi.900", "LINKED_TO", "QDe.913"),
    ],
    # tense and dates, never more than the wording gives
    "Former leader of the Heron Group (QDe.911)": [Said("QDi.900", "LEADS", "QDe.911", "former leader", OVER)],
    "Served as a director of the Heron Group (QDe.911)": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "former director", OVER)
    ],
    "Was associated with the Heron Group (QDe.911)": [Said("QDi.900", "LINKED_TO", "QDe.911", "former tie", OVER)],
    "No longer a member of the Heron Group (QDe.911)": [Said("QDi.900", "MEMBER_OF", "QDe.911", "former member", OVER)],
    "Has served as secretary to Ada Heron (QDi.901)": [Said("QDi.900", "ASSOCIATE_OF", "QDi.901", "secretary")],
    "Leader of the Heron Group (QDe.911) as of mid-2013": [
        Said("QDi.900", "LEADS", "QDe.911", "leader", "[2013-04..2013-09]")
    ],
    "Since Jan. 2012, leader of the Heron Group (QDe.911)": [Said("QDi.900", "LEADS", "QDe.911", "leader", "2012-01/")],
    "Leader of the Heron Group (QDe.911) until 2003": [Said("QDi.900", "LEADS", "QDe.911", "leader", "/2003")],
    "Leader of the Heron Group (QDe.911) from 1996 until March 2001": [
        Said("QDi.900", "LEADS", "QDe.911", "leader", "1996/2001-03")
    ],
    "Since 2009, founder and leader of Heron Group (QDe.911)": [
        Said("QDi.900", "FOUNDED", "QDe.911", "founder"),
        Said("QDi.900", "LEADS", "QDe.911", "leader", "2009/"),
    ],
    "Joined the Heron Group (QDe.911) in October 2013": [Said("QDi.900", "MEMBER_OF", "QDe.911", "joined", "2013-10/")],
    # hedges and denials
    "Reportedly a member of the Heron Group (QDe.911)": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "member", hedge=Hedge.REPORTED)
    ],
    "Believed to be a leader of the Heron Group (QDe.911)": [
        Said("QDi.900", "LEADS", "QDe.911", "leader", hedge=Hedge.BELIEVED)
    ],
    "Suspected member of the Heron Group (QDe.911)": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "member", hedge=Hedge.SUSPECTED)
    ],
    "Reportedly a member of Heron Group (QDe.911) and leader of Ansar al-Plover (QDe.913)": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "member", hedge=Hedge.REPORTED),
        Said("QDi.900", "LEADS", "QDe.913", "leader", hedge=Hedge.REPORTED),
    ],
    "Alleged terrorist fighter who travelled to Fenland and joined the Heron Group (QDe.911)": [
        Said("QDi.900", "MEMBER_OF", "QDe.911", "joined", hedge=Hedge.SUSPECTED)
    ],
    "Not a member of the Heron Group (QDe.911)": [Said("QDi.900", "MEMBER_OF", "QDe.911", "member", denied=True)],
    # persons
    "Brother of Ada Heron (QDi.901) and uncle of Bo Lindqvist al-Marshi (QDi.902)": [
        Said("QDi.900", "KIN_OF", "QDi.901", "brother"),
        Said("QDi.900", "KIN_OF", "QDi.902", "uncle"),
    ],
    "His brother is Bo Lindqvist al-Marshi (QDi.902)": [Said("QDi.902", "KIN_OF", "QDi.900", "brother")],
    "Father's name is Bo Lindqvist (QDi.902)": [Said("QDi.902", "KIN_OF", "QDi.900", "father")],
    "Associated with Ada Heron (QDi.901) and the Heron Group (QDe.911)": [
        Said("QDi.900", "ASSOCIATE_OF", "QDi.901"),
        Said("QDi.900", "LINKED_TO", "QDe.911"),
    ],
    "Deputy to Ada Heron (QDi.901) as at Mar. 2010": [Said("QDi.900", "ASSOCIATE_OF", "QDi.901", "deputy", "2010-03")],
    "Key commander in the Heron Group (QDe.911) under Ada Heron (QDi.901)": [
        Said("QDi.900", "LEADS", "QDe.911", "key commander"),
        Said("QDi.900", "LINKED_TO", "QDi.901", "serves under"),
    ],
    "Cleo Marsh is the leader of the Heron Group (QDe.911)": [Said("QDi.900", "LEADS", "QDe.911", "leader")],
}

OF_AN_ORGANIZATION = {
    "Founded and led by Ada Heron (QDi.901)": [
        Said("QDi.901", "FOUNDED", "QDe.900", "founder"),
        Said("QDi.901", "LEADS", "QDe.900", "leader"),
    ],
    "Was founded in December 2011 by Ada Heron (QDi.901)": [
        Said("QDi.901", "FOUNDED", "QDe.900", "founder", "2011-12")
    ],
    "The founder and former leader is Ada Heron (QDi.901)": [
        Said("QDi.901", "FOUNDED", "QDe.900", "founder"),
        Said("QDi.901", "LEADS", "QDe.900", "former leader", OVER),
    ],
    "Its directors included Ada Heron (QDi.901)": [Said("QDi.901", "MEMBER_OF", "QDe.900", "former director", OVER)],
    "Ada Heron (QDi.901) served as finance chief of GN": [
        Said("QDi.901", "MEMBER_OF", "QDe.900", "former finance chief", OVER)
    ],
    "Owned by Ada Heron (QDi.901)": [Said("QDi.901", "LINKED_TO", "QDe.900", "owner")],
    "Associated with the Heron Group (QDe.911) and led by Ada Heron (QDi.901)": [
        Said("QDe.900", "LINKED_TO", "QDe.911"),
        Said("QDi.901", "LEADS", "QDe.900", "leader"),
    ],
    "Founded in 2012 as a splinter group of the Heron Group (QDe.911)": [
        Said("QDe.900", "SPLIT_FROM", "QDe.911", "", "2012")
    ],
    "Absorbed into the Heron Group (QDe.911)": [Said("QDe.900", "JOINED", "QDe.911")],
    "Founded on 20 Aug. 2013 as result of a merger between Heron Group (QDe.911) and Ansar al-Plover (QDe.913)": [
        Said("QDe.900", "SUCCEEDED", "QDe.911", "", "2013-08-20"),
        Said("QDe.900", "SUCCEEDED", "QDe.913", "", "2013-08-20"),
    ],
    "Former branch of the Heron Group (QDe.911)": [Said("QDe.900", "PART_OF", "QDe.911", "former branch", OVER)],
    "A suspected branch of the Heron Group (QDe.911)": [],
    "Suspected branch of the Heron Group (QDe.911)": [
        Said("QDe.900", "PART_OF", "QDe.911", "branch", hedge=Hedge.SUSPECTED)
    ],
    "Was led by Ada Heron (QDi.901)": [Said("QDi.901", "LEADS", "QDe.900", "former leader", OVER)],
    "A Fenlandish armed group led by Ada Heron (QDi.901)": [Said("QDi.901", "LEADS", "QDe.900", "leader")],
    "Ostensibly humanitarian wing of the Heron Group (QDe.911)": [
        Said("QDe.900", "PART_OF", "QDe.911", "ostensibly humanitarian wing")
    ],
}


@pytest.mark.parametrize("text", OF_A_PERSON)
def test_what_is_said_of_a_person(text: str) -> None:
    assert said_by(CLEO, text) == (OF_A_PERSON[text], [])


@pytest.mark.parametrize("text", OF_AN_ORGANIZATION)
def test_what_is_said_of_an_organization(text: str) -> None:
    ties, unread = said_by(GULLS, text)
    assert ties == OF_AN_ORGANIZATION[text]
    assert unread == ([] if ties else [NOT_READ])


NOTHING_OF_A_PERSON = (
    # somebody else's: the tie is not the entry's own
    "Brother of Ada Heron (QDi.901), leader of the Heron Group (QDe.911)",
    "Provided support to the Heron Group (QDe.911), linked with Ansar al-Plover (QDe.913)",
    "Provided support to the Curlews, linked with the Heron Group (QDe.911)",
    "Leader of an armed group linked to the Heron Group (QDe.911)",
    "Wife of the leader of the Heron Group (QDe.911)",
    "Coordinator of groups associated with the Heron Group (QDe.911)",
    "His brother Ada Heron (QDi.901) leads the Heron Group (QDe.911)",
    "Bo Lindqvist al-Marshi is the leader of the Heron Group (QDe.911)",
    # what follows takes it back, or says whose word it is
    "Member of the Heron Group (QDe.911), which he left in 2003",
    "Leader of the Heron Group (QDe.911) who was expelled",
    "Leader of the Heron Group (QDe.911), according to one state",
    "Denies being a member of the Heron Group (QDe.911)",
    "Claims to be the leader of the Heron Group (QDe.911)",
    "Leader of the Heron Group (QDe.911) as of 2010 since 2009",
    "Former leader and founder of the Heron Group (QDe.911)",
    "Leader of the Heron Group (former) (QDe.911)",
    "Leader of the Heron Group (QDe.911) (alleged)",
    # how the first clause says it could hold for the second as well
    "Former leader of the Heron Group (QDe.911) and member of Ansar al-Plover (QDe.913)",
    "Not a member of the Heron Group (QDe.911) and leader of Ansar al-Plover (QDe.913)",
    "Member of the Heron Group (QDe.911) or Ansar al-Plover (QDe.913)",
    "Member of either Heron Group (QDe.911) or Ansar al-Plover (QDe.913)",
    "Member of Heron Group (QDe.911), possibly leader of Ansar al-Plover (QDe.913)",
    "Not only a member of the Heron Group (QDe.911) and leader of Ansar al-Plover (QDe.913)",
    "Linked to Heron Group (QDe.911) but not to Ansar al-Plover (QDe.913)",
    "Leader of the Heron Group (QDe.911), a branch of Ansar al-Plover (QDe.913)",
    "Deputy leader of Heron Group (QDe.911) until his death in 2012",
    "Leader of Heron Group (QDe.911) prior to 2010",
    "Never a member of Heron Group (QDe.911)",
    "Wanted for membership in Heron Group (QDe.911)",
    "Acquitted of being a member of the Heron Group (QDe.911)",
    "Was to become leader of Heron Group (QDe.911)",
    "Would-be leader of Heron Group (QDe.911)",
    "Succeeded Ada Heron (QDi.901) as leader of Heron Group (QDe.911)",
    "Provided no support to Heron Group (QDe.911)",
    "Head of Heron Group (QDe.911) office in Fenland",
    # what stands in parentheses is no name of the one mentioned
    "Member of the Heron Group (QDe.911) (Disputed)",
    "Member of the Heron Group (QDe.911) (DENIED)",
    "Member of the Heron Group (Ex-member) (QDe.911)",
    "Member of the Heron Group (Rival) (QDe.911)",
    "Leader of the Curlews (Enemies), listed as Heron Group (HG) (QDe.911)",
    # a rest that is not known to leave the tie as it is
    "Member of the Heron Group (QDe.911), who deserted",
    "Member of the Heron Group (QDe.911), which contests this",
    "Member of the Heron Group (QDe.911), which provides a list without him",
    "Member of the Heron Group (QDe.911) who infiltrated it as a spy",
    "Member of the Heron Group (QDe.911), in charge of infiltrating it for the police",
    "Associated with the Heron Group (QDe.911), including as its victim",
    "Associated with the Heron Group (QDe.911) directly involved in fighting it",
    "Member of the Heron Group (QDe.911), now a bitter enemy of Heron Group",
    "Member of the Heron Group (QDe.911), now a member of the Curlews",
    "Member of the Heron Group (QDe.911) and a traitor to it",
    "Member of the Heron Group (QDe.911) and a former member of Heron Group",
    "Member of the Heron Group (QDe.911) who is the former leader of Heron Group",
    "Leader of the Heron Group (QDe.911) in Theory",
    "Leader of the Heron Group (QDe.911) in Name and Title",
    # signs that stand for mentions within, written by the list
    "Member of the Heron Group ⟦0⟧ and Ansar al-Plover (QDe.913)",
    "Member of the Heron Group ⟦٠⟧, Ansar al-Plover (QDe.913)",
    "Member of the Heron Group ⟦9⟧ and Ansar al-Plover (QDe.913)",
    # a role that the other end cannot have, or no tie at all
    "Leader of Ada Heron (QDi.901)",
    "Brother of the Heron Group (QDe.911)",
    "Arrested by the Heron Group (QDe.911)",
    "Active in propagating the Heron Group's (QDe.911) ideology",
    "Until 2007 he was also listed under number QDi.901",
    "Member of the Heron Group QDe.911",
)


@pytest.mark.parametrize("text", NOTHING_OF_A_PERSON)
def test_what_is_not_read_is_counted_and_never_guessed(text: str) -> None:
    ties, unread = said_by(CLEO, text)
    assert ties == []
    assert len(unread) == len(read(text)[0]) > 0
    assert set(unread) == {NOT_READ}


def test_one_mention_that_leads_nowhere_does_not_cost_the_others() -> None:
    ties, unread = said_by(
        CLEO, "Member of the Heron Group (QDe.911), Bittern Group (QDe.999) and Curlew Army (QDe.912)"
    )
    assert ties == [Said("QDi.900", "MEMBER_OF", "QDe.911", "member")]
    assert unread == [NOT_THERE, OTHER_NAME]


def test_the_name_of_a_part_is_not_the_name_of_the_whole() -> None:
    assert said_by(CLEO, "Leader of the Egret Battalion of the Heron Group (QDe.911)") == ([], [OTHER_NAME])


@pytest.mark.parametrize(
    ("own", "text"),
    [
        (CLEO, "Brother of Ada Heron's Killer (QDi.901)"),
        (CLEO, "Brother of Ada Lindqvist (QDi.901)"),
        (CLEO, "Associated with Mullah Harun Baker (QDi.901)"),
        (CLEO, "Cleo Baker is the brother of Ada Heron (QDi.901)"),
        (CLEO, "Cleo Marsh Baker is the brother of Ada Heron (QDi.901)"),
    ],
)
def test_who_shares_a_name_is_somebody_else(own: Known, text: str) -> None:
    assert said_by(own, text)[0] == []


def test_a_name_of_many_words_is_read_in_steps_that_grow_with_its_length() -> None:
    # Tried in every way in which it can be cut, each of these would outlast the run of all tests.
    for word in ("al-A ", "A- ", "l'A ", "A / ", "of al-of ", "al-Al-"):
        assert read(f"Member of {word * 60}(QDe.911) (QDe.912) x")[1] == []
    for word in ("chief ", "official ", "official and ", "chief, and "):
        assert read(f"{word * 60}(QDe.911) (QDe.912) x")[1] == []


@given(st.text(st.sampled_from("⟦⟧09٠ AaQDe.1()"), max_size=40))
def test_no_sign_in_a_text_passes_for_a_mention(text: str) -> None:
    assert read(f"Member of Heron Group (QDe.911) and {text}⟦0⟧")[1] == []


def test_two_days_on_which_it_was_seen_are_two_spells() -> None:
    said = ties_said(
        CLEO,
        LISTED,
        iter(
            Passage(f"sentence {number}", text)
            for number, text in enumerate(
                ("Leader of the Heron Group (QDe.911) in 2003", "Leader of the Heron Group (QDe.911) as of 2010"), 1
            )
        ),
    )
    claims = list(tie_claims(said, source="un-sanctions", dataid="1", locator="there", amended=AMENDED))
    assert [(claim.edtf, claim.stint) for claim in claims] == [("2003", 1), ("2010", 2)]
    assert len({claim.record for claim in claims}) == 2


WORDS = (
    "Leader", "of", "the", "Heron Group", "(QDe.911)", "and", ",", "former", "not", "a", "member", "as of 2010",
    "since", "2009", "by", "who", "linked to", "Ada Heron", "(QDi.901)", "founded", "is", "his", "brother", "under",
    "(", ")",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_a_sentence_is_read_whole_or_not_at_all(words: list[str]) -> None:
    found, readings = read(" ".join(words))
    assert not readings or {id(one.mention) for one in readings} == {id(one) for one in found}
    said_by(CLEO, " ".join(words))
    said_by(GULLS, " ".join(words))
