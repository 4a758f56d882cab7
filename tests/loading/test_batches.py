"""Reading a document: batches, repeated claims, what a complete load may close."""

from dataclasses import replace
from typing import Any

import pytest

from tertius.errors import DataError, InputError
from tertius.loading.batches import RowReader, key_of
from tertius.loading.loader import BadRow, Shaped

MadeUp = Any


def names(say: MadeUp, count: int) -> list[Any]:
    return [say.claim(f"n{i}", "NAME", "p1", str(i)) for i in range(count)]


@pytest.mark.parametrize(("count", "size", "expected"), [(0, 3, []), (2, 3, [2]), (3, 3, [3]), (7, 3, [3, 3, 1])])
def test_rows_come_in_batches_in_order(alpha: MadeUp, count: int, size: int, expected: list[int]) -> None:
    reader = RowReader(alpha.document(names(alpha, count)), lambda bad: pytest.fail(str(bad)), size)
    batches = list(reader.batches())
    assert [len(batch.rows) for batch in batches] == expected
    assert [shaped.claims[0].record for batch in batches for _, shaped in batch.rows] == [f"n{i}" for i in range(count)]
    assert reader.rows == count


def test_a_row_is_never_split(alpha: MadeUp) -> None:
    reader = RowReader(alpha.document([Shaped(claims=tuple(names(alpha, 5)))]), lambda _: None, 2)
    assert [batch.size for batch in reader.batches()] == [5]


def test_a_batch_is_as_large_as_what_is_new_in_it(alpha: MadeUp) -> None:
    place, *events = names(alpha, 7)
    reader = RowReader(alpha.document([Shaped(claims=(event, place)) for event in events]), lambda _: None, 3)
    assert [len(batch.rows) for batch in reader.batches()] == [2, 3, 1]


def test_a_batch_of_repetitions_ends_all_the_same(alpha: MadeUp) -> None:
    (said,) = names(alpha, 1)
    reader = RowReader(alpha.document([Shaped(claims=(said,))] * 5), lambda _: None, 2)
    assert max(len(batch.rows) for batch in reader.batches()) == 2


def test_what_it_keeps_of_a_claim_is_twelve_bytes(alpha: MadeUp) -> None:
    reader = RowReader(alpha.document(names(alpha, 3)), lambda _: None)
    list(reader.batches())
    assert reader.seen == {bytes.fromhex(claim.key) for claim in names(alpha, 3)}
    assert {len(key) for key in reader.seen} == {12}


def test_a_bad_row_whose_claims_are_known(alpha: MadeUp) -> None:
    bad: list[BadRow] = []
    document = alpha.document([InputError("odd", where="row")], records=lambda row: (f"n{row.values['row']}",))
    reader = RowReader(document, bad.append)
    assert list(reader.batches()) == []
    assert reader.seen == {bytes.fromhex(key_of("alpha", "n0"))}
    assert (reader.unknown, bad[0].value) == (0, "0")


def test_a_bad_row_whose_claims_cannot_be_told_does_not_stop_the_reading(alpha: MadeUp) -> None:
    bad: list[BadRow] = []
    document = alpha.document(
        [InputError("odd", where="row"), *names(alpha, 1)], records=lambda _: (str(int("9" * 5_000)),)
    )
    reader = RowReader(document, bad.append)
    assert [batch.size for batch in reader.batches()] == [1]
    assert (reader.unknown, len(bad)) == (1, 1)


def test_a_bad_row_whose_claims_are_not(alpha: MadeUp) -> None:
    reader = RowReader(alpha.document([InputError("odd")]), lambda _: None)
    list(reader.batches())
    assert reader.unknown == 1


def test_a_row_that_could_not_even_be_read(alpha: MadeUp) -> None:
    reader = RowReader(alpha.document([BadRow("f", 2, "", "", "not UTF-8", "")], records=lambda _: ()), lambda _: None)
    list(reader.batches())
    assert (reader.rows, reader.unknown) == (1, 1)


def test_a_second_one_of_an_id_is_known_all_the_same(alpha: MadeUp) -> None:
    bad: list[BadRow] = []
    reader = RowReader(alpha.document([*names(alpha, 1), alpha.claim("n0", "NAME", "p1", "another")]), bad.append)
    list(reader.batches())
    assert (len(bad), reader.unknown, len(reader.seen)) == (1, 0, 1)
    assert bad[0].reason == "The row has the same key as line 2, 'n0', and says something else"


@pytest.mark.parametrize("size", [1, 2, 100])
def test_what_is_said_twice_in_one_way_is_handed_on_once(alpha: MadeUp, size: int) -> None:
    one, other, third = names(alpha, 3)
    rows = [Shaped(claims=some) for some in ((one, one), (one, other), (one, other, third), (one,))]
    reader = RowReader(alpha.document(rows), lambda bad: pytest.fail(str(bad)), size)
    handed_on = [[claim.record for _, shaped in batch.rows for claim in shaped.claims] for batch in reader.batches()]
    assert [record for batch in handed_on for record in sorted(set(batch))] == ["n0", "n1", "n2"]
    assert len(reader.seen) == 3


def test_what_was_set_aside_with_its_row_can_be_said_by_a_later_one(alpha: MadeUp) -> None:
    (said,) = names(alpha, 1)
    foreign = replace(said, source="beta", record="b1")
    bad: list[BadRow] = []
    reader = RowReader(alpha.document([Shaped(claims=(said, foreign)), said, said]), bad.append, 1)
    batches = reader.batches()
    assert len(bad) == 0
    first = next(batches)
    assert len(bad) == 1
    assert [claim for _, shaped in first.rows for claim in shaped.claims] == [said]
    first.refuse([0], [BadRow("f", 2, "", "", "not sound", "Mend it.")])  # as its preparation would
    assert [claim for batch in batches for _, shaped in batch.rows for claim in shaped.claims] == [said]


def test_what_was_read_before_it_broke_off_was_handed_on(alpha: MadeUp) -> None:
    reader = RowReader(alpha.document(names(alpha, 9), break_after=5), lambda _: None, 2)
    batches = reader.batches()
    assert [len(next(batches).rows) for _ in range(2)] == [2, 2]
    with pytest.raises(DataError, match="after row 5: OSError: the disk was pulled out"):
        next(batches)
