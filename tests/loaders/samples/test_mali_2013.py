"""The curated sample `mali_2013`, against what a reader finds in the brief.

Every expected value here was typed in from the brief, paragraph by paragraph, not copied from the sample's files. The
brief's text is its publisher's and is not here; `p7` means its seventh paragraph (see the sample's README).
"""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml
from edtf import parse_edtf

import tertius_loaders
from tertius.model.dates import Overlap, read_edtf
from tertius.model.hedges import Hedge
from tertius.model.kinds import ATTRIBUTE_KINDS, TIE_KINDS, EntityType

FOLDER = Path(tertius_loaders.__file__).parent / "samples" / "mali_2013"
PUBLISHED = date(2013, 2, 5)
PARAGRAPHS = 16

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


ENTITIES = {row["id"]: row for row in rows("entities.csv")}
CLAIMS = rows("claims.csv")


def said(subject: str, kind: str, target: str) -> list[Row]:
    """Return the claims of one kind between two ends, or giving one value."""
    return [c for c in CLAIMS if (c["subject"], c["kind"], c["object"] or c["value"]) == (subject, kind, target)]


# ---------------------------------------------------------------- the files


def test_source_is_cited_as_published() -> None:
    source = yaml.safe_load((FOLDER / "source.yaml").read_text(encoding="utf-8"))

    assert source["id"] == "mali-2013"
    assert source["title"] == "AQIM and Its Allies in Mali"
    assert source["author"] == "Andrew Lebovich"
    assert source["published"] == PUBLISHED
    assert source["url"].startswith("https://www.washingtoninstitute.org/")
    assert source["licence"]
    assert "reliability" not in source, "nobody graded it"


def test_columns_are_those_of_a_claims_folder() -> None:
    assert list(rows("entities.csv")[0]) == ["id", "type", "name", "kind", "countries", "lat", "lon"]
    assert list(CLAIMS[0]) == [
        "claim_id", "subject", "kind", "object", "value", "role", "stint", "when", "polarity",
        "hedge_word", "hedge", "credibility", "locator", "note", "inferred",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["entities.csv", "claims.csv"])
def test_rows_are_whole_and_clean(name: str) -> None:
    for row in rows(name):
        assert None not in row, "more cells than columns"
        assert None not in row.values(), "fewer cells than columns"
        assert all(cell == " ".join(cell.split()) for cell in row.values()), row


def test_ids_occur_once() -> None:
    assert len(ENTITIES) == len(rows("entities.csv"))
    assert [i for i, n in Counter(c["claim_id"] for c in CLAIMS).items() if n > 1] == []


def test_every_named_entity_is_known_and_none_is_idle() -> None:
    named = {c["subject"] for c in CLAIMS} | {c["object"] for c in CLAIMS if c["object"]}

    assert named == set(ENTITIES)


# ---------------------------------------------------------------- each claim


@pytest.mark.parametrize("claim", CLAIMS, ids=[c["claim_id"] for c in CLAIMS])
class TestEachClaim:
    def test_kind_joins_what_it_may_join(self, claim: Row) -> None:
        subject = EntityType(ENTITIES[claim["subject"]]["type"])
        if tie := TIE_KINDS.get(claim["kind"]):
            assert subject in tie.starts
            assert EntityType(ENTITIES[claim["object"]]["type"]) in tie.ends
            assert claim["subject"] != claim["object"]
            assert claim["value"] == ""
        else:
            kind = ATTRIBUTE_KINDS[claim["kind"]]
            assert subject in kind.subjects
            assert claim["object"] == ""
            assert bool(claim["value"]) is not kind.dated
            assert bool(claim["when"]) is kind.dated

    def test_date_is_edtf_and_possible(self, claim: Row) -> None:
        if claim["when"]:
            for single in re.findall("[0-9][-0-9~]+", claim["when"]):
                parse_edtf(single)
            read_edtf(claim["when"], lasting=True, published=PUBLISHED)

    def test_date_is_no_more_precise_than_the_brief(self, claim: Row) -> None:
        # The brief gives one day, 23 January (p5). The only other day is that of publication.
        days = re.findall(r"\d{4}-\d{2}-\d{2}", claim["when"])

        assert set(days) <= {"2013-01-23", "2013-02-05"}
        if "2013-01-23" in days:
            assert claim["locator"] == "p5"

    def test_locator_is_a_paragraph_of_the_brief(self, claim: Row) -> None:
        match = re.fullmatch(r"p(\d+)", claim["locator"])

        assert match is not None
        assert 1 <= int(match[1]) <= PARAGRAPHS

    def test_polarity_and_hedge_are_in_the_vocabulary(self, claim: Row) -> None:
        assert claim["polarity"] in ("", "denies")
        assert claim["hedge"] in {"", *Hedge} - {"stated"}
        assert claim["inferred"] in ("", "yes")
        assert claim["stint"] == ""
        assert claim["credibility"] == "" or claim["inferred"], "nobody graded what the brief says"

    def test_note_says_something_short(self, claim: Row) -> None:
        assert 3 <= len(claim["note"]) <= 260


# ---------------------------------------------------------------- hedges

HEDGE_WORDS = {
    "reportedly": "reported",
    "purportedly": "reported",
    "nominal": "reported",
    "said": "reported",
    "publicly identified": "reported",
    "press reports": "reported",
    "according to mujao leaders": "reported",
    "described itself": "reported",
    "taking credit": "reported",
    "believed to": "believed",
    "believed to be": "believed",
    "appears to": "believed",
    "appeared to": "believed",
    "apparently": "believed",
    "seemingly": "believed",
    "some analysts insist": "believed",
    "according to some observers": "believed",
    "suspected": "suspected",
    "possibly": "possible",
    "possible": "possible",
    "may have": "possible",
    "rumored": "rumoured",
}

# Where each hedge stands in the brief, and over how many statements it reaches.
REACH = {
    ("p3", "press reports"): 4,  # Ag Hama: cousin, commander, his men with Ansar al-Din; and so AQIM's men
    ("p3", "some analysts insist"): 1,  # cooperation from the creation on
    ("p3", "believed to"): 1,  # AQIM's men in the fighting
    ("p4", "reportedly"): 6,  # the meeting: four people, where, when
    ("p4", "nominal"): 2,  # control: two cities
    ("p4", "suspected"): 2,  # Boumama: GSPC, AQIM
    ("p5", "reportedly"): 6,  # Algiers: Ag Ghali's journey and part, his group's, Algeria's part and purpose, where
    ("p5", "seemingly"): 2,  # Ag Ghali's commitment: AQIM, MUJAO
    ("p5", "said"): 1,  # what the MIA's leaders intend
    ("p6", "taking credit"): 1,  # the kidnapping
    ("p6", "described itself"): 1,  # a breakaway
    ("p6", "appeared to"): 5,  # the north shared out among three groups; two unnamed shares of it
    ("p7", "according to some observers"): 2,  # the settlement: two parties
    ("p7", "purportedly"): 1,  # its broker
    ("p7", "rumored"): 1,  # local backers
    ("p7", "believed to be"): 1,  # what these are linked to
    ("p8", "may have"): 1,  # animosities
    ("p8", "reportedly"): 3,  # leaders close to Belmokhtar; his help; the battles it came in
    ("p9", "purportedly"): 2,  # the suspension: of one by the other
    ("p9", "appears to"): 1,  # his men went with him: he led on
    ("p9", "according to mujao leaders"): 4,  # Gao: two holders, side by side; whose battalion it is
    ("p10", "apparently"): 1,  # divergences
    ("p10", "possibly"): 1,  # father-in-law
    ("p10", "publicly identified"): 4,  # four groups, the fourth only perhaps meant
    ("p13", "possible"): 2,  # managed separation; no separation worth the name
}

# What the brief does not say and the curator concludes from it, with where from.
INFERRED = {
    "aqim-in-january-offensive": "p5",
    "ansar-al-din-in-january-offensive": "p5",
    "mujao-in-january-offensive": "p5",
    "algiers-within-algeria": "p5",
    "mulathimin-part-of-aqim": "p9",
    # that "his battalion" is Katibat al-Mulathimin
    "belmokhtar-suspended-from-mulathimin": "p9",
    "belmokhtar-kept-his-fighters": "p9",
    # that "each of Mali's jihadist groups" takes in one made in December 2012
    "hamaha-leads-al-muwaqun": "p10",
}


def test_what_is_concluded_is_marked_and_never_looks_like_a_hedge_of_the_brief() -> None:
    assert {c["claim_id"]: c["locator"] for c in CLAIMS if c["inferred"]} == INFERRED
    without_words = {c["claim_id"] for c in CLAIMS if c["hedge"] and not c["hedge_word"]}
    assert without_words == set(), "a hedge that no word of the brief carries"
    assert {c["claim_id"]: c["credibility"] for c in CLAIMS if c["credibility"]} == {"hamaha-leads-al-muwaqun": "4"}


def test_every_hedge_word_counts_as_its_hedge() -> None:
    other = {}
    for claim in CLAIMS:
        word = claim["hedge_word"].lower()
        if claim["hedge"] != (HEDGE_WORDS[word] if word else ""):
            other[claim["claim_id"]] = claim["hedge"]

    # p7: who brokered a settlement that only some observers tell of is no surer than the settlement.
    assert other == {"ansar-al-din-brokered-settlement": "believed"}


def test_no_hedge_of_the_brief_is_lost() -> None:
    found = Counter((c["locator"], c["hedge_word"].lower()) for c in CLAIMS if c["hedge_word"])

    assert found == REACH


# ---------------------------------------------------------------- what the brief says

S, R, B, U, Q, X = "", "reported", "believed", "suspected", "possible", "rumoured"

FACTS = [
    # paragraph, subject, kind, object or value, role ("" = any), when, hedge
    ("p1", "in-amenas-attack", "OCCURRED_AT", "in-amenas", "", "2012-12/2013-02-05", S),
    ("p1", "aqim", "PRESENT_IN", "northern-mali", "", "2013-02-05", S),
    ("p2", "iyad-ag-ghali", "FOUNDED", "ansar-al-din", "", "2011-11", S),
    ("p2", "mokhtar-belmokhtar", "FOUNDED", "al-muwaqun-bi-dima", "", "2012-12", S),
    ("p2", "mokhtar-belmokhtar", "LEADS", "aqim", "commander", "/2012", S),
    ("p3", "hamada-ag-hama", "KIN_OF", "iyad-ag-ghali", "cousin", "", R),
    ("p3", "hamada-ag-hama", "LEADS", "aqim", "commander", "2012", R),
    ("p3", "mnla", "PARTICIPATED_IN", "tuareg-rebellion", "led", "2012-01", S),
    ("p3", "aqim", "PARTICIPATED_IN", "tuareg-rebellion", "fighters", "2012", B),
    ("p3", "aqim", "ALLIED_WITH", "ansar-al-din", "cooperation", "2011-11/", B),
    ("p3", "aqim", "ALLIED_WITH", "ansar-al-din", "fighters joined its ranks", "2012", R),
    ("p4", "ansar-al-din", "CONTROLS", "kidal", "control in name", "2012-04~/", R),
    ("p4", "ansar-al-din", "CONTROLS", "timbuktu", "control in name", "2012-04~/", R),
    ("p4", "aqim", "PRESENT_IN", "timbuktu", "", "2012-04~/", S),
    ("p4", "iyad-ag-ghali", "PARTICIPATED_IN", "timbuktu-meeting", "", "2012-03/2012-08", R),
    ("p4", "mokhtar-belmokhtar", "PARTICIPATED_IN", "timbuktu-meeting", "", "2012-03/2012-08", R),
    ("p4", "abou-zeid", "PARTICIPATED_IN", "timbuktu-meeting", "", "2012-03/2012-08", R),
    ("p4", "nabil-abu-alqama", "PARTICIPATED_IN", "timbuktu-meeting", "", "2012-03/2012-08", R),
    ("p4", "timbuktu-meeting", "OCCURRED_AT", "timbuktu", "", "2012-03/2012-08", R),
    ("p4", "abou-zeid", "LEADS", "aqim", "commander", "2013-02-05", S),
    ("p4", "nabil-abu-alqama", "LEADS", "aqim", "Saharan emir", "/2012-08", S),
    ("p4", "yahya-abou-el-hammam", "LEADS", "aqim", "Saharan emir", "2013-02-05", S),
    ("p4", "abou-zeid", "PRESENT_IN", "timbuktu", "", "2012-04~/", S),
    ("p4", "yahya-abou-el-hammam", "PRESENT_IN", "timbuktu", "", "2012-04~/", S),
    ("p4", "nabil-abu-alqama", "PRESENT_IN", "kidal", "", "2012-04~/2012-08", S),
    ("p4", "sanda-ould-boumama", "MEMBER_OF", "gspc", "", "", U),
    ("p4", "sanda-ould-boumama", "MEMBER_OF", "aqim", "", "", U),
    ("p4", "sanda-ould-boumama", "MEMBER_OF", "ansar-al-din", "public face in Timbuktu", "[2012-03..2013-01]", S),
    ("p4", "sanda-ould-boumama", "PRESENT_IN", "timbuktu", "", "[2012-03..2013-01]", S),
    ("p5", "iyad-ag-ghali", "LEADS", "ansar-al-din", "leader", "2013-02-05", S),
    ("p5", "iyad-ag-ghali", "MEMBER_OF", "ifoghas", "", "", S),
    ("p5", "iyad-ag-ghali", "PRESENT_IN", "algiers", "", "[2012-01..2013-01]", R),
    ("p5", "state-burkina-faso", "PARTICIPATED_IN", "ecowas-mediation", "led", "2012-01/2013-01", S),
    ("p5", "state-algeria", "PARTICIPATED_IN", "algerian-mediation", "led", "2012-01/2013-01", R),
    (
        *("p5", "state-algeria", "PARTICIPATED_IN", "algerian-mediation"),
        *("to part Ansar al-Din from AQIM and MUJAO", "2012-01/2013-01", R),
    ),
    ("p5", "ansar-al-din-factions", "PART_OF", "ansar-al-din", "rival factions", "[2012-01..2013-01]", S),
    ("p5", "mia", "PARTICIPATED_IN", "mia-announcement", "announced", "2013-01-23", S),
    ("p5", "ifoghas-leaders", "PARTICIPATED_IN", "mia-announcement", "announced the group", "2013-01-23", S),
    (
        *("p5", "ifoghas-leaders", "PARTICIPATED_IN", "mia-announcement"),
        *("for a negotiated settlement", "2013-01-23/2013-02-05", R),
    ),
    ("p5", "ansar-al-din", "ALLIED_WITH", "mujao", "open cooperation", "2013-01", S),
    ("p5", "aqim", "ALLIED_WITH", "mujao", "open cooperation", "2013-01", S),
    ("p5", "aqim", "ALLIED_WITH", "ansar-al-din", "open cooperation", "2013-01", S),
    ("p6", "mujao", "PARTICIPATED_IN", "tindouf-kidnapping", "claimed responsibility", "2011-10", R),
    ("p6", "tindouf-kidnapping", "OCCURRED_AT", "tindouf", "", "2011-10", S),
    ("p6", "mujao", "SPLIT_FROM", "aqim", "", "/2011-12", R),
    ("p6", "mujao", "OPPOSED", "aqim", "public criticism", "/[2011-10..2013-01]", S),
    ("p6", "mujao", "CONTROLS", "gao", "", "2012-04~/[2012-04..2013-02-05]", B),
    ("p6", "ansar-al-din", "CONTROLS", "ansar-al-din-share", "", "2012-04~/", B),
    ("p6", "aqim", "CONTROLS", "aqim-share", "", "2012-04~/", B),
    ("p7", "ansar-al-din", "PARTICIPATED_IN", "mujao-aqim-settlement", "broker", "2012-03/2013-02-05", B),
    ("p7", "mujao", "PARTICIPATED_IN", "mujao-aqim-settlement", "party", "2012-03/2013-02-05", B),
    ("p7", "mujao", "PARTICIPATED_IN", "expulsion-of-mujao-from-gao", "expelled", "2012-04/2013-02-05", S),
    ("p7", "local-businessmen-and-notables", "KIND", "linked to illicit trafficking", "", "", B),
    ("p7", "local-businessmen-and-notables", "ALLIED_WITH", "mujao", "support", "", X),
    ("p8", "mokhtar-belmokhtar", "PRESENT_IN", "gao", "", "[2012-03..2013-02-05]", S),
    ("p8", "mokhtar-belmokhtar", "ALLIED_WITH", "mujao", "military assistance", "", R),
    ("p8", "mujao", "OPPOSED", "mnla", "", "", R),
    ("p8", "mujao", "OPPOSED", "algerian-targets", "", "", S),
    ("p8", "mujao", "OPPOSED", "aqim", "animosities among leaders", "", Q),
    ("p8", "mokhtar-belmokhtar", "PARTICIPATED_IN", "in-amenas-attack", "gave the orders", "2012-12/2013-02-05", S),
    ("p9", "al-muwaqun-bi-dima", "PARTICIPATED_IN", "in-amenas-attack", "perpetrator", "2012-12/2013-02-05", S),
    ("p9", "abdelmalek-droukdel", "ALIAS", "Abu Musab Abdel Wadoud", "", "", S),
    ("p9", "mokhtar-belmokhtar", "LEADS", "al-muwaqun-bi-dima", "", "2012-12/..", S),
    ("p9", "katibat-al-mulathimin", "PART_OF", "aqim", "", "/2012", S),
    ("p9", "mujao", "CONTROLS", "gao", "jointly", "2012-04~/[2012-04..2013-02-05]", R),
    ("p9", "katibat-al-mulathimin", "CONTROLS", "gao", "jointly", "/[2012-04..2013-02-05]", R),
    ("p9", "mujao", "ALLIED_WITH", "katibat-al-mulathimin", "", "/[2012-04..2013-02-05]", R),
    ("p10", "omar-ould-hamaha", "MEMBER_OF", "aqim", "", "2013-02-05", S),
    ("p10", "omar-ould-hamaha", "LEADS", "aqim", "leader", "2012-04/..", R),
    ("p10", "omar-ould-hamaha", "LEADS", "ansar-al-din", "leader", "2012-04/..", R),
    ("p10", "omar-ould-hamaha", "LEADS", "mujao", "leader", "2012-04/..", R),
    ("p10", "omar-ould-hamaha", "LEADS", "al-muwaqun-bi-dima", "leader", "2012-12/..", R),
    ("p10", "omar-ould-hamaha", "ASSOCIATE_OF", "mokhtar-belmokhtar", "", "2013-02-05", S),
    ("p10", "omar-ould-hamaha", "KIN_OF", "mokhtar-belmokhtar", "father-in-law", "", Q),
    ("p10", "mokhtar-belmokhtar", "OPPOSED", "aqim", "", "", B),
    ("p13", "mujao", "SPLIT_FROM", "aqim", "managed separation", "/2011-12", Q),
    ("p13", "mujao", "OPPOSED", "aqim", "spurned", "/[2011-10..2013-01]", S),
    ("p13", "mokhtar-belmokhtar", "ALLIED_WITH", "mujao", "influence", "", S),
    ("p14", "state-france", "PARTICIPATED_IN", "french-intervention", "led", "/2013-02-05", S),
    ("p16", "french-intervention", "OCCURRED_AT", "mali", "", "/2013-02-05", S),
]


@pytest.mark.parametrize("fact", FACTS, ids=[" ".join(fact[:4]) for fact in FACTS])
def test_the_brief_says(fact: tuple[str, ...]) -> None:
    locator, subject, kind, target, role, when, hedge = fact
    found = [
        (c["when"], c["hedge"], c["polarity"])
        for c in said(subject, kind, target)
        if c["locator"] == locator and (not role or c["role"] == role)
    ]

    assert found == [(when, hedge, "")]


def test_what_p9_tells_of_two_commands() -> None:
    droukdel = [(c["when"], c["hedge_word"], c["hedge"]) for c in said("abdelmalek-droukdel", "LEADS", "aqim")]
    battalion = said("mokhtar-belmokhtar", "LEADS", "katibat-al-mulathimin")

    assert sorted(droukdel) == [("2012-10", "purportedly", "reported"), ("2013-02-05", "", "")]
    assert sorted((c["when"], c["polarity"], c["hedge"], c["inferred"]) for c in battalion) == [
        ("2012-10/", "", "believed", "yes"),
        ("2012-10/", "denies", "reported", "yes"),
        ("[2012-04..2013-02-05]", "", "reported", ""),
    ]
    # It was his battalion that he was suspended from; a former commander of AQIM he is by p2.
    assert [c["locator"] for c in said("mokhtar-belmokhtar", "LEADS", "aqim")] == ["p2"]


DATES = {
    ("ansar-al-din", "ESTABLISHED"): ("p2", "2011-11"),
    ("mujao", "ANNOUNCED"): ("p2", "2011-12"),
    ("al-muwaqun-bi-dima", "ESTABLISHED"): ("p2", "2012-12"),
    ("mia", "ANNOUNCED"): ("p5", "2013-01-23"),
    ("nabil-abu-alqama", "DIED"): ("p4", "2012-08"),
    ("tuareg-rebellion", "OCCURRED"): ("p3", "2012-01"),
    ("fall-of-northern-mali", "OCCURRED"): ("p4", "2012-03/2012-04"),
    ("timbuktu-meeting", "OCCURRED"): ("p4", "2012-03/2012-08"),
    ("january-offensive", "OCCURRED"): ("p5", "2013-01"),
    ("mia-announcement", "OCCURRED"): ("p5", "2013-01-23"),
    ("tindouf-kidnapping", "OCCURRED"): ("p6", "2011-10"),
    ("in-amenas-attack", "OCCURRED"): ("p1", "2012-12/2013-02-05"),
}


def test_every_date_of_a_group_person_or_event_is_the_briefs() -> None:
    dated = {kind.name for kind in ATTRIBUTE_KINDS.values() if kind.dated}

    assert {(c["subject"], c["kind"]): (c["locator"], c["when"]) for c in CLAIMS if c["kind"] in dated} == DATES


def test_acronyms_and_the_one_other_name_are_aliases() -> None:
    assert {(c["subject"], c["value"]) for c in CLAIMS if c["kind"] == "ALIAS"} == {
        ("aqim", "AQIM"),
        ("mujao", "MUJAO"),
        ("mnla", "MNLA"),
        ("gspc", "GSPC"),
        ("mia", "MIA"),
        ("ecowas", "ECOWAS"),
        ("abdelmalek-droukdel", "Abu Musab Abdel Wadoud"),
    }


def test_the_nine_people_the_brief_names() -> None:
    assert {e["name"] for e in ENTITIES.values() if e["type"] == "Person"} == {
        "Iyad Ag Ghali",
        "Mokhtar Belmokhtar",
        "Hamada Ag Hama",
        "Abou Zeid",
        "Nabil Abu Alqama",
        "Yahya Abou el-Hammam",
        "Sanda Ould Boumama",
        "Abdelmalek Droukdel",
        "Omar Ould Hamaha",
    }


def test_three_denials_and_no_more() -> None:
    # p5: the MIA's leaders kept away from Ag Ghali. p9: Belmokhtar's purported suspension from his battalion. p13, and
    # the heading over p6: the splinter that was none.
    denials = {
        (c["subject"], c["kind"], c["object"], c["locator"], c["hedge"], c["when"])
        for c in CLAIMS
        if c["polarity"] == "denies"
    }

    assert denials == {
        ("mia", "ALLIED_WITH", "iyad-ag-ghali", "p5", "", "2013-01/.."),
        ("mokhtar-belmokhtar", "LEADS", "katibat-al-mulathimin", "p9", "reported", "2012-10/"),
        ("mujao", "SPLIT_FROM", "aqim", "p13", "possible", "/2011-12"),
    }


def test_nothing_is_said_of_anybody_before_there_was_such_a_group() -> None:
    # Founded (p2): no tie of these begins, for certain, before. The MIA was announced in January 2013 (p5).
    first = {"ansar-al-din": "2011-11", "al-muwaqun-bi-dima": "2012-12", "mia": "2013-01"}
    for claim in CLAIMS:
        for group in {claim["subject"], claim["object"]} & set(first):
            if claim["when"] and claim["kind"] in TIE_KINDS:
                bounds = read_edtf(claim["when"], lasting=TIE_KINDS[claim["kind"]].lasting, published=PUBLISHED)
                assert bounds.from_latest >= read_edtf(first[group], lasting=False).from_earliest, claim["claim_id"]


def test_mujao_held_gao_from_the_seizure_of_the_north_to_some_day_before_publication() -> None:
    # p6: the seizure of spring 2012. p7: driven out of it; p9: until the French came. Nobody says when that was.
    for claim in said("mujao", "CONTROLS", "gao"):
        held = read_edtf(claim["when"], lasting=True, published=PUBLISHED)
        assert held.holds_on(date(2012, 2, 1)) is Overlap.NO
        assert held.holds_on(date(2012, 9, 1)) is Overlap.POSSIBLE
        assert held.holds_on(date(2013, 3, 1)) is Overlap.NO


def test_endorsing_a_mediation_is_no_part_in_it() -> None:
    assert said("iyad-ag-ghali", "PARTICIPATED_IN", "ecowas-mediation") == []


def test_nothing_beyond_the_brief() -> None:
    # It gives no coordinates, and says neither of these.
    assert all(e["lat"] == e["lon"] == "" for e in ENTITIES.values())
    assert said("aqim", "SUCCEEDED", "gspc") == []
    assert said("al-muwaqun-bi-dima", "SPLIT_FROM", "aqim") == []
    assert all(c["kind"] != "SUCCEEDED" for c in CLAIMS)


def leaders_of(group: str, day: date) -> dict[str, Overlap]:
    """Return who leads the group on the day by any asserting claim, and whether certainly or possibly."""
    found: dict[str, Overlap] = {}
    for claim in CLAIMS:
        if (claim["kind"], claim["object"], claim["polarity"]) == ("LEADS", group, ""):
            holds = read_edtf(claim["when"], lasting=True, published=PUBLISHED).holds_on(day)
            if holds is not Overlap.NO and found.get(claim["subject"]) is not Overlap.CERTAIN:
                found[claim["subject"]] = holds
    return found


def test_leaders_of_aqim_over_time() -> None:
    before, after, at_last = (leaders_of("aqim", d) for d in (date(2012, 6, 1), date(2012, 10, 1), date(2013, 1, 15)))

    named = {"mokhtar-belmokhtar", "abou-zeid", "nabil-abu-alqama", "abdelmalek-droukdel", "omar-ould-hamaha"}
    assert named <= set(before)
    assert set(before) - set(after) == {"nabil-abu-alqama"}, "dead in August (p4)"
    assert set(after) - set(at_last) == {"mokhtar-belmokhtar"}, "a former commander (p2)"
    assert before["omar-ould-hamaha"] is Overlap.CERTAIN, "since April 2012 (p10)"
    assert before["abou-zeid"] is Overlap.POSSIBLE, "the brief does not say since when"


def test_on_one_day_hamaha_alone_leads_three_groups() -> None:
    groups = [e["id"] for e in ENTITIES.values() if e["kind"] in ("group", "unit")]
    leads = [(person, group) for group in groups for person in leaders_of(group, date(2012, 6, 1))]
    several = {person for person, count in Counter(person for person, _ in leads).items() if count > 1}

    assert {group for person, group in leads if person == "omar-ould-hamaha"} == {"aqim", "ansar-al-din", "mujao"}
    # The one other person with more than one leads AQIM and, of it, his own battalion: no link between groups.
    assert several == {"omar-ould-hamaha", "mokhtar-belmokhtar"}
    assert {g for p, g in leads if p == "mokhtar-belmokhtar"} == {"aqim", "katibat-al-mulathimin"}
    assert said("katibat-al-mulathimin", "PART_OF", "aqim") != []


# ---------------------------------------------------------------- the README beside it


def test_readme_lists_the_paragraphs_and_maps_every_hedge_word() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| p(\d+) \|", readme, re.MULTILINE) == [str(n) for n in range(1, PARAGRAPHS + 1)]
    for hedge in Hedge:
        line = next(line for line in readme.splitlines() if line.startswith(f"| {hedge} |"))
        listed = set() if hedge == "stated" else {w.strip().lower() for w in line.split("|")[2].split(",")}
        assert listed == {word for word, found in HEDGE_WORDS.items() if found == hedge}
    assert f"{len(CLAIMS)} claims" in readme
    assert f"{len(ENTITIES)} people" in readme
