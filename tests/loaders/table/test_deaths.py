"""Estimates of deaths in a mapped table."""

from pathlib import Path

import pytest

from .test_table import CLASHES, EVENTS, claim, opened


@pytest.mark.parametrize(
    ("low", "best", "high", "said", "remark"),
    [
        ("2", "3", "9", "", None),
        ("", "3", "", "", None),
        ("5", "3", "9", "", "The low estimate (5) is above the best (3), as published."),
        ("5", "3", "", "Seen twice.", "Seen twice. The low estimate (5) is above the best (3), as published."),
        ("9", "", "2", "", "The low estimate (9) is above the high (2), as published."),
    ],
)
def test_estimates_of_deaths_that_contradict_each_other_are_kept_and_marked(
    low: str, best: str, high: str, said: str, remark: str | None, tmp_path: Path
) -> None:
    mapping = EVENTS.replace("deaths_best: dead,", "deaths_best: dead, deaths_low: l, deaths_high: h, remark: said,")
    header, row = CLASHES.splitlines()
    table = f"{header},l,h,said\n{row.replace(',3,AFP', f',{best},AFP')},{low},{high},{said}\n"
    values = dict(claim(opened(tmp_path, table, mapping), 0, "EVENT_RECORD").values)
    published = {"deaths_low": low, "deaths_best": best, "deaths_high": high}
    assert {name: values.get(name) for name in published} == {
        name: int(text) if text else None for name, text in published.items()
    }
    assert values.get("remark") == remark
