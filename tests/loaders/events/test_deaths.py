import pytest

from tertius_loaders.events.deaths import odd_estimates


@pytest.mark.parametrize(
    ("low", "best", "high", "remark"),
    [
        (3, 3, 3, ""),
        (1, 3, 9, ""),
        (None, 3, None, ""),
        (None, None, None, ""),
        (5, 3, 9, "The low estimate (5) is above the best (3), as published."),
        (0, 3, 2, "The high estimate (2) is below the best (3), as published."),
        (
            5,
            3,
            2,
            "The low estimate (5) is above the best (3) and the high estimate (2) is below the best (3), as published.",
        ),
        (5, None, 2, "The low estimate (5) is above the high (2), as published."),
    ],
)
def test_an_order_that_does_not_hold_is_marked(
    low: int | None, best: int | None, high: int | None, remark: str
) -> None:
    assert odd_estimates(low, best, high) == remark
