"""Claims as rows, both ways: nothing is lost, nothing is added."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.claim_rows import EXPORT_COLUMNS, READ_COLUMNS, claim_row, read_claim
from tertius.model.claims import Claim, Polarity
from tertius.model.hedges import Hedge
from tertius.model.stored_claims import stored_claim, stored_claim_row

PUBLISHED = date(2013, 2, 5)

# Texts as a folder can hold them: no control characters, no blanks at the ends, accents in one form.
_letters = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
texts = st.text(_letters, max_size=20).map(lambda text: " ".join(text.split()))
keys = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
ids = st.builds("{}:{}".format, st.sampled_from(["report", "un", "ucdp"]), keys)
records = texts.filter(bool)
dates = st.sampled_from(
    [
        "",
        "2012",
        "2012-04",
        "2012-04-01~",
        "201X",
        "2012-21",
        "2011/2012-06",
        "2012-04/..",
        "[2012-01..2012-06]",
        "[2012-01..2012-03]/2012-09",
    ]
)
hedges = st.sampled_from([("", ""), ("reportedly", ""), ("possibly", "stated"), ("by all accounts", "believed")])


def row(**cells: str) -> dict[str, str]:
    return dict.fromkeys(READ_COLUMNS, "") | cells


@st.composite
def rows(draw: st.DrawFn) -> dict[str, str]:
    """Draw a row in its plainest form: ids in full, no default written out."""
    hedge_word, hedge = draw(hedges)
    shared = {
        "claim_id": draw(records),
        "subject": draw(ids),
        "role": draw(texts),
        "stint": draw(st.sampled_from(["", "2", "17"])),
        "when": draw(dates),
        "polarity": draw(st.sampled_from(["", "denies"])),
        "inferred": draw(st.sampled_from(["", "yes"])),
        "hedge_word": hedge_word,
        "hedge": hedge,
        "credibility": draw(st.sampled_from(["", "1", "6"])),
        "locator": draw(texts),
        "note": draw(texts),
        "part": draw(texts),
    }
    match draw(st.sampled_from(["tie", "value", "date", "record"])):
        case "tie":
            kind = draw(st.sampled_from(["LEADS", "FOUNDED", "OPPOSED", "PARTICIPATED_IN"]))
            return row(kind=kind, object=draw(ids), **shared)
        case "value":
            return row(kind=draw(st.sampled_from(["NAME", "ALIAS", "KIND"])), value=draw(records), **shared)
        case "date":
            shared["when"] = shared["when"] or "2012"
            return row(kind=draw(st.sampled_from(["BORN", "OCCURRED", "ANNOUNCED", "DISSOLVED"])), **shared)
        case _:
            deaths = draw(st.integers(0, 10**6))
            several = sorted(draw(st.lists(ids, min_size=1, max_size=3, unique=True)))
            parts = {"side_a": draw(ids), "with_a": several if len(several) > 1 else several[0], "place": draw(ids)}
            parts |= {"name": "Gao", "deaths_best": deaths, "citation": draw(records), "remark": "low > best"}
            return row(kind="EVENT_RECORD", value=json.dumps(parts, ensure_ascii=False), **shared)


@given(rows())
def test_a_row_comes_back_as_it_was(cells: dict[str, str]) -> None:
    assert claim_row(read_claim(cells, source="report", published=PUBLISHED)) == cells


@given(rows())
def test_a_claim_comes_back_with_its_key_and_its_digest(cells: dict[str, str]) -> None:
    claim = read_claim(cells, source="report", published=PUBLISHED)

    again = read_claim(claim_row(claim), source="report", published=PUBLISHED)

    assert again == claim
    assert (again.key, again.digest) == (claim.key, claim.digest)


@given(rows(), st.sampled_from([1, 3]))
def test_a_claim_of_the_graph_gives_the_row_it_came_from(cells: dict[str, str], revision: int) -> None:
    claim = read_claim(cells, source="report", published=PUBLISHED)
    stored: dict[str, object] = {
        "source_id": "report",
        "record": claim.record,
        "kind": claim.kind,
        "polarity": claim.polarity.value,
        "hedge": claim.hedge.value,
        "hedge_word": claim.hedge_word,
        "value": claim.value,
        "edtf": claim.edtf,
        "stint": claim.stint,
        "role": claim.role,
        "locator": claim.locator,
        "note": claim.note,
        "part": claim.part,
        "revision": revision,
        **dict(claim.values),
    }
    if claim.credibility is not None:
        stored["credibility"] = claim.credibility  # a graph holds no nulls
    if claim.inferred:
        stored["inferred"] = True
    about = [(role, entity, f"Name of {entity}") for role, entity in reversed(claim.about)]

    given_row = stored_claim_row(stored, about)

    assert tuple(given_row) == EXPORT_COLUMNS
    assert {column: given_row[column] for column in READ_COLUMNS} == cells
    assert given_row["subject_name"] == f"Name of {cells['subject']}"
    assert given_row["object_name"] == (f"Name of {cells['object']}" if cells["object"] else "")
    assert (given_row["source"], given_row["revision"]) == ("report", str(revision))
    assert stored_claim(stored, [(a, e) for a, e, _ in about], bounds=claim.bounds) == claim


@pytest.mark.parametrize("text", ["no", "believed", "1", "true", "y"])
def test_the_mark_of_an_inference_is_yes_or_nothing(text: str) -> None:
    with pytest.raises(InputError, match="does not say whether the claim is inferred") as caught:
        read_claim(row(claim_id="1", subject="ana", kind="LEADS", object="crew", inferred=text), source="report")
    assert caught.value.where == "inferred"
    assert "Write yes" in caught.value.next_step


def test_whole_numbers_that_a_spreadsheet_wrote_with_decimals_are_the_same_numbers() -> None:
    told = row(claim_id="1", subject="ana", kind="LEADS", object="crew", stint="2.0", credibility="3.0")
    claim = read_claim(told, source="report")
    assert (claim.stint, claim.credibility) == (2, 3)
    assert read_claim(row(claim_id="2", subject="e", kind="DEATHS_BEST", value="12.0"), source="report").value == "12"
    for column in ("stint", "credibility"):
        with pytest.raises(InputError) as caught:
            read_claim(told | {column: "1.5"}, source="report")
        assert caught.value.where == column


def test_what_a_row_says_in_full() -> None:
    claim = read_claim(
        row(
            claim_id="p3-1",
            subject="ana",
            kind="leads",
            object="un:QDe.014",
            role="emir",
            stint="2",
            when="2012-04/..",
            polarity="Denies",
            hedge_word="Press  reports",
            credibility="2",
            locator="p3",
            note="A paraphrase.",
            inferred="Yes",
        ),
        source="report",
        published=PUBLISHED,
    )

    assert claim.about == (("subject", "report:ana"), ("object", "un:QDe.014"))
    assert (claim.kind, claim.role, claim.stint) == ("LEADS", "emir", 2)
    assert (claim.polarity, claim.hedge, claim.credibility) == (Polarity.DENIES, Hedge.REPORTED, 2)
    assert claim.hedge_word == "Press  reports", "the words stay the source's own"
    assert (claim.edtf, claim.bounds.from_earliest, claim.bounds.to_earliest) == (
        "2012-04/..",
        date(2012, 4, 1),
        PUBLISHED,
    )
    assert (claim.locator, claim.note) == ("p3", "A paraphrase.")
    assert claim.inferred


def test_a_chosen_hedge_wins_over_the_word_and_both_are_kept() -> None:
    claim = read_claim(
        row(claim_id="1", subject="a", kind="KIND", value="x", hedge_word="it is said", hedge="Rumoured"),
        source="report",
    )

    assert (claim.hedge, claim.hedge_word) == (Hedge.RUMOURED, "it is said")
    assert claim_row(claim)["hedge"] == "rumoured"


def test_columns_beside_the_claims_own_say_nothing() -> None:
    plain = row(claim_id="1", subject="a", kind="LEADS", object="b")
    beside = plain | {"subject_name": "A", "object_name": "B", "source": "other", "revision": "7"}

    assert read_claim(beside, source="report") == read_claim(plain, source="report")


def test_a_record_names_its_sides_and_what_it_says_of_the_event() -> None:
    value = '{"deaths_best": 3, "place": "gao", "side_b": "un:QDe.014", "latitude": 16, "event_kind": "attack"}'

    claim = read_claim(row(claim_id="1", subject="raid", kind="EVENT_RECORD", value=value), source="report")

    assert claim.about == (("event", "report:raid"), ("side_b", "un:QDe.014"), ("place", "report:gao"))
    assert claim.values == (("event_kind", "attack"), ("deaths_best", 3), ("latitude", 16.0))
    assert claim.value == ""


def test_a_record_can_say_nothing_but_its_event() -> None:
    claim = read_claim(row(claim_id="1", subject="raid", kind="EVENT_RECORD"), source="report")

    assert claim.about == (("event", "report:raid"),)
    assert claim_row(claim)["value"] == ""


@pytest.mark.parametrize(
    "value",
    [
        "[1]",
        "3",
        "{",
        '{"latitude": NaN}',
        '{"latitude": 1e999}',
        '{"deaths_best": true}',
        '{"side_a": "a b"}',
        "[" * 99_999,
    ],
    ids=lambda value: value[:20],
)
def test_a_record_that_cannot_be_read_is_refused(value: str) -> None:
    with pytest.raises(InputError) as caught:
        read_claim(row(claim_id="1", subject="raid", kind="EVENT_RECORD", value=value), source="report")

    assert caught.value.where == "value"
    assert caught.value.next_step


def test_a_claim_whose_hedge_no_word_explains_is_written_with_its_hedge() -> None:
    claim = Claim(source="s", record="1", kind="KIND", about=(("subject", "s:a"),), value="x", hedge=Hedge.POSSIBLE)

    assert (claim_row(claim)["hedge_word"], claim_row(claim)["hedge"]) == ("", "possible")
    assert read_claim(claim_row(claim), source="s") == claim
