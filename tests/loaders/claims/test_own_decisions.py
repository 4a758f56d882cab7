"""A file of one's own decisions: nothing in it is lost, however it is saved and whoever writes at once."""

import csv
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tertius.errors import ConflictError, DataError, TertiusError
from tertius.loading.decisions import TakenBack, digest
from tertius.model.decisions import Decision, DecisionKind
from tertius_loaders.claims import LOADER
from tertius_loaders.claims.own_decisions import own_decisions

DAY = date(2026, 5, 6)
HEAD = "kind,left,right,field,value,who,when,why,undone\n"


def row(left: str = "x:a", right: str = "x:b", **others: str) -> dict[str, str]:
    return {"kind": "same", "left": left, "right": right, "who": "A", "when": "2026-05-05", "why": "read", **others}


def add(folder: Path, said: Mapping[str, str], patience: float = 600) -> None:
    with own_decisions(folder, who="A. Analyst", patience=patience) as own:
        own.add(said)
        own.save()


def read(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "decisions.csv").read_text(encoding="utf-8-sig"), newline="")))


def folder_with(tmp_path: Path, decisions: bytes) -> Path:
    folder = tmp_path / "own"
    add(folder, row("x:first"))
    (folder / "decisions.csv").write_bytes(decisions)
    return folder


@pytest.mark.parametrize(
    ("who", "id_"), [("A. Analyst", "decisions-a-analyst"), ("Zoë Ağca", "decisions-zo-a-ca"), ("مريم", "decisions-")]
)
def test_a_folder_is_made_that_loads_like_any_other(tmp_path: Path, who: str, id_: str) -> None:
    with own_decisions(tmp_path / "made" / "own", who=who, patience=60) as own:
        own.add(row(why='say "why", =1+1'))
        own.save()
    document = LOADER.open(tmp_path / "made" / "own")
    assert document.source.id.startswith(id_)
    assert document.source.title == f"Decisions of {who}"
    (found,) = [decision for raw in document.rows() for decision in document.shape(raw).decisions]  # type: ignore[arg-type]
    assert (found.kind, found.left, found.right, found.why) == (DecisionKind.SAME, "x:a", "x:b", 'say "why", =1+1')


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_row_is_added_as_the_file_is_saved_and_all_that_stood_there_stands(
    tmp_path: Path, mark: str, end: str, last: bool, separator: str
) -> None:
    columns = ["who", "kind", "why", "left", "right", "when", "undone"]  # in an order of its own, and not all of them
    before = [
        separator.join(columns),
        "",
        separator.join(["B", "same", f'"one{separator} ""two"""', "x:c", "x:d", "2026-01-01", ""]),
        separator.join(["C", "not_same", "'=1", "x:e", "x:f", "2026-01-02"]),
    ]
    text = mark + end.join(before) + (end if last else "")
    folder = folder_with(tmp_path, text.encode())
    add(folder, row(why=f'a{separator} "b"'))
    after = (folder / "decisions.csv").read_bytes().decode()
    quoted = f'"a{separator} ""b"""'
    assert (
        after
        == text + ("" if last else end) + separator.join(["A", "same", quoted, "x:a", "x:b", "2026-05-05", ""]) + end
    )


def test_taking_back_changes_one_cell(tmp_path: Path) -> None:
    text = HEAD + (
        'same,x:a,x:b,,,B,2026-01-01,"two\nlines, ""quoted""",\n'
        "same,x:c,x:d,,,B,2026-01-01,why\n"
        "same,x:e,x:f,,,B,2026-01-01,why,"
    )
    folder = folder_with(tmp_path, text.encode())
    with own_decisions(folder, who="A", patience=60) as own:
        for one in own.rows:
            again = next(other for other in own.rows if other.decision.id == one.decision.id)
            own.take_back(again, DAY)
        own.save()
    expected = text.replace('quoted""",', 'quoted""",2026-05-06').replace(
        "x:d,,,B,2026-01-01,why", "x:d,,,B,2026-01-01,why,2026-05-06"
    )
    assert (folder / "decisions.csv").read_text() == expected + "2026-05-06"
    with own_decisions(folder, who="A", patience=60) as own:
        own.take_back(own.rows[0], None)
        own.save()
    assert [one["undone"] for one in read(folder)] == ["", "2026-05-06", "2026-05-06"]


@pytest.mark.parametrize(
    ("decisions", "line"),
    [
        (HEAD + 'same,x:a,x:b,,,B,2026-01-01,"open,\n', 2),
        (HEAD + "same,x:a,x:b,,,B,2026-01-01,why,\nmerge,x:a,x:c,,,B,2026-01-01,why,\n", 3),
        (HEAD + "same,x:a,x:b,,,B,1 May,why,\n", 2),
        (HEAD + "same,x:a,x:b,,,B,2026-01-01,why,,and more\n", 2),
        (HEAD.encode().decode() + "same,x:a,x:b,,,B\x00,2026-01-01,why,\n", 2),
        ("kind,left,rihgt,who,when,why\n", 1),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line_and_left_alone(
    tmp_path: Path, decisions: str, line: int
) -> None:
    folder = folder_with(tmp_path, decisions.encode())
    with pytest.raises(DataError) as refused:
        add(folder, row())
    assert f"line {line}" in refused.value.where
    assert (folder / "decisions.csv").read_bytes() == decisions.encode()


@pytest.mark.parametrize(
    "raw", [HEAD.encode("utf-16"), (HEAD + "same,x:a,x:b,,,Zoé,2026-01-01,vu,\n").encode("cp1252")]
)
def test_a_file_in_another_encoding_is_not_written_into(tmp_path: Path, raw: bytes) -> None:
    folder = folder_with(tmp_path, raw)
    with pytest.raises(DataError, match="UTF-8"):
        add(folder, row())
    assert (folder / "decisions.csv").read_bytes() == raw


def test_a_column_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, b"kind,left,right,who,when,why\n")
    add(folder, row())
    for change in (
        lambda own: own.add(row(kind="prefer_name", right="", value="Ali")),
        lambda own: own.take_back(own.rows[0], DAY),
    ):
        with own_decisions(folder, who="A", patience=60) as own, pytest.raises(DataError, match="has no column"):
            change(own)
    assert len(read(folder)) == 1


def test_what_is_said_already_is_not_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    add(folder, row())
    with pytest.raises(ConflictError, match="Line 2"):
        add(folder, row(when="2026-06-06"))
    add(folder, row(why="for another reason"))
    assert len(read(folder)) == 2


def test_what_somebody_else_saved_meanwhile_stays(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    add(folder, row())
    theirs = (folder / "decisions.csv").read_text() + "same,x:c,x:d,,,B,2026-01-01,why,\n"
    with own_decisions(folder, who="A", patience=60) as own:
        own.add(row("x:e", "x:f"))
        (folder / "decisions.csv").write_text(theirs)
        with pytest.raises(ConflictError, match="changed meanwhile"):
            own.save()
    assert (folder / "decisions.csv").read_text() == theirs
    assert sorted(path.name for path in folder.iterdir()) == [
        "claims.csv",
        "decisions.csv",
        "entities.csv",
        "source.yaml",
    ]


def test_a_disk_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "own"
    add(folder, row())
    before = (folder / "decisions.csv").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TertiusError, match="No space left"):
        add(folder, row("x:e", "x:f"))
    monkeypatch.undo()
    assert (folder / "decisions.csv").read_bytes() == before
    assert not list(folder.glob(".decisions*"))


def test_the_files_permissions_and_a_link_to_it_stay(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    add(folder, row())
    kept = folder / "kept.csv"
    (folder / "decisions.csv").rename(kept)
    kept.chmod(0o640)
    (folder / "decisions.csv").symlink_to(kept.name)
    add(folder, row("x:e", "x:f"))
    assert (folder / "decisions.csv").is_symlink()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    assert len(read(folder)) == 2


def test_many_at_once_each_add_their_row(tmp_path: Path) -> None:
    folder = tmp_path / "own"  # which is not there yet
    script = (
        "import json, sys; from pathlib import Path; from tertius_loaders.claims.own_decisions import own_decisions\n"
        "with own_decisions(Path(sys.argv[1]), who='A', patience=600) as own:\n"
        "  own.add(json.loads(sys.argv[2])); own.save()"
    )
    said = [row(f"x:a{number}") for number in range(6)]
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(folder), json.dumps(one)])  # noqa: S603 - our own text
        for one in said
    ]
    assert [process.wait() for process in running] == [0] * len(said)
    assert sorted(one["left"] for one in read(folder)) == [one["left"] for one in said]


def test_whoever_waits_in_vain_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    with own_decisions(folder, who="A", patience=60), pytest.raises(ConflictError, match="Another command"):
        add(folder, row(), patience=0)


def test_after_a_load_was_undone_the_rows_follow(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    for said in (row(), row("x:c", "x:d", why="first"), row("x:e", "x:f")):
        add(folder, said)
    with own_decisions(folder, who="A", patience=60) as own:
        (first,) = [one for one in own.rows if one.decision.why == "first"]
        own.add(row("x:c", "x:d", kind="not_same", why="second"))
        own.take_back(first, DAY)
        own.save()
    with own_decisions(folder, who="A", patience=60) as own:
        same, again, _, latest = (one.decision for one in own.rows)
        # The graph after the undoing: the first pair apart again, the second one as it was decided at first.
        undone = [taken(replace(same, undone=DAY), same), taken(replace(again, undone=None), latest)]
        changed = own.follow(undone, DAY)
        own.save()
    assert [(one.decision.why, one.decision.undone) for one in changed] == [
        ("read", DAY),
        ("first", None),
        ("second", DAY),
    ]
    assert [(one["why"], one["undone"]) for one in read(folder)] == [
        ("read", "2026-05-06"),
        ("first", ""),
        ("read", ""),
        ("second", "2026-05-06"),
    ]


def test_a_row_that_no_load_has_brought_stays_when_another_is_undone(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    add(folder, row(why="loaded and undone"))
    with own_decisions(folder, who="A", patience=60) as own:
        loaded = own.rows[0].decision
        own.take_back(own.rows[0], DAY)
        own.add(row(why="written since"))
        assert own.follow([taken(replace(loaded, undone=DAY), loaded)], DAY) == []
        assert [one.decision.undone for one in own.rows] == [DAY, None]


def taken(now: Decision, content: Decision) -> TakenBack:
    return TakenBack(now, {digest(content)})
