"""docs/first-afternoon.md is typed as it stands, by somebody who has the two documents and nothing else."""

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tertius.graph.connect import Target

DOCS = Path(__file__).parents[2] / "docs"
SET_ASIDE = 5
"""With which a load ends that set rows aside."""


def commands() -> Iterator[list[str]]:
    """Yield every command of the page, in order, as a shell would split it."""
    page = (DOCS / "first-afternoon.md").read_text(encoding="utf-8")
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        for line in block.splitlines():
            assert line.startswith("$ ")
            yield shlex.split(line[2:])


def mend(workbook: Path) -> None:
    """Do what the page says: write the day into the cell that could not be read."""
    book = load_workbook(workbook)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "03/04/2019"]
    assert len(cells) == 1
    cells[0].value = "2019-04-03"
    book.save(workbook)


@pytest.fixture
def two_documents(tmp_path: Path) -> Path:
    """Lay the two documents out where commands run."""
    shutil.copytree(DOCS / "first-afternoon", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_the_page_leads_from_two_documents_to_a_broker_across_both(
    tertius: Callable[..., Any], empty_db: Target, two_documents: Path
) -> None:
    env: dict[str, str] = {}
    said: dict[str, list[str]] = {}
    for command in commands():
        if command[0] == "export":
            name, _, value = command[1].partition("=")
            env[name] = value
            continue
        assert command[0] == "tertius"
        if command[-1] == "inspector.quarantine":
            mend(two_documents / "inspector.quarantine" / "inspector.xlsx")
        done = tertius(*command[1:], on=empty_db, **env)
        expected = SET_ASIDE if command[-1] == "inspector.xlsx" else 0
        assert done.returncode == expected, done.stderr
        said.setdefault(" ".join(command[1:3]), []).append(done.stdout)
    readings = said["load claims"][1]
    assert "2019-04-03" in readings
    assert "2019-03-04" in readings
    before, after = said["query brokerage/brokers"][:2]
    assert re.search(r"^ +1 +A\.|^ +1 +Mirko", before, re.MULTILINE)
    # Of both documents: the first broker links the Watch, the Crew and the Brotherhood, three pairs of groups.
    assert re.search(r"^ +1 +Ada .* 3 ", after, re.MULTILINE)
    assert {"[gazette-2019]", "[inspector-2019]"} <= set(re.findall(r"\[[a-z]+-2019\]", after))
    evidence = said["evidence Ada Renn"][0]
    assert "by A. Analyst" in evidence
    assert "The Harbour Gazette (invented)" in evidence
    assert not (two_documents / "inspector.quarantine" / "inspector.quarantine").exists()
    book = load_workbook(two_documents / "brokers.xlsx")
    assert len(book.sheetnames) == 4
