"""A span of days means the same to every question that has one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answers
from tertius.catalog.spans import SPAN, refuse_backwards
from tertius.errors import UndefinedError
from tertius.graph.connect import Target
from tertius.graph.read import Reader

pytestmark = pytest.mark.anyio

DATED = [one.id for one in CATALOGUE.values() if one.kind == "query" and one.params.keys() >= {*SPAN}]
BACKWARDS = {"from_day": "2012-12-31", "to_day": "2012-01-01"}


@pytest.mark.parametrize("question_id", DATED)
async def test_a_span_that_ends_before_it_begins_is_refused(
    question_id: str, holding: Callable[[str | Path], Target], reader: Reader
) -> None:
    holding("harbour")
    question = CATALOGUE[question_id]
    asked = {name: param.value for name, param in question.params.items()} | BACKWARDS
    with pytest.raises(UndefinedError, match="2012-01-01 is before 2012-12-31") as refused:
        refuse_backwards(question.validate_params(asked))
    assert refused.value.where == "from_day, to_day"
    if not question.requires:
        with pytest.raises(UndefinedError, match="2012-01-01 is before 2012-12-31"):
            await Answers(CATALOGUE, reader).ask(question_id, asked)


def test_one_day_goes_before_a_span_and_a_span_of_one_day_has_one() -> None:
    refuse_backwards({"as_of": "2012-06-01", "from_day": "2012-12-31", "to_day": "2012-01-01"})
    refuse_backwards({"from_day": "2012-06-01", "to_day": "2012-06-01"})
    refuse_backwards({"from_day": "2012-06-01", "to_day": None})
