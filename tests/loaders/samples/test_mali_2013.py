"""The curated sample `mali_2013`, against what a reader finds in the brief.

Every expected value here was typed in from the brief, paragraph by paragraph, not copied from the sample's files. The
brief's text is its publisher's and is not here; `p7` means its seventh paragraph (see the sample's README).
"""

import re
from collections import Counter

import pytest
import yaml
from edtf import parse_edtf

from loaders.samples.mali import CLAIMS, ENTITIES, FOLDER, PARAGRAPHS, PUBLISHED, Row, rows
from tertius.model.dates import read_edtf
from tertius.model.hedges import Hedge
from tertius.model.kinds import ATTRIBUTE_KINDS, TIE_KINDS, EntityType

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
