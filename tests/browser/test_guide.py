"""The guide says what the model is, offers every question, and comes through the Browser's cleaning whole."""

import re
from html.parser import HTMLParser

from catalogued import CATALOGUE
from tertius.browser.favourites import drawing
from tertius.browser.guide import guide
from tertius.browser.vocabulary import SHOWN, vocabulary
from tertius.model.kinds import TIE_KINDS

BASE = "http://localhost:8000/browser"

#: What Neo4j Browser 5.24 takes out of a guide that it fetches, since it may be a script.
HANDLER = re.compile(r"""\s+(on[^\s=]+)[^\s=]*\s*=\s*("[^"]*"|'[^']*'|[\w\-.:]+\s*)""", re.IGNORECASE)


class Page(HTMLParser):
    """What a page has: its tags with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def given(self, attribute: str) -> list[str]:
        """Return the values of an attribute, wherever it is."""
        return [value for _, attrs in self.tags if (value := attrs.get(attribute)) is not None]


def test_it_tells_every_label_and_every_kind() -> None:
    known, page = vocabulary(), Page(guide(CATALOGUE.values()))
    for name in (*SHOWN, *known.internals, *known.ties, *known.others):
        assert name in page.text, name
    for kind in TIE_KINDS.values():
        assert f"one {kind.about} the other" in page.text


def test_a_click_on_a_question_gives_its_graph_form_to_the_last_sign() -> None:
    page = Page(guide(CATALOGUE.values(), BASE))
    assert page.given("data-populate") == [drawing(one) for one in CATALOGUE.queries()]


def test_nothing_is_lost_when_the_browser_has_cleaned_it() -> None:
    for base in (None, BASE):
        text = guide(CATALOGUE.values(), base)
        assert HANDLER.sub("", text) == text
        assert "<script" not in text
        assert "javascript:" not in text


def test_it_leads_to_the_files_where_they_are_served_and_names_them_where_they_are_not() -> None:
    served, alone = Page(guide(CATALOGUE.values(), BASE)), Page(guide(CATALOGUE.values()))
    assert f"style {BASE}/tertius.grass" in served.given("data-exec")
    assert f"{BASE}/tertius-favourites.zip" in served.given("href")
    assert not alone.given("href")
    assert "tertius.grass" in alone.text


def test_an_address_cannot_add_anything_to_it() -> None:
    page = Page(guide([], 'http://evil"><script>alert(1)</script>/browser'))
    assert "script" not in {tag for tag, _ in page.tags}
