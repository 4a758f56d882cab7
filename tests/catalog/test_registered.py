"""Measures are found by being there: one file in a room is all it takes."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.registered import registered
from tertius.errors import CatalogueError
from tertius.measures import centrality
from tertius.measures.network import Network
from tertius.measures.run import Context, run

MEASURE = '''"""Half of the degree."""

from tertius.catalog.declaring import ANY, NODE, number
from tertius.catalog.measure import measure
from tertius.measures.centrality.degree import degree
from tertius.measures.network import BoolArray, FloatArray, Network


@measure(
    "centrality/{name}",
    title="Half the degree",
    question="Who is tied to how many others, by half?",
    version=1,
    networks=ANY,
    columns={{**NODE, "half": number("Half of the number of ties")}},
)
def half(network: Network, *, mask: BoolArray | None = None) -> FloatArray:
    """Return half of the degree of every node."""
    return degree(network, mask=mask) / 2
'''


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """``add(file, measure)``: write a file into the room of centralities for the time of a test."""
    monkeypatch.setattr(centrality, "__path__", [*centrality.__path__, str(tmp_path)])
    added: list[str] = []

    def write(file: str, name: str) -> None:
        (tmp_path / f"{file}.py").write_text(MEASURE.format(name=name), encoding="utf-8")
        added.append(f"tertius.measures.centrality.{file}")
        registered.cache_clear()

    yield write
    for module in added:
        sys.modules.pop(module, None)
    registered.cache_clear()


def test_a_measure_is_one_file(add: Callable[[str, str], None]) -> None:
    add("half_degree", "half")
    catalogue = Catalogue.load()
    measure, question = catalogue.measure("centrality/half"), catalogue["centrality/half"]
    assert question.example is None
    assert "Half of the degree." in question.text
    assert len(question.digest) == 64
    # It is asked as any other, its ranks are simulated, and other measures can ask for them.
    accepted = question.validate_params({"worlds": 50})
    star = Network.from_pairs([("hub", leaf) for leaf in "abcd"], likelihoods=[0.5] * 4)
    rows = run(measure, {name: accepted[name] for name in measure.own_params()}, Context(star)).rows
    assert (rows[0]["node_id"], rows[0]["rank"], rows[0]["half"]) == ("hub", 1, 2.0)
    assert 0 < rows[0]["standard_error"] < rows[0]["expected"] < 2
    for other in ("time/slices", "what_if/without", "uncertainty/missing", "uncertainty/without_each_source"):
        assert "centrality/half" in (catalogue[other].params["measure"].enum or ())


def test_two_measures_of_one_id_are_refused(add: Callable[[str, str], None]) -> None:
    add("half_degree", "half")
    add("half_again", "half")
    with pytest.raises(CatalogueError, match="Two measures have the id centrality/half"):
        registered()
