"""What the brief says is what the curated sample `mali_2013` says, fact by fact; typed in as in `test_mali_2013`."""

from collections import Counter
from datetime import date

import pytest

from loaders.samples.mali import CLAIMS, ENTITIES, PUBLISHED, said
from tertius.model.dates import Overlap, read_edtf
from tertius.model.kinds import ATTRIBUTE_KINDS, TIE_KINDS

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
