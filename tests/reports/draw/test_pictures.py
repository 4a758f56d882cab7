"""What the pictures show, read back out of them."""

import re
from datetime import date
from itertools import combinations, pairwise
from xml.etree import ElementTree

import networkx
import pytest

from tertius.reports.draw.canvas import TEXT, Picture, meet, width_of
from tertius.reports.draw.layout import brokers, communities, layout
from tertius.reports.draw.map import Spot, countries, map_of
from tertius.reports.draw.network import Node, network
from tertius.reports.draw.ranks import Dot, dot_and_whisker
from tertius.reports.draw.slope import Line, slope_chart
from tertius.reports.draw.timeline import Spell, timeline

SVG = "{http://www.w3.org/2000/svg}"


def shapes(picture: Picture, tag: str) -> list[ElementTree.Element]:
    """Return the shapes of one kind, in the order in which they are drawn."""
    return list(ElementTree.fromstring(picture.svg).iter(f"{SVG}{tag}"))  # noqa: S314 - our own


def numbers(element: ElementTree.Element, *names: str) -> list[float]:
    return [float(str(element.get(name))) for name in names]


def test_dots_are_in_proportion_and_within_their_intervals() -> None:
    dots = [Dot("a", 8, 6, 10), Dot("b", 4, 0, 5), Dot("c", 2)]
    picture = dot_and_whisker(dots, title="t", axis="score")
    a, b, c = (numbers(dot, "cx")[0] for dot in shapes(picture, "circle"))
    assert (a - b) == pytest.approx(2 * (b - c), abs=0.3)
    whiskers = [numbers(line, "x1", "x2") for line in shapes(picture, "line") if line.get("stroke-width") == "2.5"]
    assert len(whiskers) == 2
    assert all(low <= dot <= high for (low, high), dot in zip(whiskers, (a, b), strict=True))
    assert picture.about == "score. a 8 (6 to 10); b 4 (0 to 5); c 2."


def test_ranks_stand_with_the_first_at_the_left() -> None:
    picture = dot_and_whisker([Dot("a", 1, 1, 4), Dot("b", 7, 2, 9)], title="t", axis="rank", lower_is_better=True)
    first, last = (numbers(dot, "cx")[0] for dot in shapes(picture, "circle"))
    assert first < last
    assert "0" not in [text.text for text in shapes(picture, "text")]


def test_a_line_of_the_slope_chart_goes_down_when_a_rank_gets_worse() -> None:
    picture = slope_chart([Line("a", [1, 3]), Line("b", [2, None])], ["one", "two"], title="t")
    before, after, other = (numbers(dot, "cx", "cy") for dot in shapes(picture, "circle"))
    assert before[0] < after[0]
    assert before[1] < other[1] < after[1]
    assert picture.about == "a: 1 on one, 3 on two; b: 2 on one only."


def test_a_gap_between_ranks_is_dashed() -> None:
    picture = slope_chart([Line("a", [1, None, 2])], ["x", "y", "z"], title="t")
    dashed = [line for line in shapes(picture, "line") if line.get("stroke-dasharray")]
    assert len(dashed) == 1


def test_certain_days_lie_within_the_possible_ones() -> None:
    spell = Spell("a", "", date(2012, 1, 1), date(2012, 6, 1), date(2013, 1, 1), date(2014, 1, 1))
    never = Spell("b", "", date(2012, 1, 1), date(2014, 1, 1), date(2012, 1, 1), date(2014, 1, 1))
    picture = timeline([spell, never], title="t")
    possible, certain, other = (numbers(bar, "x", "width") for bar in shapes(picture, "rect")[:3])
    assert possible[0] < certain[0]
    assert certain[0] + certain[1] < possible[0] + possible[1]
    assert other == possible
    assert certain[1] / possible[1] == pytest.approx((date(2013, 1, 1) - date(2012, 6, 1)).days / 731, abs=0.01)
    assert "b: possible from 2012-01-01 to 2014-01-01, certain on no day" in picture.about


@pytest.mark.parametrize("days", [(date(1, 1, 1), date(9999, 12, 31)), (None, None), (date(9999, 12, 30), None)])
def test_a_timeline_of_days_at_the_ends_of_the_calendar(days: tuple[date | None, date | None]) -> None:
    assert shapes(timeline([Spell("a", "", days[0], None, None, days[1])], title="t"), "rect")


def karate() -> tuple[int, tuple[tuple[int, int], ...]]:
    graph = networkx.karate_club_graph()
    return len(graph), tuple(graph.edges)


def test_one_network_is_always_drawn_alike_and_each_component_for_itself() -> None:
    n, edges = karate()
    whole = (*edges, *((a + n, b + n) for a, b in edges), (2 * n, 2 * n + 1))
    places = layout(2 * n + 4, whole)
    assert len(set(places)) == 2 * n + 4
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places)
    layout.cache_clear()
    assert layout(2 * n + 4, whole) == places
    boxes = []
    for part in (range(n), range(n, 2 * n)):
        across, up = zip(*(places[node] for node in part), strict=True)
        boxes.append((min(across), min(up), max(across), max(up)))
    assert not meet(*boxes)


def test_communities_are_those_of_two_cliques_and_a_bridge() -> None:
    left, right = tuple(combinations(range(5), 2)), tuple(combinations(range(5, 11), 2))
    assert communities(12, (*left, *right, (0, 5))) == (1,) * 5 + (0,) * 6 + (2,)


@pytest.mark.parametrize("seed", range(6))
def test_marked_are_those_on_most_shortest_paths(seed: int) -> None:
    graph = networkx.gnm_random_graph(12, 18, seed=seed)
    scores = networkx.betweenness_centrality(graph)
    marked = brokers(12, tuple(sorted((min(a, b), max(a, b)) for a, b in graph.edges)))
    assert len(marked) <= 3
    others = [score for node, score in scores.items() if node not in marked]
    assert all(scores[node] > max(others) + 1e-9 for node in marked)
    if len(marked) < 3:  # the next share one score, and are too many
        assert sum(score > max(others) - 1e-9 for score in others) > 3 - len(marked) or max(others) < 1e-9


def test_a_circle_has_nobody_between_more_than_others() -> None:
    assert brokers(5, ((0, 1), (0, 4), (1, 2), (2, 3), (3, 4))) == ()


def test_labels_of_a_network_do_not_lie_over_each_other() -> None:
    n, edges = karate()
    nodes = [Node(f"Commander {number}", marked=number in {0, 33}) for number in range(n)]
    picture = network(nodes, [(a, b, 0.9) for a, b in edges], title="t")
    labels = [text for text in shapes(picture, "text") if text.get("paint-order")]
    boxes = []
    for label in labels:
        (x, y), size = numbers(label, "x", "y"), float(str(label.get("font-size")))
        boxes.append((x, y - size * 0.8, x + width_of(str(label[0].text), size), y + size * 0.2))
    assert len(boxes) >= 10
    assert not any(meet(*pair) for pair in combinations(boxes, 2))
    assert {"Commander 0", "Commander 33"} <= {str(label[0].text) for label in labels}
    assert "between the others: Commander 0, Commander 33." in picture.about


def test_an_unlikely_tie_is_dashed() -> None:
    picture = network([Node("a"), Node("b"), Node("c")], [(0, 1, 0.4), (1, 2, 0.9)], title="t")
    assert [bool(line.get("stroke-dasharray")) for line in shapes(picture, "line")] == [True, False]


def test_nothing_at_all_can_be_drawn() -> None:
    for picture in (
        dot_and_whisker([], title="t", axis="x"),
        slope_chart([], [], title="t"),
        timeline([], title="t"),
        network([], [], title="t"),
        map_of([], title="t"),
    ):
        assert ElementTree.fromstring(picture.svg).tag == f"{SVG}svg"  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("country", "latitude", "longitude"),
    [
        ("Mali", 12.65, -8.0),
        ("Fiji", -17.8, 178.0),
        ("Colombia", 4.7, -74.1),
        ("Iraq", 33.3, 44.4),
    ],  # their capitals' places
)
def test_outlines_are_where_the_countries_are(country: str, latitude: float, longitude: float) -> None:
    def holds(ring: tuple[tuple[float, float], ...]) -> bool:
        inside = False
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > latitude) != (y2 > latitude) and longitude < x1 + (latitude - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
        return inside

    assert {found.name for found in countries() if any(map(holds, found.rings))} == {country}


def test_north_is_up_and_a_degree_is_as_long_both_ways() -> None:
    picture = map_of([Spot("a", 60.0, 10.0), Spot("b", 61.0, 10.0), Spot("c", 60.0, 12.0)], title="t")
    placed = dict(zip("abc", (numbers(dot, "cx", "cy") for dot in shapes(picture, "circle")), strict=True))
    assert placed["b"][1] < placed["a"][1]
    # at 60 degrees north two degrees of longitude are as long as one of latitude
    assert placed["c"][0] - placed["a"][0] == pytest.approx(placed["a"][1] - placed["b"][1], rel=0.05)


def test_texts_are_large_enough_to_read() -> None:
    picture = map_of([Spot("a", 1.0, 1.0)], title="t")
    assert all(float(size) >= TEXT - 2 for size in re.findall(r'font-size="([\d.]+)"', picture.svg))
