import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tertius.catalog.parameter import Param
from tertius.errors import InputError

DAY = datetime.date(2012, 6, 1)


def make(**fields: object) -> Param:
    return Param.model_validate({"about": "what it does", **fields})


STRING = make(type="string", value="a", max_length=5)
INTEGER = make(type="integer", value=20, min=1, max=500)
NUMBER = make(type="number", value=0.5, min=0, max=1)
BOOLEAN = make(type="boolean", value=False)
DATE = make(type="date", value=DAY, nullable=True)
ENUM = make(type="string", value="possible", enum=["possible", "certain"])
LIST = make(type="string", list=True, value=["LEADS"], enum=["LEADS", "MEMBER_OF", "KIN_OF"], max_items=3)
MAY_BE_EMPTY = make(type="string", list=True, value=[])
NUMBERS = make(type="integer", list=True, value=[1], nullable=True)
NAME = make(type="string", value="a", lettered=True)


@pytest.mark.parametrize(
    ("param", "raw", "expected"),
    [
        (STRING, "tern", "tern"),
        (STRING, " a ", "a"),
        (STRING, "'; x", "'; x"),
        (STRING, "?!", "?!"),
        (NAME, "3?", "3?"),
        (NAME, "ا", "ا"),
        (INTEGER, "20", 20),
        (INTEGER, " 500 ", 500),
        (INTEGER, 1, 1),
        (NUMBER, "0.25", 0.25),
        (NUMBER, "1e-3", 0.001),
        (NUMBER, 1, 1.0),
        (BOOLEAN, "true", True),
        (BOOLEAN, False, False),
        (DATE, "2012-06-01", DAY),
        (DATE, DAY, DAY),
        (DATE, None, None),
        (DATE, "", None),
        (ENUM, "certain", "certain"),
        (LIST, "LEADS", ["LEADS"]),
        (LIST, ["KIN_OF"], ["KIN_OF"]),
        (LIST, ("KIN_OF", "LEADS"), ["KIN_OF", "LEADS"]),
        (MAY_BE_EMPTY, [], []),
        (MAY_BE_EMPTY, "", []),
        (MAY_BE_EMPTY, "Mali, Niger", ["Mali, Niger"]),
        (MAY_BE_EMPTY, ["Sidi, the elder", "", " Bo,"], ["Sidi, the elder", "Bo,"]),
        (MAY_BE_EMPTY, "I\u006e\u0065\u0300s", ["In\u00e8s"]),
        (NUMBERS, ["", ""], None),
        (NUMBERS, "1", [1]),
        (NUMBERS, "", None),
        (NUMBERS, None, None),
    ],
)
def test_what_is_accepted(param: Param, raw: object, expected: object) -> None:
    accepted = param.accept("it", {"it": raw})
    assert accepted == expected
    assert type(accepted) is type(expected)


@pytest.mark.parametrize(
    ("param", "raw"),
    [
        (STRING, ""),
        (STRING, "longer"),
        (STRING, 5),
        (STRING, None),
        (STRING, "a\x00"),
        (STRING, "\ud800"),
        (STRING, ["a"]),
        (NAME, "?!"),
        (NAME, "  "),
        (INTEGER, "0"),
        (INTEGER, "501"),
        (INTEGER, "2.0"),
        (INTEGER, 2.0),
        (INTEGER, True),
        (INTEGER, "twenty"),
        (INTEGER, "1_0"),
        (INTEGER, "٢"),
        (INTEGER, ""),
        (NUMBER, "nan"),
        (NUMBER, float("nan")),
        (NUMBER, "inf"),
        (NUMBER, "1e999"),
        (NUMBER, 10**400),
        (NUMBER, "1.01"),
        (NUMBER, "-0.1"),
        (NUMBER, True),
        (BOOLEAN, "yes"),
        (BOOLEAN, "True "[:4]),
        (BOOLEAN, 1),
        (DATE, "2012-6-1"),
        (DATE, "2012-02-30"),
        (DATE, "2012-06"),
        (DATE, "20120601"),
        (DATE, "2012-W22-5"),
        (DATE, datetime.datetime(2012, 6, 1, tzinfo=datetime.UTC)),
        (DATE, 20120601),
        (ENUM, "Possible"),
        (ENUM, ""),
        (LIST, "LEADS,KIN_OF"),
        (LIST, ["LEADS", "FOUNDED"]),
        (LIST, ["LEADS", None]),
        (LIST, {"LEADS": 1}),
        (LIST, ["LEADS"] * 4),
        (LIST, None),
        (LIST, ""),
        (LIST, " "),
        (LIST, []),
        (NUMBERS, "1,2"),
        (NUMBERS, ["1", "x"]),
        (NUMBERS, str(2**63)),
        (NUMBERS, [-(2**63) - 1]),
    ],
)
def test_what_is_refused(param: Param, raw: object) -> None:
    with pytest.raises(InputError) as caught:
        param.accept("it", {"it": raw})
    assert caught.value.where == "it"
    assert "it" in caught.value.what
    assert caught.value.next_step.startswith("Give ")


@pytest.mark.parametrize(
    ("param", "words"),
    [
        (INTEGER, "a whole number from 1 to 500"),
        (DATE, "a day as YYYY-MM-DD; or nothing"),
        (ENUM, "one of possible, certain"),
        (STRING, "1 to 5 characters"),
    ],
)
def test_the_next_step_says_what_would_fit(param: Param, words: str) -> None:
    with pytest.raises(InputError) as caught:
        param.accept("it", {"it": "certainly not"})
    assert words in caught.value.next_step


def test_a_long_value_is_not_repeated_in_full() -> None:
    with pytest.raises(InputError) as caught:
        STRING.accept("it", {"it": "x" * 100_000})
    assert len(caught.value.what) < 200


def test_what_is_not_given_takes_the_default() -> None:
    assert INTEGER.accept("limit", {"other": 1}) == 20
    assert make(type="date", value="2012-06-01").accept("day", {}) == DAY


def test_what_is_required_has_an_example_and_no_default() -> None:
    param = make(type="string", value="harbour:ada", required=True)
    assert param.default is None
    assert param.accept("id", {"id": "x"}) == "x"
    with pytest.raises(InputError, match="must be given") as caught:
        param.accept("id", {})
    assert caught.value.where == "id"


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "float", "value": 0.5},
        {"type": "integer", "value": "many"},
        {"type": "integer", "value": 0, "min": 1},
        {"type": "integer", "value": None},
        {"type": "string", "value": "c", "enum": ["a", "b"]},
        {"type": "string", "value": "a", "enum": ["a", 1]},
        {"type": "integer", "value": 1, "enum": ["1"]},
        {"type": "string", "value": "a", "min": 1},
        {"type": "date", "value": None, "nullable": True, "min": 5},
        {"type": "integer", "value": 1, "max": "2012-06-01"},
        {"type": "integer", "value": 1, "colour": "red"},
        {"type": "integer", "value": 1, "about": " "},
        {"type": "integer", "value": 1, "list": True},
        {"type": "integer", "value": 1, "id_of": "entity"},
        {"type": "string", "value": ["a"], "list": True, "id_of": "tie"},
        {"type": "string", "value": "a", "id_of": "claim"},
    ],
)
def test_a_description_that_contradicts_itself(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        make(**fields)


@given(st.integers())
def test_an_integer_as_text_or_number_is_the_same(number: int) -> None:
    outcomes = []
    for raw in (number, str(number)):
        try:
            outcomes.append(make(type="integer", value=0).accept("n", {"n": raw}))
        except InputError:
            outcomes.append(None)
    assert outcomes == [number if -(2**63) <= number < 2**63 else None] * 2


@given(st.dates())
def test_every_day_survives_as_text(day: datetime.date) -> None:
    assert DATE.accept("day", {"day": day.isoformat()}) == day


@given(
    st.one_of(
        st.text(), st.integers(), st.floats(), st.none(), st.lists(st.text()), st.dictionaries(st.text(), st.text())
    )
)
def test_nothing_that_is_given_is_anything_but_accepted_or_refused(raw: object) -> None:
    for param in (STRING, INTEGER, NUMBER, BOOLEAN, DATE, ENUM, LIST, NUMBERS):
        try:
            param.accept("it", {"it": raw})
        except InputError:
            continue
