"""Alerts as files: right ones are read, wrong ones are told with their line and what would be right."""

from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.yaml_text import read_yaml
from tertius.reports.alerts.rule import RowTest, schema
from tertius.reports.alerts.rule_files import EXAMPLES, look_at

GOOD = """\
title: Somebody enters the top five
question: centrality/betweenness
params: {worlds: 100}
when:
  enters: rows
  where: rank <= 5
schedule: {cron: "0 * * * *"}
deliver:
  - folder: out
"""


def written(folder: Path, text: str, name: str = "mine") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_are_right_and_fit_the_schema(path: Path, catalogue: Catalogue) -> None:
    assert look_at(path, catalogue).faults == ()
    said, _ = read_yaml(path.read_text(encoding="utf-8"))
    assert Draft202012Validator(schema()).is_valid(said)


def test_a_good_file_is_an_alert(tmp_path: Path, catalogue: Catalogue) -> None:
    looked = look_at(written(tmp_path, GOOD), catalogue)
    assert looked.faults == ()
    assert looked.plan is not None
    assert looked.plan.name == "mine"
    assert [test.words for test in looked.plan.when.tests()] == ["rank at most 5"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said", "hint"),
    [
        ("title: Somebody", "titel: Somebody", 1, "'titel'", "Did you mean title?"),
        ("centrality/betweenness", "centrality/betweennes", 2, "betweennes", "centrality/betweenness"),
        ("worlds: 100", "wordls: 100", 3, "'wordls'", "worlds"),
        ("worlds: 100", "worlds: many", 3, "worlds cannot be 'many'", "a whole number"),
        ("worlds: 100", "worlds: $many", 3, "$many stands for nothing", "day"),
        ("  enters: rows", "  entres: rows", 5, "'entres'", "Did you mean enters?"),
        ("  enters: rows", "  enters: rows\n  leaves: rows", 4, "one thing", "enters or leaves (rows), above"),
        ("  enters: rows\n  where: rank <= 5", "  above: p_first", 4, "need a value", ""),
        ("  enters: rows\n  where: rank <= 5", "  above: p_frist\n  value: 0.8", 5, "'p_frist'", "p_first"),
        ("  enters: rows\n  where: rank <= 5", "  where: rank <= 5", 4, "one thing", ""),
        ("rank <= 5", "rnak <= 5", 6, "'rnak'", "Did you mean rank?"),
        ("rank <= 5", "rank at most 5", 6, "no test of a row", ""),
        ("rank <= 5", "rank <= five", 6, "rank holds numbers", "a number"),
        ("rank <= 5", "node < b", 6, "node holds texts", "= and a text"),
        ("rank <= 5", "tie_ids = 5", 6, "'tie_ids'", ""),
        ('cron: "0 * * * *"', 'cron: "0 * *"', 7, "five", "0 7 * * mon"),
        ("- folder: out", "- {folder: out, email: [a@example.org]}", 9, "either a folder or email", ""),
        ("title: Somebody", "name: x\ntitle: Somebody", 1, "An alert's name", "Take the line out"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_would_be_right(
    tmp_path: Path, catalogue: Catalogue, old: str, new: str, line: int, said: str, hint: str
) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new))
    looked = look_at(path, catalogue)
    assert looked.plan is None
    told = [one for one in looked.faults if said in one.what]
    assert [one.where for one in told] == [f"{path}, line {line}"], looked.faults
    assert hint in told[0].next_step


@pytest.mark.parametrize(
    ("text", "passes", "fails"),
    [
        ("rank <= 5", [5, 1, 5.0], [6, 5.5, None]),
        ("rank<5", [4], [5, None]),
        ("p_first > 0.8", [0.81, 1], [0.8, 0, None]),
        ("p_first >= 1e-3", [0.001], [0.0009]),
        ("overlap = certain", ["certain"], ["possible", None]),
        ("overlap = 'certain'", ["certain"], ["possible"]),
        ("overlap != certain", ["possible"], ["certain", None]),
        ("disputed = true", [True], [False, None]),
        ("earliest >= 2012-06-01", ["2012-06-01", "2013-01-01"], ["2012-05-31", None]),
    ],
)
def test_a_test_of_a_row(text: str, passes: list[object], fails: list[object]) -> None:
    test = RowTest.of(text)
    assert all(test.holds(value) for value in passes)
    assert not any(test.holds(value) for value in fails)
