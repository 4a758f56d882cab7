"""The page on the format says what the code does."""

import re
from pathlib import Path

import tertius_loaders.claims
from tertius.model.hedges import HEDGE_TABLE, HEDGE_WORDS, Hedge
from tertius_loaders.claims.source import SOURCE_KEYS

PAGE = Path(tertius_loaders.claims.__file__).with_name("README.md").read_text(encoding="utf-8")


def test_every_hedge_word_is_in_the_table_and_every_word_of_the_table_counts_as_it_says() -> None:
    table = re.search(r"<!-- hedges:.*?-->\n(.*?)<!-- /hedges -->", PAGE, re.DOTALL)
    assert table
    head, _, *rows = (re.split(r"\s*\|\s*", line.strip("| \n")) for line in table[1].splitlines())

    assert head == ["counts as", *HEDGE_TABLE]
    assert [row[0].strip("`") for row in rows] == list(Hedge)
    said = {word: row[0].strip("`") for row in rows for cell in row[1:] for word in cell.split(", ")}
    assert said.pop("(no word)") == "stated"
    assert said == {word: hedge.value for word, hedge in HEDGE_WORDS.items() if word}


def test_no_word_stands_for_two_hedges() -> None:
    words = [word for table in HEDGE_TABLE.values() for several in table.values() for word in several]

    assert len(words) == len(set(words))


def test_every_key_of_the_source_is_explained() -> None:
    yaml = PAGE.partition("```yaml\n")[2].partition("```")[0]

    assert re.findall(r"^(\w+):", yaml, re.MULTILINE) == list(SOURCE_KEYS)
