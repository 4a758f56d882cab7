import datetime

import pytest
from pydantic import ValidationError

from tertius.catalog.question import Column, Question
from tertius.errors import InputError

FIELDS: dict[str, object] = {
    "id": "brokerage/brokers",
    "kind": "query",
    "title": "Brokers",
    "question": "Who links groups?",
    "version": 1,
    "params": {
        "as_of": {"type": "date", "nullable": True, "about": "a day", "value": None},
        "group": {"type": "string", "required": True, "about": "a group", "value": "harbour:tern"},
        "limit": {"type": "integer", "min": 1, "about": "rows", "value": 20},
    },
    "columns": {
        "person_id": {"type": "string", "about": "who"},
        "ties": {"type": "string", "list": True, "about": "t"},
    },
    "evidence": {"column": "ties"},
    "example": {"graph": "harbour", "params": {"group": "x"}, "rows": [{"person_id": "a", "ties": []}]},
    "cypher": "RETURN 1",
    "text": "RETURN 1",
    "digest": "0" * 64,
}
QUESTION = Question.model_validate(FIELDS)


def test_parameters_come_out_typed_complete_and_in_order() -> None:
    accepted = QUESTION.validate_params({"limit": "5", "group": "harbour:gull", "as_of": "2012-06-01"})
    assert list(accepted.items()) == [("as_of", datetime.date(2012, 6, 1)), ("group", "harbour:gull"), ("limit", 5)]
    assert QUESTION.validate_params({"group": "x"}) == {"as_of": None, "group": "x", "limit": 20}


@pytest.mark.parametrize(
    ("raw", "where", "said"),
    [
        ({}, "group", "must be given"),
        ({"group": "x", "limit": "0"}, "limit", "cannot be '0'"),
        ({"group": "x", "limt": "5"}, "limt", "no parameter 'limt'"),
        ({"group": "x", "colour": "red"}, "colour", "no parameter 'colour'"),
    ],
)
def test_parameters_that_are_refused(raw: dict[str, object], where: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        QUESTION.validate_params(raw)
    assert caught.value.where == where
    assert said in caught.value.what
    assert caught.value.next_step


def test_a_misspelt_parameter_is_told_the_right_one() -> None:
    with pytest.raises(InputError) as caught:
        QUESTION.validate_params({"limt": 5})
    assert caught.value.next_step == "Did you mean limit?"


def test_a_question_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        QUESTION.version = 2  # type: ignore[misc]


def test_the_parts_of_an_id() -> None:
    assert (QUESTION.group, QUESTION.name) == ("brokerage", "brokers")


@pytest.mark.parametrize("bad", ["brokers", "brokerage/", "Brokerage/brokers", "a/b/c", "../brokers", "a/b "])
def test_an_id_is_a_group_and_a_name(bad: str) -> None:
    with pytest.raises(ValidationError):
        Question.model_validate({**FIELDS, "id": bad})


@pytest.mark.parametrize(
    ("column", "fits", "does_not"),
    [
        ({"type": "string"}, ["a", ""], [1, None, ["a"]]),
        ({"type": "string", "nullable": True}, ["a", None], [1]),
        ({"type": "string", "list": True}, [[], ["a"]], ["a", [1], None, [None]]),
        ({"type": "integer"}, [1, 0], [1.0, True, "1"]),
        ({"type": "number"}, [1, 0.5], [True, "1"]),
        ({"type": "boolean"}, [True, False], [1, "true"]),
        ({"type": "date"}, ["2012-06-01"], ["June", "2012-06-01T00:00:00Z", 1]),
        ({"type": "datetime"}, ["2012-06-01T00:00:00Z"], ["2012-06-01", "now"]),
        ({"type": "point"}, [{"latitude": 1.0, "longitude": 2.0}], [{"x": 1}, [1, 2]]),
        ({"type": "object"}, [{}, {"a": 1}], [[], "a"]),
        ({"type": "object", "list": True}, [[{}]], [{}]),
    ],
)
def test_a_column_knows_what_fits(column: dict[str, object], fits: list[object], does_not: list[object]) -> None:
    made = Column.model_validate({"about": "x", **column})
    assert [value for value in fits if not made.fits(value)] == []
    assert [value for value in does_not if made.fits(value)] == []
