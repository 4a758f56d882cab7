"""Two exports in the form of ACLED's, a week apart, and the first with slips. All of it is made up."""

import csv
from collections.abc import Sequence
from pathlib import Path

from loaders.kit import Edition, Editions

Row = dict[str, str]

PATTERN: Row = {
    "event_id_cnty": "",
    "event_date": "2024-05-16",
    "year": "2024",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Harbour Brigade",
    "assoc_actor_1": "Dockers; Crane Operators",
    "inter1": "Rebel group",
    "actor2": "Military Forces of Ruritania (2019-)",
    "assoc_actor_2": "",
    "inter2": "State forces",
    "interaction": "State forces-Rebel group",
    "civilian_targeting": "",
    "iso": "466",
    "region": "Western Africa",
    "country": "Mali",
    "admin1": "Gao",
    "admin2": "Gao Cercle",
    "admin3": "",
    "location": "Gao",
    "latitude": "16.2717",
    "longitude": "-0.0447",
    "geo_precision": "1",
    "source": "Harbour Gazette",
    "source_scale": "National",
    "notes": "Nothing of this happened.",
    "fatalities": "0",
    "tags": "",
    "timestamp": "1716300000",
}


def event(key: str, day: str, **cells: str) -> Row:
    return PATTERN | {"event_id_cnty": key, "event_date": day} | cells


FIRST = (
    event("XXA101", "2024-05-01", fatalities="3"),
    event("XXA102", "2024-05-10", time_precision="2", geo_precision="2"),
    event(
        "XXA103", "2024-05-12", actor2="Civilians (Mali)", inter2="Civilians", event_type="Violence against civilians"
    ),
    event("XXA104", "2024-05-20", event_type="Strategic developments", sub_event_type="Agreement"),
    event("XXA105", "2024-05-31", time_precision="3", geo_precision="3", inter1="2", inter2="1", interaction="12"),
    event("XXA106", "2024-05-31", actor2="Civilians (Mali)", inter2="7", event_type="Violence against civilians"),
)
SECOND = (
    event("XXA101", "2024-05-01", fatalities="5"),
    FIRST[1] | {"event_date": "2024-05-11"},
    *FIRST[3:],
    event("XXA107", "2024-05-30", event_type="Violence against civilians", actor1="Quay Rangers", inter1="3"),
)


def written(path: Path, rows: Sequence[Row], day: str) -> Edition:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(PATTERN))
        writer.writeheader()
        writer.writerows(rows)
    return Edition((path,), {"release": day})


def mended(quarantine: Path) -> Edition:
    path = quarantine / "mali.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert text.count("31 June") >= 1
    assert text.count("Pirates") >= 1
    path.write_text(text.replace("31 June 2024", "2024-05-10").replace("Pirates", "2"), encoding="utf-8")
    return Edition((path,), {"release": "2026-11-20"})


def long(folder: Path, count: int) -> Edition:
    rows = [event(f"XXA{n}", "2024-05-16", actor1=f"Brigade {n % 50}", location=f"Quay {n % 50}") for n in range(count)]
    return written(folder / "long.csv", rows, "2026-11-20")


def editions(folder: Path) -> Editions:
    slips = (
        FIRST[0],
        FIRST[1] | {"event_date": "31 June 2024"},
        *FIRST[2:4],
        FIRST[4] | {"inter1": "Pirates"},
        FIRST[5],
    )
    return Editions(
        first=written(folder / "first" / "mali.csv", FIRST, "2026-11-20"),
        second=written(folder / "second" / "mali.csv", SECOND, "2026-11-27"),
        bad=written(folder / "bad" / "mali.csv", slips, "2026-11-20"),
        mend=mended,
        long=long,
    )
