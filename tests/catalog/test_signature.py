"""A measure's signature: each type that a user can give, and what is refused."""

import datetime
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest

from tertius.catalog.declaring import About
from tertius.catalog.signature import signature_of
from tertius.errors import CatalogueError


def of_user(
    network: object,
    *,
    text: Annotated[str, About("A text", max_length=5)] = "a",
    count: Annotated[int, About("A count", min=1, max=9)] = 2,
    share: Annotated[float, About("A share")] = 0.5,
    whether: Annotated[bool, About("Whether")] = False,
    day: Annotated[datetime.date | None, About("A day")] = None,
    several: Annotated[list[str], About("Several", max_items=3)] = ["a"],  # noqa: B006 - as a measure declares it
    one_of: Annotated[Literal["a", "b"], About("One of two")] = "b",
    number_of: Annotated[Literal[2, 3], About("One of two numbers")] = 3,
    needed: Annotated[str, About("Somebody", example="ana", of_nodes=True)],
    measure: Annotated[str, About("A measure", choices="scores")] = "centrality/degree",
    mask: object = None,
    stop: object = None,
) -> None: ...


def test_each_type_is_a_users_and_the_others_are_handed_over() -> None:
    found = signature_of("group/name", of_user)
    told = {
        name: (param.type, param.list, param.nullable, param.required, param.value)
        for name, param in found.params.items()
    }
    assert told == {
        "text": ("string", False, False, False, "a"),
        "count": ("integer", False, False, False, 2),
        "share": ("number", False, False, False, 0.5),
        "whether": ("boolean", False, False, False, False),
        "day": ("date", False, True, False, None),
        "several": ("string", True, False, False, ["a"]),
        "one_of": ("string", False, False, False, "b"),
        "number_of": ("integer", False, False, False, 3),
        "needed": ("string", False, False, True, "ana"),
        "measure": ("string", False, False, False, "centrality/degree"),
    }
    assert (found.params["one_of"].enum, found.params["number_of"].enum) == (("a", "b"), (2, 3))
    assert (found.params["count"].min, found.params["count"].max) == (1, 9)
    assert (found.params["text"].max_length, found.params["several"].max_items) == (5, 3)
    assert (found.params["needed"].id_of, found.params["text"].id_of) == ("entity", None)
    assert found.params["text"].about == "A text"
    assert found.choices == {"measure": "scores"}
    assert found.takes == ("network", "mask", "stop")


def plain(network: object, depth: int = 1) -> None: ...


def of_no_type(depth: Annotated[complex, About("Depth")] = 1j) -> None: ...


def said_of_nothing(depth: Annotated[int, "depth"] = 1) -> None: ...


@pytest.mark.parametrize("function", [plain, of_no_type, said_of_nothing])
def test_any_other_parameter_is_refused_by_its_name(function: Callable[..., Any]) -> None:
    with pytest.raises(CatalogueError, match="parameter depth of the measure group/name") as caught:
        signature_of("group/name", function)
    assert caught.value.where == "group/name"
    assert "network" in caught.value.next_step
