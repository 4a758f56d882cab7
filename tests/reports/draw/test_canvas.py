"""What every picture holds to: it is sound XML, it takes hostile texts, and its colours can be read."""

from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.reports.draw.canvas import DARK, DARK_GROUPS, GROUPS, LIGHT, Canvas, Picture, cut, width_of
from tertius.reports.draw.map import Spot, map_of
from tertius.reports.draw.network import Node, network
from tertius.reports.draw.ranks import Dot, dot_and_whisker
from tertius.reports.draw.slope import Line, slope_chart
from tertius.reports.draw.timeline import Spell, timeline

HOSTILE = (
    "</svg><script>alert(1)</script>",
    '"><image href="http://example.org/x"/>',
    "]]>&lt;\x00\x1b\ufffe",
    "\ud800 alone",
    "‮reversed",
    "",
    "x" * 5_000,
)
SVG = "{http://www.w3.org/2000/svg}"


def pictures(text: str) -> list[Picture]:
    """Draw one picture of each kind with a text wherever a text goes."""
    link = f"#{text}"
    return [
        dot_and_whisker([Dot(text, 1.0, 0.5, 2.0, marked=True, href=link), Dot("b", 2.0)], title=text, axis=text),
        slope_chart([Line(text, [1, None, 2], marked=True, href=link)], [text, "b", "c"], title=text),
        timeline([Spell(text, text, date(2012, 1, 1), None, None, None, href=link)], title=text),
        network([Node(text, marked=True, href=link), Node("b"), Node(text)], [(0, 1, 0.3)], title=text),
        map_of([Spot(text, 16.3, 0.0, 3, href=link), Spot("b", 17.0, 1.0)], title=text),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out_of_a_picture(text: str) -> None:
    for picture in pictures(text):
        root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own
        assert root.tag == f"{SVG}svg"
        assert {element.tag for element in root.iter()}.isdisjoint(
            {f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject"}
        )
        links = [value for element in root.iter() for name, value in element.attrib.items() if name.endswith("href")]
        assert all(link.startswith("#") for link in links)


def test_a_picture_says_what_it_shows_and_leads_nowhere_outside() -> None:
    for picture in pictures("Inès"):
        root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own
        named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
        told = [named[each] for each in str(root.get("aria-labelledby")).split()]
        assert told == [picture.title, picture.about]
        assert "Inès" in picture.about
        assert picture.svg.count("http") == 1  # the name of the format itself


def test_a_link_out_of_the_page_is_no_link() -> None:
    canvas = Canvas(10, 10)
    canvas.text(0, 0, "name", href="javascript:alert(1)")
    assert "javascript" not in canvas.finish("t", "a").svg


def luminance(colour: str) -> float:  # WCAG 2.2
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def over(colour: str, ground: str, opacity: float) -> str:
    """Return the colour of something half transparent on its ground."""
    mixed = (
        round(opacity * int(colour[at : at + 2], 16) + (1 - opacity) * int(ground[at : at + 2], 16)) for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def test_groups_are_seen_on_a_dark_screen_even_half_transparent() -> None:
    assert len(set(DARK_GROUPS)) == len(DARK_GROUPS) == len(GROUPS)
    for colour in DARK_GROUPS:
        assert contrast(over(colour, DARK["paper"], 0.7), DARK["paper"]) >= 3  # WCAG 1.4.11
    canvas = Canvas(10, 10)
    canvas.bar(0, 0, 5, 5, GROUPS[1])
    assert f"[fill='{GROUPS[1]}']{{fill:{DARK_GROUPS[1]}}}" in canvas.finish("t", "a").svg


def test_a_picture_whose_names_lead_on_is_no_plain_image() -> None:
    plain, led = Canvas(10, 10), Canvas(10, 10)
    plain.text(0, 0, "name")
    led.text(0, 0, "name", href="#name-1")
    assert 'role="img"' in plain.finish("t", "a").svg
    assert 'role="group"' in led.finish("t", "a").svg


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_can_be_read_on_their_ground(colours: dict[str, str]) -> None:
    for name in ("ink", "quiet", "mark"):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    assert len(set(GROUPS)) == len(GROUPS)


@given(st.text(max_size=60), st.floats(min_value=20, max_value=300))
def test_a_text_that_was_cut_is_no_wider_than_allowed(text: str, width: float) -> None:
    short = cut(text, width)
    assert width_of(short) <= width
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
