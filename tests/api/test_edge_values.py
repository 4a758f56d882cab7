"""Empty, blank and extreme values of every parameter of every question, on the API and on the command line.

Whatever is sent is answered or refused as a problem that names the parameter; nothing is a failure of the server. The
command line says the same, since both ask the catalogue.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from catalogued import CATALOGUE
from tertius.api.keys import new_api_key
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.parameter import Param
from tertius.catalog.question import Question
from tertius.cli.query import question_command
from tertius.errors import InputError, TertiusError
from tertius.graph.connect import Target
from tertius.settings import Settings

QUICK = {"worlds": "0", "arrangements": "0", "spells": "0", "trials": "1"}
"""Parameters that decide how long a measure takes: their greatest values are accepted, and take minutes."""

BLANK = ("", " ", "\u00a0", "\t")
TEXTS = ("'", "\\", "\u202e", "x" * 501, "null", "*:*~", '"')
WHOLE = ("0", "-1", "1e3", "٣", "9223372036854775807", "-9223372036854775808", "9223372036854775808")
NUMBERS = (*WHOLE, "-0.0", "5e-324", "1e309", "nan", "-inf", "1,5")
DAYS = ("0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2012-02-30", "2012", "-2012-01-01")
VALUES = {"string": TEXTS, "integer": WHOLE, "number": NUMBERS, "date": DAYS, "boolean": ("yes", "1", "TRUE")}


Given = str | list[str]


def edge_values(param: Param) -> Iterator[Given]:
    """Yield values at the edges of what a parameter takes, and beyond them."""
    yield from BLANK
    yield from VALUES[param.type]
    for bound in (param.min, param.max):
        if bound is not None:
            yield str(bound)
    if param.list:
        one = str(param.value[0]) if param.value else "x"
        yield from (",", f"{one},{one}", ["", ""], [one, ""], ["", one], [one, " "], [one, ",", one])
        yield [one] * (param.max_items + 1)


def as_text(value: object) -> Given:
    return list(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def defaults_of(question: Question) -> dict[str, Given]:
    """Return what has to be given, and what makes the question a quick one."""
    needed = {
        name: as_text(question.example_params()[name]) for name, param in question.params.items() if param.required
    }
    return needed | {name: value for name, value in QUICK.items() if name in question.params}


def cases(question: Question) -> Iterator[tuple[str, dict[str, Given]]]:
    for name, param in question.params.items():
        for value in edge_values(param):
            if name in QUICK and value == str(param.max):
                continue
            yield name, defaults_of(question) | {name: value}


@pytest.fixture(scope="module")
def served(start: Callable[..., str]) -> Iterator[httpx.Client]:
    """Give a client of a server of its own."""
    key, hash_ = new_api_key()
    address = start(Settings(api_key_hashes=(hash_,), api_port=0, measure_workers=1))
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=None) as client:
        yield client


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, target: Target, tmp_path: Path
) -> Callable[..., TertiusError | dict[str, Any]]:
    """Ask a question by its command: give its answer, or the error that it ends with."""
    monkeypatch.setenv("TERTIUS_NEO4J_URI", target.uri)
    monkeypatch.setenv("TERTIUS_NEO4J_PASSWORD", target.password.get_secret_value())
    monkeypatch.setattr(Catalogue, "load", lambda: CATALOGUE)  # the same one, read once

    def ask(question: Question, given: dict[str, Given]) -> TertiusError | dict[str, Any]:
        options = [
            f"--{name.replace('_', '-')}={one}"
            for name, value in given.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        done = CliRunner().invoke(question_command(question), [*options, "--format", "json"])
        if isinstance(done.exception, TertiusError):
            return done.exception
        assert done.exception is None, done.output
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return ask


def check_question(
    question: Question,
    served: httpx.Client,
    command: Callable[..., TertiusError | dict[str, Any]],
    *,
    only: Callable[[str], bool] = lambda _: True,
) -> None:
    for name, given in cases(question):
        if not only(name):
            continue
        answer = served.get(f"/v1/answers/{question.id}", params=given)
        said = answer.json()
        shown = (given, said)
        assert answer.status_code in (200, 404, 409, 422, 501), shown
        if answer.status_code == 200:
            continue
        assert said["detail"], shown
        assert said["next_step"], shown
        if answer.status_code == 422:
            assert said["where"] == name, shown
            refused = command(question, given)
            assert isinstance(refused, InputError), shown
            assert (refused.what, refused.where) == (said["detail"], name), shown


@pytest.mark.parametrize("question_id", [one for one, question in CATALOGUE.items() if question.kind == "query"])
def test_no_value_of_a_query_is_a_failure(
    question_id: str,
    served: httpx.Client,
    command: Callable[..., TertiusError | dict[str, Any]],
    holding: Callable[[str | Path], Target],
) -> None:
    """A plugin's projection takes half a second; what chooses its network is tried with the networks' own questions."""
    holding("harbour")
    question = CATALOGUE.find(question_id)
    elsewhere = set(CATALOGUE.find("networks/people_by_organization").params) if question.requires else set()
    check_question(question, served, command, only=lambda name: name not in elsewhere)


MEASURES = sorted(CATALOGUE.measures())


@pytest.mark.parametrize("question_id", MEASURES)
def test_no_value_of_a_measure_is_a_failure(
    question_id: str,
    served: httpx.Client,
    command: Callable[..., TertiusError | dict[str, Any]],
    holding: Callable[[str | Path], Target],
) -> None:
    """What chooses the network is the same for all of them, and is tried with the first one; its own with each."""
    holding("harbour")
    own = CATALOGUE.measure(question_id).own_params()
    first = question_id == MEASURES[0]
    check_question(CATALOGUE.find(question_id), served, command, only=lambda name: first or name in own)


@pytest.mark.parametrize(
    ("question_id", "name"),
    [
        (one, name)
        for one, question in CATALOGUE.items()
        for name, param in question.params.items()
        if param.list and not param.nullable and (param.required or param.value)
    ],
)
def test_a_list_that_needs_a_value_is_refused_without_one(
    question_id: str, name: str, command: Callable[..., TertiusError | dict[str, Any]]
) -> None:
    question = CATALOGUE.find(question_id)
    refused = command(question, defaults_of(question) | {name: ""})
    assert isinstance(refused, InputError)
    assert (refused.where, refused.what) == (name, f"The parameter {name} has no value.")
    for nothing in ("", [], ()):
        with pytest.raises(InputError):
            question.validate_params(defaults_of(question) | {name: nothing})


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/v1/entities", ("q", "type", "limit", "offset")),
        ("/v1/entities/harbour:ada/ties", ("kind", "limit", "offset")),
        ("/v1/entities/harbour:ada/claims", ("kind", "limit", "offset")),
        ("/v1/sources", ("limit", "offset")),
    ],
)
def test_no_value_of_a_list_of_records_is_a_failure(api: httpx.Client, path: str, names: tuple[str, ...]) -> None:
    for name in names:
        for value in (*BLANK, *TEXTS, *NUMBERS):
            answer = api.get(path, params={name: value})
            assert answer.status_code in (200, 422), (name, value, answer.text)
            assert answer.status_code == 200 or answer.json()["where"] == name, (name, value, answer.text)
