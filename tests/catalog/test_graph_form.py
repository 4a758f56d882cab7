"""Questions whose rows name nothing that Neo4j Browser could draw; of all others see tests/questions."""

from pathlib import Path

import pytest

from tertius.catalog.cypher_file import parse
from tertius.catalog.graph_form import graph_form
from tertius.errors import InputError

FILE = """// One
//---
// question: What is one?
// version: 1
// columns:
//   one: {type: integer, about: One}
// evidence: none
// conventions:
//   - One is one.
// example: {graph: harbour, rows: [{one: 1}]}
//---
RETURN 1 AS one;
"""


def test_what_names_nothing_to_draw_says_so(tmp_path: Path) -> None:
    (tmp_path / "ones").mkdir()
    (tmp_path / "ones" / "one.cypher").write_text(FILE)
    with pytest.raises(InputError, match="nothing that can be drawn") as refused:
        graph_form(parse(tmp_path / "ones" / "one.cypher"))
    assert "tertius show ones/one" in refused.value.next_step
