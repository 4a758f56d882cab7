"""Two editions of Skeleton title that nobody published, and the first one with slips."""

from pathlib import Path

from loaders.kit import Edition, Editions

COLUMNS = "row_id,person_id,person,organization_id,organization,role,when\n"
FIRST = """\
r1,ada,Ada Ferris,terns,The Terns,skipper,2019-03/2020
r2,bo,Bo Lindqvist,terns,The Terns,,2018
r3,cleo,Cleo Marsh,gulls,The Gulls,,2018-05
"""
SECOND = """\
r1,ada,Ada Ferris,terns,The Terns,skipper,2019-04/2020
r3,cleo,Cleo Marsh,gulls,The Gulls,,2018-05
r4,dan,Dan Okoro,gulls,The Gulls,,2020
"""


def editions(folder: Path) -> Editions:
    """Write them into a folder."""
    folder.mkdir()

    def written(name: str, rows: str) -> Edition:
        file = folder / name
        file.write_text(COLUMNS + rows, encoding="utf-8")
        return Edition((file,))

    return Editions(
        first=written("edition-1.csv", FIRST),
        second=written("edition-2.csv", SECOND),
        bad=written("bad.csv", FIRST.replace("2018-05", "some day")),
        mend=_mended,
        long=_long,
    )


def _mended(quarantine: Path) -> Edition:
    (file,) = quarantine.glob("*.csv")
    file.write_text(file.read_text(encoding="utf-8-sig").replace("Gulls,,some day", "Gulls,,2018-05"), encoding="utf-8")
    return Edition((file,))


def _long(folder: Path, rows: int) -> Edition:
    file = folder / "long.csv"
    file.write_text(
        COLUMNS + "".join(f"r{row},p{row},Person {row},terns,The Terns,,2019\n" for row in range(rows)),
        encoding="utf-8",
    )
    return Edition((file,))
