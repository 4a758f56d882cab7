"""Every label and every type has a look of its own, whose caption can be read and is made of what is there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.browser.style import LOOKS, colour_of, style_sheet
from tertius.browser.vocabulary import SHOWN, Vocabulary, vocabulary
from tertius.graph.connect import Driver, Target
from tertius.model.kinds import TIE_KINDS, EntityType, TieKind
from tertius_loaders.samples import sample_path

TWO_SOURCES = Path(__file__).parents[1] / "two_sources"
RULE = re.compile(r"(\S+) \{\n((?:  [\w-]+: .+;\n)+)\}\n")


def rules(sheet: str) -> dict[str, dict[str, str]]:
    """Read a style sheet, all of it."""
    found = {
        rule[1]: dict(line.strip().removesuffix(";").split(": ") for line in rule[2].splitlines())
        for rule in RULE.finditer(sheet)
    }
    assert not RULE.sub("", sheet).strip()
    return found


def contrast(one: str, other: str) -> float:  # WCAG 2.2
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_label_and_every_type_has_a_rule() -> None:
    known, sheet = vocabulary(), rules(style_sheet())
    assert tuple(LOOKS) == SHOWN
    for label in (*SHOWN, *known.internals):
        assert {"color", "caption", "diameter"} <= sheet[f"node.{label}"].keys(), label
    for kind in (*known.ties, *known.others):
        assert {"color", "caption"} <= sheet[f"relationship.{kind}"].keys(), kind


def test_a_label_and_a_type_that_are_added_get_a_rule() -> None:
    sheet = rules(style_sheet(Vocabulary(("Ledger",), tuple(TIE_KINDS), ("PAID",))))
    assert sheet["node.Ledger"]["caption"] == "'Ledger'"
    assert sheet["relationship.PAID"]["caption"] == "'<type>'"


def test_a_kind_of_tie_that_is_added_has_a_colour() -> None:
    person, organization = frozenset({EntityType.PERSON}), frozenset({EntityType.ORGANIZATION})
    added = [
        TieKind("PAID", start, end, True, False, "")
        for start in (person, organization)
        for end in (person, organization)
    ]
    assert all(re.fullmatch("#[0-9a-f]{6}", colour_of(kind)) for kind in added)


def test_a_tie_tells_its_kind_and_its_likelihood_and_all_are_of_one_width() -> None:
    sheet = rules(style_sheet())
    ties = {kind: sheet[f"relationship.{kind}"] for kind in TIE_KINDS}
    assert {kind: tie["caption"] for kind, tie in ties.items()} == {
        kind: f"'{{likelihood}} {kind}'" for kind in TIE_KINDS
    }
    assert len({tie["shaft-width"] for tie in ties.values()}) == 1  # a width would be taken for a likelihood
    assert ties["ALLIED_WITH"]["color"] != ties["OPPOSED"]["color"]


def test_captions_can_be_read_on_their_ground() -> None:
    for selector, rule in rules(style_sheet()).items():
        if selector.startswith("node"):
            assert contrast(rule["text-color-internal"], rule["color"]) >= 4.5, selector


@pytest.mark.parametrize("graph", ["coast", "harbour", TWO_SOURCES, sample_path("mali_2013")], ids=str)
def test_captions_are_made_of_properties_that_are_there(
    graph: str | Path, holding: Callable[[str | Path], Target], driver: Driver
) -> None:
    sheet, target = rules(style_sheet()), holding(graph)
    asked = {
        "node": "MATCH (n) UNWIND labels(n) AS name RETURN DISTINCT name, keys(n) AS keys",
        "relationship": "MATCH ()-[r]->() RETURN DISTINCT type(r) AS name, keys(r) AS keys",
    }
    with driver.session(database=target.database) as session:
        for sort, statement in asked.items():
            for row in session.run(statement):
                rule = sheet.get(f"{sort}.{row['name']}", {"caption": ""})
                assert set(re.findall(r"\{(\w+)\}", rule["caption"])) <= set(row["keys"]), row["name"]
