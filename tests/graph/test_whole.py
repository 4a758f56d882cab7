"""What is read while others write it is read whole, or again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tertius.graph.read import Rows
from tertius.graph.whole import ROW, Whole, read_whole, read_whole_async

KIND = Whole(always=("title",), by_status={"done": ("sha256",)}, together=("names", "sure"))
WHOLE = {"title": "A", "status": "done", "sha256": "ab", "names": ["a", "b"], "sure": [0.5, 1.0]}
AT_ONCE = (0.0, 0.0, 0.0)


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in WHOLE.items() if name not in names}


@pytest.mark.parametrize(
    ("node", "lacks"),
    [
        (WHOLE, set()),
        (without("title"), {"title"}),
        (WHOLE | {"title": None}, {"title"}),
        (WHOLE | {"title": ""}, set()),
        (without("sha256"), {"sha256"}),
        (without("sha256") | {"status": "running"}, set()),
        (without("sha256", "status"), set()),
        (without("sure"), {"sure"}),
        (without("names", "sure"), set()),
        (WHOLE | {"sure": [0.5]}, {"names", "sure"}),
    ],
)
def test_what_a_node_lacks(node: dict[str, Any], lacks: set[str]) -> None:
    assert KIND.lacks(node) == lacks


def looks(*found: list[dict[str, Any]]) -> tuple[Callable[[], list[dict[str, Any]]], Iterator[list[dict[str, Any]]]]:
    left = iter(found)
    return lambda: next(left), left


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("column", "shown"),
    [
        (ROW, lambda node: node),
        ("node", lambda node: {"node": node}),
        ("node", lambda node: {"node": [WHOLE, node]}),
    ],
)
async def test_what_is_not_whole_is_read_again_and_what_is_whole_is_not(
    column: str, shown: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    found = [[shown(WHOLE), shown(without("title"))], [shown(without("sure"))], [shown(WHOLE)], [shown({})]]
    read, left = looks(*found)
    assert read_whole(read, {column: KIND}, pauses=AT_ONCE) == [shown(WHOLE)]
    assert list(left) == [[shown({})]]

    read, left = looks(*found)

    async def read_rows() -> Rows:
        return Rows((), read(), False, 0.0)

    assert (await read_whole_async(read_rows, {column: KIND}, pauses=AT_ONCE)).rows == [shown(WHOLE)]
    assert list(left) == [[shown({})]]


def test_what_somebody_wrote_by_halves_is_read_as_it_is() -> None:
    read, left = looks(*[[{"node": without("title")}]] * (len(AT_ONCE) + 2))
    assert read_whole(read, {"node": KIND}, pauses=AT_ONCE) == [{"node": without("title")}]
    assert len(list(left)) == 1


def test_no_row_and_no_node_is_whole() -> None:
    for rows in ([], [{"node": None}], [{"node": []}]):
        read, _ = looks(rows)
        assert read_whole(read, {"node": KIND}, pauses=AT_ONCE) == rows
