"""An analyst at midnight with a bad file.

Each mistake is named by line and column, says what to do, and costs no more than the rows it spoils.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

Write = Callable[..., Path]
Read = Callable[[Path], Any]

HAND_WRITTEN = ["c1", "c2", "c3", "c4"]


class Case(NamedTuple):
    """A row added below the good ones of a file, and what is to be said of it."""

    row: str | bytes
    column: str
    reason: str
    next_step: str


def name(case: Case) -> str:
    row = case.row if isinstance(case.row, str) else case.row.decode("latin-1")
    return re.sub(r"[^\w./~-]+", " ", row)[:50]


def add(good: dict[str, str], file: str, row: str | bytes) -> tuple[bytes, int]:
    """Return the good file with a row at its end, and that row's line."""
    raw = row if isinstance(row, bytes) else row.encode()
    return good[file].encode() + raw + b"\n", good[file].count("\n") + 1


CLAIMS = [
    # who and what
    Case("c9,anna,LEADS,crew,,,,,,,,,,", "subject", "no entity 'anna' in entities.csv", "Did you mean ana?"),
    Case("c9,ana,LEADS,report:zebra,,,,,,,,,,", "object", "no entity 'zebra' in entities.csv", "Add a row"),
    Case("c9,,LEADS,crew,,,,,,,,,,", "subject", "no subject", "Fill in the id"),
    Case("c9,ana;ben,LEADS,crew,,,,,,,,,,", "subject", "'ana;ben' is no entity id", "no spaces, quotes, semicolons"),
    Case("c9,ana,LEADS,the crew,,,,,,,,,,", "object", "'the crew' is no entity id", "the id of who has it: crew."),
    Case("c9,ana,LEADS,the boats,,,,,,,,,,", "object", "'the boats' is no entity id", "Write authority:key"),
    Case("c9,ana,LEAD,crew,,,,,,,,,,", "kind", "no kind 'LEAD'", "Did you mean LEADS?"),
    Case("c9,ana,member of,crew,,,,,,,,,,", "kind", "no kind 'member of'", "Did you mean MEMBER_OF?"),
    Case("c9,ana,XYZZY,crew,,,,,,,,,,", "kind", "no kind 'XYZZY'", "Use one of MEMBER_OF, LEADS"),
    Case("c9,ana,,crew,,,,,,,,,,", "kind", "no kind", "Use one of"),
    Case("c9,crew,LEADS,ana,,,,,,,,,,", "subject", "subject of LEADS is an Organization, not Person", "Swap the ends"),
    Case("c9,ana,LEADS,dock,,,,,,,,,,", "object", "object of LEADS is a Place, not Organization", "another kind"),
    Case("c9,ana,KIN_OF,ana,,,,,,,,,,", "object", "links report:ana to itself", "Correct one end"),
    Case("c9,ana,OCCURRED,,,,,2012,,,,,,", "kind", "OCCURRED is not said of a Person", "It is said of Event"),
    # object or value
    Case("c9,ana,LEADS,,,,,,,,,,,", "object", "LEADS links two entities, and the object is empty", "Fill in the id"),
    Case("c9,ana,LEADS,,crew,,,,,,,,,", "value", "takes an object, not a value", "object column and empty the value"),
    Case("c9,ana,LEADS,crew,Crew,,,,,,,,,", "value", "both an object and a value", "Empty the value"),
    Case("c9,ana,ALIAS,ben,Annie,,,,,,,,,", "object", "both an object and a value", "Empty the object"),
    Case("c9,ana,ALIAS,ben,,,,,,,,,,", "object", "takes a value, not an object", "Empty the object"),
    Case("c9,ana,ALIAS,,,,,,,,,,,", "value", "ALIAS has no value", "Fill in the value"),
    Case("c9,ana,BORN,,,,,,,,,,,", "when", "BORN has no date", "when column"),
    Case("c9,ana,BORN,,1970,,,1970,,,,,,", "value", "BORN is a date, not a value", "Use the when column"),
    Case("c9,ana,NATIONALITY,,Mali,,,,,,,,,", "value", "'Mali' is no country code", "ISO 3166-1 alpha-2, such as ML"),
    Case('c9,dock,LOCATION,,"16,27 N",,,,,,,,,', "value", "is no location", "latitude,longitude in degrees"),
    Case("c9,raid,DEATHS_BEST,,about 30,,,,,,,,,", "value", "no count of lives", "Write a whole number"),
    Case("c9,ana,EXTERNAL_ID,,QDi.313,,,,,,,,,", "value", "'QDi.313' is no entity id", "such as un:QDi.313"),
    # dates
    Case("c9,ana,LEADS,crew,,,,2012-02-30,,,,,,", "when", "'2012-02-30' is not a day of the calendar", "Correct"),
    Case(
        "c9,ana,LEADS,crew,,,,April 2012,,,,,,",
        "when",
        "'April 2012' is no date that can be read",
        "Write 2012-04.",
    ),
    Case(
        "c9,ana,LEADS,crew,,,,01/04/2012,,,,,,",
        "when",
        "'01/04/2012' is no date",
        "It may be 2012-04-01 or 2012-01-04.",
    ),
    Case("c9,ana,LEADS,crew,,,,42798,,,,,,", "when", "'42798' is no date", "stands for 2017-03-04"),
    Case("c9,ana,LEADS,crew,,,,2017-3,,,,,,", "when", "'2017-3' is no date", "Write 2017-03."),
    Case("c9,ana,LEADS,crew,,,,some day,,,,,,", "when", "'some day' is no date", "Write EDTF: 2012, 2012-04"),
    Case("c9,ana,LEADS,crew,,,,2012-06/2012-04,,,,,,", "when", "ends before it starts", "Swap the two dates"),
    Case('c9,ana,LEADS,crew,,,,"[2012-01,2012-06]",,,,,,', "when", "lists several dates", "[2012-01..2012-06]"),
    Case("c9,ana,LEADS,crew,,,,[..2012-06],,,,,,", "when", "without its first date", "Give a range both its dates"),
    Case("c9,ana,LEADS,crew,,,,2014/..,,,,,,", "when", "starts after the source was published", "Correct the date"),
    # how sure
    Case("c9,ana,LEADS,crew,,,,,maybe,,,,,", "polarity", "'maybe' is no polarity", "asserts, or denies"),
    Case(
        "c9,ana,LEADS,crew,,,,,,by all accounts,,,,",
        "hedge_word",
        "'by all accounts' is not in the table",
        "hedge column",
    ),
    Case("c9,ana,LEADS,crew,,,,,,,certain,,,", "hedge", "'certain' is no hedge", "stated, reported"),
    Case("c9,ana,LEADS,crew,,,0,,,,,,,", "stint", "The stint '0' is not a count", "Number the spells 1, 2"),
    Case("c9,ana,LEADS,crew,,,second,,,,,,,", "stint", "'second' is not a count", "or leave it empty"),
    Case("c9,ana,LEADS,crew,,,,,,,,7,,", "credibility", "The credibility '7' is not a grade", "1 (confirmed) to 5"),
    Case("c9,ana,LEADS,crew,,,,,,,,B2,,", "credibility", "'B2' is not a grade", "or leave it empty"),
    # ids
    Case(",ana,LEADS,crew,,,,,,,,,,", "claim_id", "no id", "no other claim of the source has"),
    Case("c2,ana,LEADS,crew,,,,,,,,,,", "claim_id", "'c2' stands on line 3 already", "Delete one of the two rows"),
    Case(
        "entity:x,ana,LEADS,crew,,,,,,,,,,", "claim_id", "'entity:x' is none for a claim", "Give the claim another id"
    ),
    Case(
        "entity:report:ana:NAME,ana,NAME,,Anne,,,,,,,,,", "value", "entities.csv, line 2, says 'Ana'", "delete this row"
    ),
    Case("#c9,ana,LEADS,crew,,,,,,,,,,", "claim_id", "a table has no comments", "Delete the row"),
    # the file itself
    Case(
        "c9,ana,LEADS,crew,,,,,,,,,p1,then Gao, then Kidal", "", "15 cells, the header 14", "Put quotes around a text"
    ),
    Case(
        'c9,ana,LEADS,crew,,,,,,,,,p1,"She led it', "", "quote opens a cell on this line", "Close the cell with a quote"
    ),
    Case(
        'c9,ana,LEADS,crew,,,,,,,,,p1,"the "Signers" unit"',
        "",
        "quote stands within a cell",
        'twice: "the ""Signers"""',
    ),
    Case(
        b"c9,ana,LEADS,crew,,\xe9mir,,,,,,,,\xc3\xa9\xc3\xa8",
        "role",
        "After 0 characters, the bytes e9 are not UTF-8 ('é' in Windows-1252, which older programs write)",
        "save the file as UTF-8",
    ),
    Case(
        "c9,ana,LEADS,crew,,,,,,,,,,déjà été".encode() + b"\xff\xfe",
        "note",
        "After 8 characters, the bytes ff fe are not UTF-8",
        "UTF-8",
    ),
    Case(b"c9,ana,LEADS,crew,,,,,,,,,,a\x00b", "note", "a NUL byte after 1 character", "Delete it"),
    Case("c9,ana,LEADS,crew,,,,,,,,,,a\x1bb", "note", "control character U+001B", "Delete it"),
    Case(f"c9,ana,LEADS,crew,,,,,,,,,,{'x' * 10_001}", "note", "The cell has 10,001 characters", "10,000 at most"),
    Case(f'c9,ana,LEADS,crew,,,,,,,,,,"{"x" * 200_000}"', "", "far too long", "Close the cell"),
    # records
    Case("c9,raid,EVENT_RECORD,,side_a=ana,,,,,,,,,", "value", "is no record", "Write a JSON object"),
    Case(
        'c9,raid,EVENT_RECORD,,"{""side_c"": ""ana""}",,,,,,,,,',
        "value",
        "no part 'side_c'",
        "side_a, side_b, with_a, with_b, place",
    ),
    Case(
        'c9,raid,EVENT_RECORD,,"{""name"": ""\\u001b[31mRed""}",,,,,,,,,',
        "value",
        "control character U+001B",
        "Delete it",
    ),
    Case(
        'c9,raid,EVENT_RECORD,,"{""event_kind"": ""a\\u0000""}",,,,,,,,,',
        "value",
        "control character U+0000",
        "Delete it",
    ),
    Case('c9,raid,EVENT_RECORD,,"{""deaths_best"": ""3""}",,,,,,,,,', "value", "deaths_best is '3'", "without quotes"),
    Case(
        'c9,raid,EVENT_RECORD,,"{""deaths_best"": 1e3}",,,,,,,,,', "value", "deaths_best is '1000.0'", "a whole number"
    ),
    Case(
        'c9,raid,EVENT_RECORD,,"{""deaths_best"": 3, ""deaths_best"": 5}",,,,,,,,,', "value", "no record", "JSON object"
    ),
    Case(
        'c9,raid,EVENT_RECORD,,"{""place"": ""ana""}",,,,,,,,,', "value", "place of a record is a Person", "Use Place"
    ),
    Case("c9,ana,EVENT_RECORD,,,,,,,,,,,", "subject", "event of a record is a Person", "Use Event"),
]

ENTITIES = [
    Case(",Person,Zoe,,,,,", "id", "The entity has no id", "such as abou-zeid"),
    Case("zoe k,Person,Zoe,,,,,", "id", "'zoe k' is no entity id", "no spaces"),
    Case("zoe,Human,Zoe,,,,,", "type", "no type 'Human'", "Use one of Person, Organization, Place, Event"),
    Case("zoe,Persn,Zoe,,,,,", "type", "no type 'Persn'", "Did you mean Person?"),
    Case("zoe,,Zoe,,,,,", "type", "The entity has no type", "Use one of"),
    Case("zoe,Person,Zoe,,Mali,,,", "countries", "'Mali' is no country code", "ISO 3166-1 alpha-2"),
    Case("zoe,Place,Zoe,,,16.27,,", "lon", "a latitude but no lon", "both lat and lon, or neither"),
    Case('zoe,Place,Zoe,,,"16,27,5",-0.04,', "lat", "'16,27,5' is no latitude", "degrees with a point"),
    Case("zoe,Place,Zoe,,,16.27,-200,", "lon", "'-200' is no longitude", "from -180 to 180"),
    Case("zoe,Place,Zoe,,,nan,0,", "lat", "'nan' is no latitude", "degrees"),
    Case("zoe,Person,Zoe,,,16.27,-0.04,", "lat", "LOCATION is not said of a Person", "said of Event or Place"),
    Case("zoe,Person,Zoe,,,,,QDi.1; QDi.2", "un", "'QDi.1; QDi.2' is no id of un", "Write one id"),
    Case("zoe,Person,Zoe,,,,,wd:Q42", "un", "an id of wd, not of un", "a column of its own"),
    Case("ben,Person,Benjamin,,,,,", "id", "'ben' stands on line 3 already", "Delete one of the two rows"),
    Case("report:ben,Person,Benjamin,,,,,", "id", "'report:ben' stands on line 3 already", "Delete one"),
    Case(
        b"zoe,Person,Zo\xeb \xc3\xab\xc3\xab,,,,,",
        "name",
        "After 2 characters, the bytes eb are not UTF-8 ('ë'",
        "UTF-8",
    ),
]

DECISIONS = [
    Case("maybe,ana,ben,,,B,2013-03-01,why,", "kind", "no decision 'maybe'", "Use one of same, not_same"),
    Case("not sane,ana,ben,,,B,2013-03-01,why,", "kind", "no decision 'not sane'", "Did you mean not_same?"),
    Case("same,ana,,,,B,2013-03-01,why,", "right", "needs two entities", "Fill in the id"),
    Case("same,ana,ana,,,B,2013-03-01,why,", "right", "two different entities", "Give both ids"),
    Case("same,ana,benn,,,B,2013-03-01,why,", "right", "no entity 'benn' in entities.csv", "Did you mean ben?"),
    Case("same,ana,crew,,,B,2013-03-01,why,", "right", "ana is a Person, crew an Organization", "one type"),
    Case("confirm,c33,,,,B,2013-03-01,why,", "left", "The folder has no claim 'c33'", "Did you mean c3?"),
    Case("confirm,Other Report#c1,,,,B,2013-03-01,why,", "left", "'Other Report' is no source id", "lower-case"),
    Case("confirm,c3,ben,,,B,2013-03-01,why,", "right", "about one claim", "Empty the right"),
    Case("confirm,c3,,role,,B,2013-03-01,why,", "field", "replaces nothing", "Empty field and value"),
    Case("correct,c3,,object,ben,B,2013-03-01,why,", "field", "'object' cannot be corrected", "when, role, hedge"),
    Case("correct,c1,,when,in spring,B,2013-03-01,why,", "value", "'in spring' is no date", "Write EDTF"),
    Case("correct,other#c1,,polarity,no,B,2013-03-01,why,", "value", "'no' is no polarity", "asserts or denies"),
    Case("correct,c1,,when,2014/..,B,2013-03-01,why,", "value", "after the source was published", "Correct the date"),
    Case("correct,c1,,value,Crew,B,2013-03-01,why,", "value", "LEADS takes no value", ""),
    Case("confirm,c3,,,,,2013-03-01,why,", "who", "has no who", "Fill in the column who"),
    Case("confirm,c3,,,,B,2013-03-01,,", "why", "has no why", "Fill in the column why"),
    Case("confirm,c3,,,,B,1 March,why,", "when", "'1 March' is not a day", "YYYY-MM-DD"),
    Case("confirm,c3,,,,B,2013-02-30,why,", "when", "'2013-02-30' is not a day", "YYYY-MM-DD"),
    Case("confirm,c3,,,,B,,why,", "when", "no day", "YYYY-MM-DD"),
    Case("confirm,c3,,,,B,2013-03-01,why,2013-02-01", "undone", "before it was made", "Correct one"),
    Case(
        "confirm,c2,,,,C,2013-04-01,why,", "left", "Line 2 decides the same question", "Keep the decision that stands"
    ),
]


CASES = [("claims", one) for one in CLAIMS] + [("entities", one) for one in ENTITIES]
CASES += [("decisions", one) for one in DECISIONS]


@pytest.mark.parametrize(("table", "case"), CASES, ids=lambda one: one if isinstance(one, str) else name(one))
def test_a_bad_row_is_set_aside_and_the_rest_loads(
    folder: Write, read: Read, good: dict[str, str], table: str, case: Case
) -> None:
    text, line = add(good, f"{table}.csv", case.row)

    found = read(folder(**{f"{table}_csv": text}))

    assert [(row.file, row.line, row.column) for row in found.bad] == [(f"{table}.csv", line, case.column)]
    assert case.reason in found.bad[0].reason
    assert case.next_step in found.bad[0].next_step
    assert found.records == HAND_WRITTEN
    assert (len(found.entities), len(found.decisions)) == (5, 1)


@pytest.mark.parametrize("file", ["claims.csv", "entities.csv", "decisions.csv"])
def test_a_row_that_is_repeated_word_for_word_counts_once(
    folder: Write, read: Read, good: dict[str, str], file: str
) -> None:
    repeated = good[file] + "".join(good[file].splitlines(keepends=True)[1:])

    found = read(folder(**{file.replace(".", "_"): repeated}))

    assert found.bad == []
    assert sorted(set(found.records)) == sorted(HAND_WRITTEN)
    assert len({entity.id for entity in found.entities}) == 5
    assert len(found.decisions) == 1


def test_a_repeated_row_may_be_written_in_another_way(folder: Write, read: Read, good: dict[str, str]) -> None:
    text, _ = add(
        good,
        "claims.csv",
        "c1,report:ana,leads,report:crew,,emir,1,2012-04/..,asserts,reportedly,reported,,p1,She led it.",
    )
    assert read(folder(claims_csv=text)).bad == []


def test_a_claim_about_an_entity_that_was_set_aside_says_so(folder: Write, read: Read, good: dict[str, str]) -> None:
    found = read(folder(entities_csv=good["entities.csv"].replace("crew,Organization", "crew,Organisation Inc")))

    assert [(row.file, row.line, row.column) for row in found.bad] == [
        ("entities.csv", 4, "type"),
        ("claims.csv", 2, "object"),
        ("claims.csv", 3, "object"),
    ]
    assert found.bad[1].reason == (
        "'crew' was set aside (entities.csv, line 4, type: There is no type 'Organisation Inc')"
    )
    assert found.bad[1].next_step == "Mend its row in entities.csv, and this claim loads with it."
    assert found.records == ["c3", "c4"]


def test_the_same_for_an_entity_whose_row_cannot_be_read(folder: Write, read: Read, good: dict[str, str]) -> None:
    for row in (
        b"dock,Place,The D\xf6ck \xc3\xb6\xc3\xb6,town,,16.27,-0.04,",
        b'dock,Place,"The Dock,town,,16.27,-0.04,',
    ):
        entities = good["entities.csv"].encode().replace(b"dock,Place,The Dock,town,,16.27,-0.04,", row)
        claims = good["claims.csv"] + "c5,raid,OCCURRED_AT,dock,,,,,,,,,p3,\n"

        found = read(folder(entities_csv=entities, claims_csv=claims))

        assert [(row.file, row.line) for row in found.bad] == [("entities.csv", 5), ("claims.csv", 6)]
        assert "'dock' was set aside (entities.csv, line 5: " in found.bad[1].reason
        assert found.records == HAND_WRITTEN


def test_many_mistakes_at_once_cost_only_their_own_rows(folder: Write, read: Read, good: dict[str, str]) -> None:
    head, *rows = good["claims.csv"].encode().splitlines()
    mixed = [head]
    for number, (row, case) in enumerate(zip(rows, CLAIMS[::14], strict=False)):
        bad = case.row if isinstance(case.row, bytes) else case.row.encode()
        mixed += [b"", bad.replace(b"c9", b"b%d" % number), row]

    found = read(folder(claims_csv=b"\r\n".join(mixed)))

    assert found.records == HAND_WRITTEN
    assert [row.line for row in found.bad] == [3, 6, 9, 12]


def test_a_quote_that_never_closes_swallows_nothing(folder: Write, read: Read, good: dict[str, str]) -> None:
    claims = good["claims.csv"].replace("p1,She led it.", 'p1,"She led it.').replace("p2,\n", 'p2,"Said, twice."\n')

    found = read(folder(claims_csv=claims))

    assert [(row.line, row.value[:10]) for row in found.bad] == [(2, "c1,ana,LEA")]
    assert found.records == ["c2", "c3", "c4"]
    assert found.claim("c3").note == "Said, twice."
    assert found.bad[0].row["claim_id"] == "c1", "so that a complete load knows which claim the row stands for"


def test_a_bad_row_can_be_written_to_a_file_as_it_is(folder: Write, read: Read, good: dict[str, str]) -> None:
    found = read(
        folder(claims_csv=good["claims.csv"].encode() + b"c9,ana,LEADS,crew,,,,,,,,\xc3\xa9\xc3\xa9,,caf\xe9\n")
    )

    assert found.bad[0].value == "caf\ufffd", "a letter that was lost, which no row may hold"
    assert found.bad[0].row["note"] == "caf\ufffd"
    for text in found.bad[0].row.values():
        text.encode("utf-8")


def test_a_complete_load_knows_which_claims_a_bad_row_stands_for(folder: Write, good: dict[str, str]) -> None:
    from tertius.loading.loader import RawRow
    from tertius_loaders.claims import LOADER

    document = LOADER.open(folder())
    assert document.records is not None
    rows = [row for row in document.rows() if isinstance(row, RawRow)]
    for row in rows:  # of a good row, exactly the claims that it makes are among them
        assert {claim.record for claim in document.shape(row).claims} <= set(document.records(row))

    bad = RawRow("entities.csv", 2, {**rows[0].values, "type": "Nobody", "countries": "Mali"})
    assert {"entity:report:ana:NAME", "entity:report:ana:COUNTRY:DZ", "entity:report:ana:EXTERNAL_ID:un"} <= set(
        document.records(bad)
    )
    assert document.records(RawRow("claims.csv", 9, {"claim_id": "c1"})) == ("c1",)
    assert document.records(RawRow("entities.csv", 9, {"id": "no id"})) == ()
