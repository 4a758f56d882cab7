"""The cut list of release 22.1, a made-up 23.1, and 22.1 with slips."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from loaders.kit import Edition, Editions

CUT = Path(__file__).parent / "data" / "ucdp-actor-221-cut.csv"

Row = dict[str, str]


def written(path: Path, rows: list[Row], encoding: str = "utf-8-sig") -> Edition:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding=encoding, newline="")
    return Edition((path,))


def next_release(rows: list[Row]) -> list[Row]:
    """Return the rows of 23.1: one renamed, one gone, one new, one that joined another."""
    kept = [dict(row, Version="23.1") for row in rows if row["ActorId"] != "893"]
    by_id = {row["ActorId"]: row for row in kept}
    by_id["775"] |= {"NameData": "Sinaloa", "NameChange": "1", "NewName": "Sinaloa", "NewNameFullEng": "Sinaloa"}
    by_id["164"] |= {"JoinGroup": "1", "GroupName": "PKK", "ActorIdGroup": "323"}
    new = dict(by_id["416"], ActorId="9001", NameData="ELF-X", NameOrig="ELF-X", JoinGroup="0", ActorIdGroup="")
    return [*kept, new]


def changed(rows: list[Row], **cells: Callable[[Row], Row]) -> list[Row]:
    return [cells.get(f"actor_{row['ActorId']}", dict)(row) for row in rows]


def mended(quarantine: Path) -> Edition:
    path = quarantine / "ucdp-actor-221.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert text.count("perhaps") >= 1
    assert text.count("538;") >= 1
    path.write_text(text.replace("perhaps", "1").replace("538;", "538"), encoding="utf-8")
    return Edition((path,))


def long(folder: Path, count: int) -> Edition:
    with CUT.open(encoding="utf-8-sig", newline="") as file:
        pattern = next(row for row in csv.DictReader(file) if row["ActorId"] == "539")
    rows = [dict(pattern, ActorId=str(10_000 + n), NameData=f"Group {n}", ActorIdPrev="10000") for n in range(count)]
    return written(folder / "ucdp-actor-221.csv", rows)


def editions(folder: Path) -> Editions:
    with CUT.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    slips = changed(
        rows,
        actor_6485=lambda row: dict(row, SplitTemp="perhaps"),
        actor_539=lambda row: dict(row, ActorIdPrev="538;"),
    )
    return Editions(
        first=written(folder / "first" / "ucdp-actor-221.csv", rows),
        second=written(folder / "second" / "ucdp-actor-231.csv", next_release(rows)),
        bad=written(folder / "bad" / "ucdp-actor-221.csv", slips),
        mend=mended,
        long=long,
    )
