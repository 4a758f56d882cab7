"""Accept headers, with the cases of RFC 9110, 12.5.1."""

import pytest

from tertius.api.accept import best_of

JSON, TEXT = "application/json", "text/plain"


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("text/plain", TEXT),
        ("text/*", TEXT),
        ("application/json", JSON),
        ("text/plain, application/json", JSON),
        ("text/plain, application/json;q=0.9", TEXT),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        ("*/*;q=0.1, text/plain", TEXT),
        ("text/*;q=0.3, text/plain;q=0.7, */*;q=0.5", TEXT),
        ("application/json;q=0, */*", TEXT),
        ("TEXT/Plain ; Q=1", TEXT),
        ("text/html", None),
        ("application/json;q=0, text/plain;q=0", None),
        ("application/json;q=nonsense", None),
        (",;,", None),
    ],
)
def test_the_most_specific_range_decides_and_the_highest_weight_wins(accept: str | None, best: str | None) -> None:
    assert best_of(accept, (JSON, TEXT)) == best
