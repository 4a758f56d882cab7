"""Published rows of GED as two releases have them, with changes that nobody made, and the first one with slips."""

import csv
from collections.abc import Iterable
from pathlib import Path

from loaders.kit import Edition, Editions

FILE = Path(__file__).parent / "files" / "ged_231_mexico.csv"


def editions(folder: Path) -> Editions:
    """Write them into a folder."""
    folder.mkdir(parents=True)
    rows = _rows()[:16]
    first, second, third, *rest = rows
    renamed = [
        row | {"side_a": "Cartel by another name"} if row["side_a"] == rest[0]["side_a"] else row for row in rest
    ]
    changed = [
        second | {"best": "7", "high": "9"},
        third | {"date_prec": "2", "date_end": _later(third["date_end"])},
        *renamed,
        first | {"id": "999001", "where_coordinates": "A new place", "latitude": "19.5"},
    ]
    bad = [first, second | {"date_start": "some day"}]
    others = [third | {"side_b_new_id": ""}, *rest]
    return Editions(
        first=_written(folder / "first", "GEDEvent_v22_1.csv", rows),
        second=_written(folder / "second", "GEDEvent_v23_1.csv", changed),
        bad=Edition(
            _written(folder / "bad", "GEDEvent_v22_1.csv", bad).paths
            + _written(folder / "bad", "GEDEvent_v22_1 (1).csv", others).paths
        ),
        mend=lambda quarantine: _mended(quarantine, second["date_start"], third["side_b_new_id"]),
        long=_long,
    )


def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _later(day: str) -> str:
    return f"{day[:8]}{28:02}"


def _written(folder: Path, name: str, rows: Iterable[dict[str, str]]) -> Edition:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    rows = list(rows)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return Edition((file,))


def _mended(quarantine: Path, start: str, side: str) -> Edition:
    paths: list[Path] = []
    for file in sorted(quarantine.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
        for row in rows:
            row["date_start"] = start if row["date_start"] == "some day" else row["date_start"]
            row["side_b_new_id"] = row["side_b_new_id"] or side
        paths += _written(quarantine, file.name, rows).paths
    assert len(paths) == 2
    return Edition(tuple(paths))


def _long(folder: Path, count: int) -> Edition:
    rows = _rows()
    return _written(
        folder, "GEDEvent_v22_1.csv", (rows[number % len(rows)] | {"id": str(number + 1)} for number in range(count))
    )
