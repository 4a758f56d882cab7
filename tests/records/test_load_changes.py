"""What one release says otherwise than another, on the real database, against changes made by hand."""

from collections import Counter
from dataclasses import replace

import pytest

from tertius.errors import InputError, NotFoundError
from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius.loading.loading import load
from tertius.loading.undoing import undo
from tertius.model.sources import Release, Source
from tertius.records.load_changes import Change, changes
from tertius.records.load_moments import moments
from two_releases import ACTORS, BY_GROUP, FIRST, PLACES, SECOND, document


@pytest.fixture
def loaded(driver: Driver, empty_db: Target, writer: Writer) -> Writer:
    for claims, version in ((FIRST, "1.1"), (SECOND, "2.1")):
        load(document(claims, version), driver, empty_db.database, complete=True, yes=True)
    return writer


def found(writer: Writer, *names: str) -> list[Change]:
    return list(changes(writer, *moments(writer, *names)))


def test_changes_by_year_and_country(loaded: Writer) -> None:
    one = found(loaded, "1.1", "2.1")
    assert Counter((change.year, change.country, change.change) for change in one) == BY_GROUP
    told = {(change.record, change.change): change for change in one}
    moved = told["e2", "re-dated"]
    assert (moved.id, moved.before, moved.after) == ("x:e2", "2012-05-01", "2013-05-02")
    deadly = told["e2", "deaths"]
    assert (deadly.before, deadly.after) == ("deaths best 1", "deaths best 4")
    assert (told["e5", "places"].before, told["e5", "places"].after) == ("A well", "Gao")
    assert told["e6", "sides"].after == "side a The Owls; side b The Wild Cats"
    renamed = told["name o2, new", "renamed"]
    assert (renamed.name, renamed.before, renamed.after) == ("The Grey Bats", "The Bats", "The Grey Bats")
    assert (told["name o3", "renamed"].before, told["name o3", "renamed"].after) == ("The Cats", "The Wild Cats")
    assert (told["e7", "other"].before, told["e7", "other"].after) == ("", "note as told by others")
    assert told["e9", "added"].after == "2015-03-02; deaths best 1; Gao; side a The Owls; side b The Grey Bats"
    assert told["e4", "withdrawn"].after == ""


@pytest.mark.parametrize("names", [("days:1", "days:2"), ("days@1.1", "days@2.1"), ("2.1",), ("days:2",)])
def test_loads_and_releases_by_any_of_their_names(loaded: Writer, names: tuple[str, ...]) -> None:
    assert len(found(loaded, *names)) == sum(BY_GROUP.values())


def test_the_other_way_round_what_was_added_is_withdrawn(loaded: Writer) -> None:
    def turned(change: Change) -> Change:
        other = {"added": "withdrawn", "withdrawn": "added"}
        return replace(change, change=other.get(change.change, change.change), before=change.after, after=change.before)

    key = lambda change: (change.claim, change.change)  # noqa: E731
    there = {key(turned(change)): turned(change) for change in found(loaded, "1.1", "2.1")}
    back = {key(change): change for change in found(loaded, "2.1", "1.1")}
    of_names = {one for one in (*there, *back) if one[1] == "renamed"}
    assert {one: there[one] for one in there.keys() - of_names} == {one: back[one] for one in back.keys() - of_names}
    assert sorted((there[one].before, there[one].after) for one in there.keys() & of_names) == sorted(
        (back[one].before, back[one].after) for one in back.keys() & of_names
    )


def test_the_first_load_added_everything_and_the_same_again_nothing(
    loaded: Writer, driver: Driver, empty_db: Target
) -> None:
    assert Counter(change.change for change in found(loaded, "1.1")) == {"added": 7, "other": len(PLACES + ACTORS)}
    again = load(replace(document(SECOND, "2.2")), driver, empty_db.database, complete=True)
    assert found(loaded, "2.1", "2.2") == []
    assert found(loaded, str(again.run_id)) == []


def test_what_was_undone_is_still_told_and_what_stands_differs_by_nothing(
    loaded: Writer, driver: Driver, empty_db: Target
) -> None:
    undo("days:2", driver, empty_db.database)
    assert len(found(loaded, "days:2")) == sum(BY_GROUP.values())
    load(document(FIRST, "1.2"), driver, empty_db.database, complete=True)
    assert found(loaded, "1.1", "1.2") == []


def test_what_is_gone_keeps_the_name_that_it_had(loaded: Writer, driver: Driver, empty_db: Target) -> None:
    load(document(PLACES, "3.1"), driver, empty_db.database, complete=True, yes=True)
    gone = {change.id: change.name for change in found(loaded, "3.1") if change.id.startswith("x:o")}
    assert gone == {"x:o1": "The Owls", "x:o2": "The Grey Bats", "x:o3": "The Wild Cats"}
    (lost,) = [change for change in found(loaded, "3.1") if change.record == "e6"]
    assert "side a The Owls; side b The Wild Cats" in lost.before


def test_what_cannot_be_compared(loaded: Writer, driver: Driver, empty_db: Target) -> None:
    with pytest.raises(NotFoundError, match=r"no load and no loaded release '3\.1'"):
        moments(loaded, "3.1")
    other = document([], "1.1")
    load(
        replace(other, source=Source(id="nights", title="Nights"), release=Release(source="nights", version="1.1")),
        driver,
    )
    with pytest.raises(InputError, match=r"Several sources have a release 1\.1") as refused:
        moments(loaded, "1.1")
    assert "days@1.1 or nights@1.1" in refused.value.next_step
    with pytest.raises(InputError, match="is a load of days, nights:1 one of nights"):
        moments(loaded, "days:1", "nights:1")
