"""A folder written from claims gives the same claims again, and is one that a person can go on with."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.errors import ConflictError
from tertius.model.claim_rows import read_claim
from tertius.model.claims import Claim
from tertius.model.decisions import Decision, DecisionKind
from tertius.model.entities import Entity
from tertius.model.hedges import Hedge
from tertius.model.ids import fingerprint
from tertius.model.kinds import EntityType
from tertius.model.sources import Release, Source
from tertius_loaders.claims.export import Said, folder_texts, write_folder
from tertius_loaders.samples import SAMPLES, sample_path

Write = Callable[..., Path]
Read = Callable[[Path], Any]

SOURCE = Source(id="report", title="A report: the harbour", author="A", derived_from=("wire",), reliability="B")
RELEASE = Release(source="report", version="23.10", published=date(2013, 2, 5))


def said(found: Any, **changes: Any) -> Said:  # noqa: ANN401 - a test module cannot import its conftest's types
    document = found.document
    return replace(
        Said(
            source=document.source,
            release=document.release,
            entities=tuple(found.entities),
            claims=tuple(found.claims),
            decisions=tuple(found.decisions),
            names={},
            records={},
        ),
        **changes,
    )


def holding(**changes: Any) -> Said:  # noqa: ANN401
    return replace(Said(source=SOURCE, release=RELEASE, entities=(), claims=(), names={}, records={}), **changes)


def alike(one: Any, other: Any) -> bool:  # noqa: ANN401
    return all(
        sorted(getattr(one, part), key=repr) == sorted(getattr(other, part), key=repr)
        for part in ("entities", "claims", "decisions")
    )


def test_the_good_folder_comes_back(folder: Write, read: Read, tmp_path: Path) -> None:
    found = read(folder())

    assert write_folder(tmp_path / "out", said(found)) == ()

    again = read(tmp_path / "out")
    assert again.bad == []
    assert alike(again, found)
    assert again.document.source == found.document.source
    assert again.document.release == replace(found.document.release, sha256=again.document.release.sha256)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_comes_back(sample: str, read: Read, tmp_path: Path) -> None:
    found = read(sample_path(sample))

    assert write_folder(tmp_path / "out", said(found)) == ()

    assert alike(read(tmp_path / "out"), found)


def test_a_source_with_everything_comes_back(read: Read, tmp_path: Path) -> None:
    write_folder(tmp_path / "out", holding())

    document = read(tmp_path / "out").document
    assert document.source == SOURCE
    assert (document.release.version, document.release.published) == ("23.10", date(2013, 2, 5))


def test_the_same_claims_in_any_order_give_the_same_files(folder: Write, read: Read) -> None:
    found = said(read(folder()))
    turned = replace(found, entities=found.entities[::-1], claims=found.claims[::-1], decisions=found.decisions[::-1])

    assert folder_texts(turned) == folder_texts(found)


def test_a_person_can_read_it(folder: Write, read: Read, tmp_path: Path) -> None:
    found = read(folder())
    names = {"report:ana": "Ana", "report:crew": "The Crew"}

    write_folder(tmp_path / "out", said(found, names=names))

    with (tmp_path / "out" / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["subject"], first["subject_name"], first["object"], first["object_name"]) == (
        "ana",
        "Ana",
        "crew",
        "The Crew",
    )
    with (tmp_path / "out" / "entities.csv").open(encoding="utf-8-sig", newline="") as file:
        ana = next(row for row in csv.DictReader(file) if row["id"] == "ana")
    assert (ana["name"], ana["countries"], ana["un"]) == ("Ana", "DZ;ML", "QDi.313")
    with (tmp_path / "out" / "decisions.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["left"] for row in csv.DictReader(file)] == ["report#c2"]


def test_claims_are_in_the_order_that_people_count_in(folder: Write, read: Read, good: dict[str, str]) -> None:
    found = read(folder(claims_csv=good["claims.csv"] + "c10,ben,ALIAS,,B,,,,,,,,,\n"))

    lines = folder_texts(said(found))["claims.csv"].splitlines()

    assert [line.partition(",")[0] for line in lines] == ["claim_id", "c1", "c2", "c3", "c4", "c10"]


_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("=+-@'\",;\n"),
    min_size=1,
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(st.lists(st.tuples(_WORDS, _WORDS, st.sampled_from(["p1", "=p2", "p10"])), max_size=5, unique_by=lambda t: t[0]))
def test_whatever_words_it_holds_it_comes_back(
    read: Read, tmp_path_factory: pytest.TempPathFactory, words: list[tuple[str, str, str]]
) -> None:
    from tertius.model.cells import clean

    claims = []
    for number, (value, note, locator) in enumerate(words):
        if clean(value):
            row = {"claim_id": f"c{number}", "subject": "ana", "kind": "ALIAS", "value": clean(value)}
            claims.append(read_claim(row | {"note": clean(note), "locator": locator}, source="report"))
    path = tmp_path_factory.mktemp("words") / "out"
    entities = (Entity("report:ana", EntityType.PERSON),)

    assert write_folder(path, holding(entities=entities, claims=tuple(claims))) == ()

    found = read(path)
    assert found.bad == []
    assert found.claims == claims


def test_no_cell_of_a_written_folder_is_a_formula(read: Read, tmp_path: Path) -> None:
    claim = read_claim(
        {"claim_id": "1", "subject": "ana", "kind": "ALIAS", "value": "=cmd|'/C calc'!A0"}, source="report"
    )
    entities = (Entity("report:ana", EntityType.PERSON),)
    names = {"report:ana": "@SUM(1)"}

    write_folder(
        tmp_path / "out",
        holding(entities=entities, claims=(claim,), names=names),
    )

    with (tmp_path / "out" / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["value"], row["subject_name"]) == ("'=cmd|'/C calc'!A0", "'@SUM(1)")
    assert read(tmp_path / "out").claims == [claim]


def test_a_cell_that_no_entity_row_can_make_becomes_a_claim_of_its_own(read: Read, tmp_path: Path) -> None:
    # what another loader might store: a name that its source hedges, a second name, an odd place, two countries
    def cell(part: str, kind: str, value: str, **more: Hedge) -> Claim:
        about = (("subject", "report:dock"),)
        return Claim(source="report", record=f"entity:report:dock:{part}", kind=kind, about=about, value=value, **more)

    claims = (
        cell("NAME", "NAME", "The Dock", hedge=Hedge.POSSIBLE),
        cell("LOCATION", "LOCATION", "16.27, -0.04"),
        cell("COUNTRY:ML", "COUNTRY", "ML"),
        cell("COUNTRY:DZ", "COUNTRY", "DZ"),
        cell("EXTERNAL_ID:geo", "EXTERNAL_ID", "geo:a:b"),
        cell("EXTERNAL_ID:2", "EXTERNAL_ID", "geo:c"),
    )
    entities = (Entity("report:dock", EntityType.PLACE),)

    assert (
        write_folder(
            tmp_path / "out",
            holding(entities=entities, claims=claims),
        )
        == ()
    )

    found = read(tmp_path / "out")
    assert found.bad == []
    assert sorted(found.claims, key=repr) == sorted(claims, key=repr)


def test_records_of_events_and_entities_of_others_come_back(read: Read, tmp_path: Path) -> None:
    sides = ("un:QDe.014", "un:QDe.015")
    claim = Claim(
        source="report",
        record="row 7",
        kind="EVENT_RECORD",
        about=(
            ("event", "report:e:7"),
            *(("side_a", actor) for actor in sides),
            ("with_b", sides[1]),
            ("place", "geo:gao"),
        ),
        edtf="2012-06-26",
        bounds=read_claim(
            {"claim_id": "1", "subject": "e", "kind": "OCCURRED", "when": "2012-06-26"}, source="r"
        ).bounds,
        values=(
            *(("event_kind", "attack"), ("deaths_best", 35), ("latitude", 16.0), ("longitude", -0.04)),
            *(("deaths_civilians", 3), ("sources", 2), ("date_precision", 1), ("place_precision", 3)),
            *(("citation", '"Radio, 2012-06-27, Dead in Gao";"Wire, 2012-06-28'), ("remark", "low above best")),
        ),
        part="ML 2012",
    )
    entities = (
        Entity("geo:gao", EntityType.PLACE),
        Entity("report:e:7", EntityType.EVENT),
        *(Entity(side, EntityType.ORGANIZATION) for side in sides),
    )

    assert (
        write_folder(
            tmp_path / "out",
            holding(entities=entities, claims=(claim,)),
        )
        == ()
    )

    found = read(tmp_path / "out")
    assert (found.bad, found.claims, found.entities) == ([], [claim], list(entities))


def test_decisions_name_claims_so_that_a_person_finds_them(read: Read, tmp_path: Path) -> None:
    def decided(left: str, kind: DecisionKind, right: str = "") -> Decision:
        return Decision(kind=kind, left=left, right=right, who="B", when=date(2013, 3, 1), why="=why", source="report")

    wire, unknown = fingerprint("wire", "w 1"), fingerprint("nobody", "knows")
    decisions = (
        decided(wire, DecisionKind.REJECT),
        decided(unknown, DecisionKind.CONFIRM),
        decided("un:a", DecisionKind.SAME, "ofac:b"),
    )

    write_folder(
        tmp_path / "out",
        holding(decisions=decisions, records={wire: "wire#w 1"}),
    )

    with (tmp_path / "out" / "decisions.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["left"] for row in csv.DictReader(file)} == {"wire#w 1", unknown, "un:a"}
    found = read(tmp_path / "out")
    assert found.bad == []
    assert sorted(found.decisions, key=repr) == sorted(decisions, key=repr)


def test_what_would_not_come_back_as_it_is_is_told(tmp_path: Path) -> None:
    row = {"claim_id": "old", "subject": "ana", "kind": "LEADS", "object": "crew", "when": "2012/.."}
    earlier = read_claim(row, source="report", published=date(2012, 12, 1))
    padded = Claim(source="report", record="padded", kind="ALIAS", about=(("subject", "report:ana"),), value=" A ")
    fine = read_claim(row | {"claim_id": "new"}, source="report", published=RELEASE.published)
    entities = (Entity("report:ana", EntityType.PERSON), Entity("report:crew", EntityType.ORGANIZATION))

    told = write_folder(
        tmp_path / "out",
        holding(entities=entities, claims=(earlier, padded, fine)),
    )

    assert told == ("old", "padded")


def test_nothing_is_overwritten(folder: Write, read: Read) -> None:
    path = folder()

    with pytest.raises(ConflictError, match="not empty"):
        write_folder(path, said(read(path)))
