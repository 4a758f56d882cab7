"""Ids and decisions that are too long or no text."""

import pytest

from tertius.errors import InputError
from tertius.loading.limits import check_id, check_text


@pytest.mark.parametrize("text", ["", "Ali", "é" * 2000, "x" * 2000])
def test_what_fits(text: str) -> None:
    check_text("why", text)


@pytest.mark.parametrize("text", ["x" * 2001, "half \ud83d a smile"])
def test_what_does_not(text: str) -> None:
    with pytest.raises(InputError) as refused:
        check_text("why", text)
    assert refused.value.where == "why"


@pytest.mark.parametrize("entity", ["un:QDi.313", "mali-2013:abou-zeid", "x:émir"])
def test_ids(entity: str) -> None:
    check_id(entity)


@pytest.mark.parametrize("entity", ["", "nobody", "x:", "x:a b", " x:a", "x:e\u0301mir", "x:" + "a" * 200])
def test_what_is_no_id(entity: str) -> None:
    with pytest.raises(InputError) as refused:
        check_id(entity)
    assert refused.value.where == "id"
