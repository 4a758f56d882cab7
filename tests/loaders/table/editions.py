"""The worked example of the loader's README, a later edition of it, and one with slips."""

import re
from pathlib import Path

import tertius_loaders.table as package
from loaders.kit import Edition, Editions

README = (Path(package.__file__).parent / "README.md").read_text(encoding="utf-8")


def example() -> tuple[str, str]:
    """Return the table and the mapping of the worked example."""
    (table,) = re.findall(r"```csv\n(.*?)```", README, re.DOTALL)
    (mapping,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    return table, mapping


def written(folder: Path, table: str) -> Edition:
    folder.mkdir(parents=True, exist_ok=True)
    mapping = folder / "mapping.yaml"
    mapping.write_text(example()[1], encoding="utf-8")
    path = folder / "commanders.csv"
    path.write_text(table, encoding="utf-8")
    return Edition((path,), {"mapping": str(mapping)})


def long(folder: Path, count: int) -> Edition:
    header = example()[0].splitlines()[0]
    rows = [f"{at},Leader {at},1971,Group {at % 7},01/03/2019,30/06/2020,skipper,,p. {at}" for at in range(count)]
    return written(folder, "\n".join([header, *rows, ""]))


def editions(folder: Path) -> Editions:
    table, _ = example()
    second = table.replace("30/06/2020", "31/07/2020").replace(
        "2,Bo Lindqvist,,The Terns,05/06/2018,,,,p. 4\n", "3,Cleo Marsh,1980,The Gulls,01/01/2020,,,,p. 9\n"
    )
    bad = table.replace("05/06/2018", "some day").replace("1971", "about 1971")

    def mend(quarantine: Path) -> Edition:
        text = (quarantine / "commanders.csv").read_text(encoding="utf-8-sig")
        assert text.count("some day") >= 1
        return written(quarantine, text.replace("some day", "05/06/2018").replace("about 1971", "1971"))

    return Editions(
        first=written(folder / "first", table),
        second=written(folder / "second", second),
        bad=written(folder / "bad", bad),
        mend=mend,
        long=long,
    )
