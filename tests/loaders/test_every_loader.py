"""What every loader promises with the write path, on the real database: each one that is found, with its editions."""

import random
import re
import shlex
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copies import Copy
from loaders.kit import Bench, Editions, Killed, editions_of, killing, opened
from tertius.cli import plugins
from tertius.cli.load import load as load_command
from tertius.errors import ConflictError, DataError, QuarantinedError
from tertius.graph.connect import Driver, Target
from tertius.graph.wipe import wipe
from tertius.loading.batches import RowReader
from tertius.loading.loader import BadRow, Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.loading.rebuilding import rebuild
from tertius.loading.report import LoadReport
from tertius.loading.undoing import undo
from tertius.model.decisions import Decision, DecisionKind
from tertius.model.sources import Release, Source

KILLS = 20
Load = Callable[..., LoadReport]
LOADERS = sorted(plugins.loaders())
BOOKKEEPING = (
    ":LoadRun",
    ":Release",
    ":Assumptions",
    ":RunKeys",
    ":RunRows",
    "MERGE (s:Source {id: $source}) SET s.id",
)


@pytest.fixture
def bench(driver: Driver, empty_db: Target) -> Bench:
    return Bench(driver, empty_db)


@pytest.fixture(scope="module")
def killed(target: Target) -> Iterator[Killed]:
    with killing(target) as found:
        yield found


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def given(loader: str, tmp_path: Path) -> Editions:
    """Give the editions of a loader."""
    return editions_of(loader, tmp_path / "editions")


@pytest.fixture
def loaded(bench: Bench, tmp_path: Path) -> Load:
    """Give a function that loads a document; bad rows go to ``set aside`` in the test's folder."""

    def load_document(document: Document, **options: Any) -> LoadReport:  # noqa: ANN401 - those of `load`
        options.setdefault("quarantine", tmp_path / "set aside")
        return load(document, bench.driver, bench.target.database, **options)

    return load_document


def test_an_edition_says_something_once(
    loader: str,
    given: Editions,
    bench: Bench,
    loaded: Load,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = loaded(opened(loader, given.first))
    assert first.bad_rows == 0, first.bad
    assert first.new > 0
    assert not rebuild(bench.driver, bench.target.database)
    before, state = bench.last_transaction(), bench.state()
    assert loaded(opened(loader, given.first)).skipped
    assert bench.last_transaction() == before, "the same files again write nothing at all"

    written = bench.statements_that_write(monkeypatch)
    other = replace(opened(loader, given.first), loader="by another version of the loader")
    again = loaded(other, complete=True)
    assert (again.new, again.changed, again.closed, again.entities) == (0, 0, 0, 0)
    assert again.unchanged == first.new
    assert [cypher for cypher in written if not any(label in cypher for label in BOOKKEEPING)] == []
    assert bench.state() == state


def test_every_row_leads_back(loader: str, given: Editions, bench: Bench, loaded: Load) -> None:
    document = opened(loader, given.first)
    loaded(document)
    rows = [row for row in document.rows() if isinstance(row, RawRow)]
    assert all(row.line >= 1 and row.file for row in rows)
    said = {claim.record for row in rows for claim in document.shape(row).claims}
    current = bench.current()
    assert set(current) == said, "each row's claims are there, and no others"
    assert {version for _, _, version in current.values()} == {document.release.version}
    sources = bench.writer.rows(
        "MATCH (r:Release)-[:EDITION_OF]->(s:Source) RETURN s.title AS title, s.licence AS licence, r.sha256 AS sha256"
    )
    assert all(row["title"] and row["licence"] and row["sha256"] for row in sources)


def test_the_second_edition_over_the_first_is_the_second(
    loader: str,
    given: Editions,
    bench: Bench,
    loaded: Load,
) -> None:
    first = loaded(opened(loader, given.first))
    before, state = bench.current(), bench.state()
    document = opened(loader, given.second)
    foretold = loaded(document, complete=True, dry_run=True)
    second = loaded(document, complete=True, yes=True)
    counts = (second.new, second.changed, second.unchanged, second.closed)
    assert counts == (foretold.new, foretold.changed, foretold.unchanged, foretold.closed)
    assert second.new > 0
    assert second.changed > 0
    assert second.closed > 0
    assert not rebuild(bench.driver, bench.target.database)
    after, derived = bench.current(), bench.state()

    undo(second.run_id, bench.driver, bench.target.database)
    assert bench.state() == state, "undone, it is as it was"
    undo(first.run_id, bench.driver, bench.target.database)
    assert bench.current() == {}

    wipe(bench.driver, bench.target.database)
    loaded(document, complete=True)
    alone = bench.current()
    scope = document.scope or (lambda version, part: True)
    outside = {record: found for record, found in before.items() if not scope(found[2], found[1])}
    for record, found in outside.items():
        if record not in alone:
            assert after.pop(record) == found, "what it does not cover is not touched"
    assert {record: digest for record, (digest, *_) in after.items()} == {
        record: digest for record, (digest, *_) in alone.items()
    }
    if not outside:
        assert bench.state() == derived


def test_the_order_of_loading_is_no_matter(loader: str, given: Editions, bench: Bench, loaded: Load) -> None:
    one, other = opened(loader, given.first), opened(loader, given.second)
    if other.newer is None or one.newer is None:
        pytest.skip("its editions have no order")
    loaded(one, complete=True)
    loaded(other, complete=True, yes=True)
    state = bench.state()
    wipe(bench.driver, bench.target.database)
    loaded(other, complete=True)
    older = loaded(one, complete=True, yes=True)
    assert bench.state() == state
    assert (older.new, older.changed, older.closed) == (0, 0, 0)
    assert older.older > 0


def test_a_reading_that_breaks_off_closes_nothing(loader: str, given: Editions, bench: Bench, loaded: Load) -> None:
    loaded(opened(loader, given.first))
    before = bench.current()
    document = opened(loader, given.second)
    count = sum(1 for _ in document.rows())

    def broken() -> Iterator[RawRow | BadRow]:
        for index, row in enumerate(document.rows()):
            if index == count // 2:
                raise OSError("the disk was pulled out")
            yield row

    with pytest.raises(DataError):
        loaded(replace(document, rows=broken), complete=True, yes=True)
    assert before.keys() <= bench.current().keys()
    assert not rebuild(bench.driver, bench.target.database)


def test_two_loads_at_once_are_refused(
    loader: str, given: Editions, bench: Bench, loaded: Load, tmp_path: Path
) -> None:
    document = opened(loader, given.first)
    refused = []

    def meanwhile() -> Iterator[RawRow | BadRow]:
        for row in document.rows():
            if not refused:
                with pytest.raises(ConflictError, match="Another load") as error:
                    loaded(opened(loader, given.second), quarantine=tmp_path / "other")
                refused.append(error)
            yield row

    loaded(replace(document, rows=meanwhile))
    assert refused
    assert {version for _, _, version in bench.current().values()} == {document.release.version}


def test_bad_rows_are_set_aside_mended_and_loaded(
    loader: str,
    given: Editions,
    bench: Bench,
    loaded: Load,
    tmp_path: Path,
) -> None:
    loaded(opened(loader, given.first))
    whole = bench.current()
    spared = loaded(opened(loader, given.bad), complete=True, quarantine=tmp_path / "before")
    assert spared.closed == 0, "what bad rows stand for is not gone"
    wipe(bench.driver, bench.target.database)
    report = loaded(opened(loader, given.bad))
    assert report.bad_rows > 0
    assert all(row.reason and row.next_step and row.line for row in report.bad)
    assert bench.current().keys() < whole.keys(), "the rest is loaded"
    kept = loaded(opened(loader, given.bad), complete=True, quarantine=tmp_path / "again")
    assert (kept.closed, kept.new, kept.bad_rows) == (0, 0, report.bad_rows)

    rest = loaded(opened(loader, given.mend(tmp_path / "set aside")), quarantine=tmp_path / "third")
    assert rest.bad_rows == 0, rest.bad
    assert {record: digest for record, (digest, *_) in bench.current().items()} == {
        record: digest for record, (digest, *_) in whole.items()
    }
    assert not rebuild(bench.driver, bench.target.database)


def test_a_cell_of_any_length_is_set_aside(
    loader: str, given: Editions, bench: Bench, loaded: Load, tmp_path: Path
) -> None:
    document = opened(loader, given.first)

    def last_is_bad() -> Iterator[RawRow | BadRow]:
        *rows, last = (row for row in document.rows() if isinstance(row, RawRow))
        yield from rows
        text, column = "x" * 200_000, list(last.values)[-1]
        cells = {**last.values, column: text}
        yield BadRow(last.file, last.line, column, text, "The cell is too long", "Shorten it.", cells)

    for _ in range(2):
        assert loaded(replace(document, rows=last_is_bad)).bad_rows == 1
    (kept,) = (file for file in (tmp_path / "set aside").iterdir() if file.name in _files_of(document))
    assert kept.suffix == ".xlsx" or "x" * 200_000 in kept.read_text(encoding="utf-8-sig")


def _files_of(document: Document) -> set[str]:
    return {written.file for written in document.written.values()}


def test_the_command_that_is_told_loads_the_mended_rows(
    loader: str, given: Editions, bench: Bench, loaded: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(opened(loader, given.first))
    whole = {record: digest for record, (digest, *_) in bench.current().items()}
    wipe(bench.driver, bench.target.database)
    monkeypatch.chdir(tmp_path)
    for name, value in (
        ("NEO4J_URI", bench.target.uri),
        ("NEO4J_USER", bench.target.user),
        ("NEO4J_PASSWORD", bench.target.password.get_secret_value()),
        ("NEO4J_DATABASE", bench.target.database),
        ("DATA_DIR", str(tmp_path / "data")),
        ("CONFIG_DIR", str(tmp_path / "config")),
    ):
        monkeypatch.setenv(f"TERTIUS_{name}", value)
    options = [
        text
        for name, value in given.bad.options.items()
        for one in (value if isinstance(value, list | tuple) else [value])
        for text in (f"--{name.replace('_', '-')}", *([] if one is True else [str(one)]))
    ]
    with pytest.raises(QuarantinedError) as told:
        load_command.main([loader.replace("_", "-"), *map(str, given.bad.paths), *options], standalone_mode=False)
    (said,) = re.findall(r"load them:\n(.*?)\nOr mend", told.value.next_step)
    given.mend(Path(told.value.where))
    for command in said.split(" && "):
        name, verb, *arguments = shlex.split(command)
        assert (name, verb) == ("tertius", "load")
        load_command.main(arguments, standalone_mode=False)
    assert {record: digest for record, (digest, *_) in bench.current().items()} == whole


def test_decisions_survive_a_reload(loader: str, given: Editions, bench: Bench, loaded: Load) -> None:
    first = loaded(opened(loader, given.first))
    pairs = bench.writer.rows(
        "MATCH (c:Claim)-[:ABOUT {as: 'subject'}]->(e:Entity) WHERE c.kind = 'NAME' "
        "WITH [label IN labels(e) WHERE label <> 'Entity'][0] AS type, e.id AS id ORDER BY id "
        "WITH type, collect(DISTINCT id) AS ids WHERE size(ids) > 1 RETURN ids[0] AS one, ids[1] AS other ORDER BY type"
    )
    assert pairs, "an edition names two of one type"
    merged = [_decision(DecisionKind.SAME, pair["one"], pair["other"]) for pair in pairs]
    rejected = bench.value("MATCH (c:Claim) WHERE c.recorded_to IS NULL RETURN min(c.key)")
    own = Source(id="own-decisions", title="Own decisions")
    loaded(
        Document(
            source=own,
            release=Release(source=own.id, version="1", sha256="1" * 64),
            rows=lambda: iter([RawRow("decisions.csv", 2, {})]),
            shape=lambda _: Shaped(decisions=(*merged, _decision(DecisionKind.REJECT, rejected))),
        )
    )
    decided = bench.state()
    standing = "MATCH (d:Decision) WHERE d.undone IS NULL RETURN count(d)"
    gone = "MATCH (e:Entity:Merged) RETURN count(e)"
    counts = bench.value(standing), bench.value(gone)
    assert counts == (len(pairs) + 1, len(pairs))

    loaded(replace(opened(loader, given.first), loader="by another version of the loader"))
    assert bench.state() == decided
    second = loaded(opened(loader, given.second), complete=True, yes=True)
    assert (bench.value(standing), bench.value(gone)) == counts
    assert not rebuild(bench.driver, bench.target.database)
    undo(second.run_id, bench.driver, bench.target.database)
    assert bench.state() == decided
    assert first.new


def _decision(kind: DecisionKind, left: str, right: str = "") -> Decision:
    return Decision(
        kind=kind, left=left, right=right, who="Ana", when=date(2026, 1, 2), why="for the test", source="own-decisions"
    )


def test_killed_and_run_again_it_is_as_if_never_killed(
    loader: str, given: Editions, bench: Bench, killed: Killed, tmp_path: Path
) -> None:
    killed.load(loader, given.first, tmp_path / "bad")
    before, first = bench.state(), Copy.of(bench.driver, bench.target.database)

    def start() -> None:
        wipe(bench.driver, bench.target.database)
        first.write(bench.driver, bench.target.database)

    count = killed.load(loader, given.second, tmp_path / "bad")
    assert count
    whole = bench.state()
    start()
    assert bench.state() == before
    chance = random.Random(loader)  # noqa: S311 - moments, not secrets
    kills = 0
    while kills < KILLS:
        # what was killed before has less to do: later transactions are reached by loads that nobody killed yet
        moment = (chance.randint(1, count), chance.randrange(4))
        if killed.load(loader, given.second, tmp_path / "bad", kill=moment) is None:
            kills += 1
        else:
            assert bench.state() == whole
            start()
    killed.load(loader, given.second, tmp_path / "bad")
    assert bench.state() == whole
    assert not rebuild(bench.driver, bench.target.database)
    assert bench.value("MATCH (d:Debt) RETURN count(d)") == 0
    runs = bench.writer.rows("MATCH (r:LoadRun) RETURN r.id AS id ORDER BY r.number DESC")
    for run in runs[:-1]:
        undo(run["id"], bench.driver, bench.target.database)
    assert bench.state() == before


def test_memory_does_not_grow_with_the_file(loader: str, given: Editions, tmp_path: Path) -> None:
    long = given.long
    if long is None:
        pytest.skip("it reads its files as a whole, as its README says")

    def read(count: int, document: Document) -> None:
        rows = 0
        for row in document.rows():
            assert isinstance(row, RawRow), row
            document.shape(row)
            rows += 1
        assert rows >= count

    def peak(count: int) -> int:
        folder = tmp_path / f"long-{count}"
        folder.mkdir()
        document = opened(loader, long(folder, count))
        tracemalloc.start()
        read(count, document)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    read(1_000, opened(loader, long(tmp_path, 1_000)))  # fills caches
    few, many = peak(1_000), peak(6_000)
    assert many < few * 1.5 + 1_000_000


def test_rows_of_an_edition_are_read_from_the_start_each_time(loader: str, given: Editions) -> None:
    document = opened(loader, given.first)
    reader = [RowReader(document, lambda bad: pytest.fail(str(bad))) for _ in range(2)]
    seen = [{raw.line for batch in one.batches() for raw, _ in batch.rows} for one in reader]
    assert seen[0] == seen[1]
    assert reader[0].seen == reader[1].seen
