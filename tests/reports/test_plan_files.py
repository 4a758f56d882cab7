from pathlib import Path

import pytest

from catalogued import CATALOGUE
from tertius.catalog.catalogue import Catalogue
from tertius.errors import InputError
from tertius.reports.plan_files import READY, Plans, look_at, write_plan

GOOD = """\
title: A title
schedule: {cron: "0 7 * * mon", timezone: Africa/Bamako}
inputs:
  group:
    about: The group
    value: harbour:tern
selection:
  dates: possible
  min_likelihood: 0.5
sections:
  - title: Overlaps
    question: commanders/overlapping
    params:
      organization_id: $group
      as_of: $day
    limit: 7
  - title: Ranks
    question: centrality/betweenness
    params: {worlds: 100}
deliver:
  - folder: out
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return CATALOGUE


def written(folder: Path, text: str, name: str = "mine") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(READY.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_reports_that_come_with_tertius_are_right(path: Path, catalogue: Catalogue) -> None:
    assert look_at(path, catalogue).faults == ()


def test_a_good_file_is_a_plan(tmp_path: Path, catalogue: Catalogue) -> None:
    looked = look_at(written(tmp_path, GOOD), catalogue)
    assert looked.faults == ()
    assert looked.plan is not None
    assert (looked.plan.name, [section.limit for section in looked.plan.sections]) == ("mine", [7, 20])


@pytest.mark.parametrize(
    ("old", "new", "line", "said", "hint"),
    [
        ("title: A title", "titel: A title", 1, "'titel'", "Did you mean title?"),
        ("schedule:", "shedule:", 2, "'shedule'", "Did you mean schedule?"),
        ('cron: "0 7 * * mon"', 'cron: "0 7 * * mun"', 2, "'mun' is no day of the week", "0 7 * * mon"),
        ("timezone: Africa/Bamako", "timezone: Mali", 2, "no time zone 'Mali'", "Africa/Bamako"),
        ("    about: The group", "    abuot: The group", 5, "'abuot'", "Did you mean about?"),
        ("  dates: possible", "  dates: perhaps", 8, "dates cannot be 'perhaps'", "possible, certain"),
        ("min_likelihood: 0.5", "min_likelyhood: 0.5", 9, "'min_likelyhood'", "Did you mean min_likelihood?"),
        ("min_likelihood: 0.5", "min_likelihood: 5", 9, "min_likelihood cannot be 5", "from 0 to 1"),
        ("commanders/overlapping", "commanders/overlaping", 12, "'commanders/overlaping'", "commanders/overlapping"),
        ("organization_id: $group", "organisation_id: $group", 14, "'organisation_id'", "organization_id?"),
        ("$group", "$grup", 14, "$grup stands for nothing", "Did you mean group?"),
        ("as_of: $day", "as_of: June 2012", 15, "as_of cannot be 'June 2012'", "YYYY-MM-DD"),
        ("limit: 7", "limit: 0", 16, "greater than or equal to 1", "Maximum rows."),
        ("limit: 7", "show: pie", 16, "'pie' is no choice for show", "auto, table, ranks"),
        ("title: Ranks", "title: Overlaps", 17, "Two sections", "Rename"),
        ("worlds: 100", "worlds: many", 19, "worlds cannot be 'many'", "a whole number"),
        ("- folder: out", "- {folder: out, email: [a@example.org]}", 21, "either a folder or email", ""),
        ("- folder: out", "- email: [nobody]", 21, "should match", "addresses"),
        ("- folder: out", "- email: [a@example.org, 'a(b@example.org']", 21, "'a(b@example.org' is no", "name@example"),
        ("- folder: out", "- *out", 21, "refers to another", "Write it out"),
        ("title: A title", "title: A title\ntitle: B", 2, "title comes twice", "Mend"),
        ("title: A title", "title: [A", 2, "no YAML", "Mend"),
        ("  dates: possible", "\tdates: possible", 8, "no YAML", "Mend"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_would_be_right(
    tmp_path: Path, catalogue: Catalogue, old: str, new: str, line: int, said: str, hint: str
) -> None:
    assert GOOD.count(old) >= 1
    looked = look_at(written(tmp_path, GOOD.replace(old, new)), catalogue)
    assert looked.plan is None
    told = [fault for fault in looked.faults if said in fault.what]
    assert told, looked.faults
    assert told[0].where == f"{tmp_path / 'mine.yaml'}, line {line}"
    assert hint in told[0].next_step


def test_every_fault_is_told_at_once(tmp_path: Path, catalogue: Catalogue) -> None:
    text = GOOD.replace("  dates: possible", "  dates: perhaps").replace("worlds: 100", "wordls: 100")
    looked = look_at(written(tmp_path, text), catalogue)
    assert [fault.where.rpartition(" ")[2] for fault in looked.faults] == ["8", "19"]


def test_a_fault_of_shape_hides_none_of_the_others(tmp_path: Path, catalogue: Catalogue) -> None:
    text = GOOD.replace("    limit: 7", "    show: timelin").replace("worlds: 100", "wordls: 100")
    text = text.replace("Africa/Bamako", "Mali") + "formats: [html, pfd]\ncolour: red\n"
    looked = look_at(written(tmp_path, text), catalogue)
    assert [(fault.where.rpartition(" ")[2], fault.next_step) for fault in looked.faults] == [
        ("2", "Write a name such as Africa/Bamako, Europe/Paris or UTC."),
        ("16", "Did you mean timeline?"),
        ("19", "Did you mean worlds?"),
        ("22", "Did you mean pdf?"),
        ("23", looked.faults[-1].next_step),
    ]


@pytest.mark.parametrize("name", ["Mine", "my report", "1st", "a--b", "a" * 61, "-a"])
def test_a_name_is_small_letters_digits_and_hyphens(tmp_path: Path, catalogue: Catalogue, name: str) -> None:
    looked = look_at(written(tmp_path, GOOD, name), catalogue)
    assert looked.plan is None
    assert "small letters" in looked.faults[0].what


@pytest.mark.parametrize(
    "text", ["", "just a text", "- a\n- list", "title: A", "a: &a [x]\nb: *a", "\x00", "title: A\nsections: []"]
)
def test_what_is_no_plan_is_refused_with_a_next_step(tmp_path: Path, catalogue: Catalogue, text: str) -> None:
    looked = look_at(written(tmp_path, text), catalogue)
    assert looked.plan is None
    assert all(fault.what and fault.next_step for fault in looked.faults)


def test_a_file_that_is_not_utf_8_or_too_long_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(GOOD.replace("A title", "Année").encode("latin-1"))
    assert "UTF-8" in look_at(path, catalogue).faults[0].what
    path.write_text(GOOD + "# " + "x" * 200_000)
    assert "200,000" in look_at(path, catalogue).faults[0].what


def test_a_users_file_goes_before_a_ready_one(tmp_path: Path, catalogue: Catalogue) -> None:
    plans = Plans(tmp_path, catalogue)
    assert {"weekly-brokers", "group-profile"} <= set(plans.paths())
    written(tmp_path, GOOD, "weekly-brokers")
    assert plans.get("weekly-brokers").title == "A title"


@pytest.mark.parametrize("value", ["mali-2013:aqim", 'a "quoted" one: #x', "no", "yes: é", "0012", "$day"])
def test_values_are_written_into_a_plan_as_they_are(tmp_path: Path, catalogue: Catalogue, value: str) -> None:
    text = write_plan((READY / "group-profile.yaml").read_text(encoding="utf-8"), "group-profile", {"group": value})
    looked = look_at(written(tmp_path, text), catalogue)
    assert looked.faults == ()
    assert looked.plan is not None
    assert looked.plan.inputs["group"].value == value


def test_a_value_of_no_input_is_refused() -> None:
    with pytest.raises(InputError, match="grup") as caught:
        write_plan((READY / "group-profile.yaml").read_text(encoding="utf-8"), "group-profile", {"grup": "x"})
    assert caught.value.next_step == "Did you mean group?"
