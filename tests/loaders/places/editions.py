"""Two editions of a made-up gazetteer in GeoNames' form, and the first one with slips."""

from pathlib import Path

from loaders.kit import Edition, Editions

ROW = (
    "{id}\t{name}\t{name}\t{others}\t{lat}\t-0.05\t{cls}\t{code}\tML\t\t{a1}\t{a2}\t\t\t0\t\t100"
    "\tAfrica/Bamako\t2020-01-01\n"
)


def row(id: str, name: str, code: str, a1: str = "", a2: str = "", others: str = "", lat: str = "16.2") -> str:  # noqa: A002
    cls = "P" if code.startswith("PPL") else "A"
    return ROW.format(id=id, name=name, others=others, lat=lat, cls=cls, code=code, a1=a1, a2=a2)


FIRST = [
    row("5", "Old Harbour", "PPL", "07", "701", "Port Ancien,Puerto Viejo"),
    row("1", "Coastland", "PCLI", "00"),
    row("2", "North", "ADM1", "07", others="Nord"),
    row("3", "North West", "ADM2", "07", "701"),
    row("4", "New Harbour", "PPLC", "07"),
    row("6", "Far Village", "PPL", "09", lat="17"),
]


def written(folder: Path, rows: list[str]) -> Edition:
    folder.mkdir(parents=True)
    (folder / "ML.txt").write_text("".join(rows), encoding="utf-8")
    return Edition((folder / "ML.txt",), {"release": folder.name if folder.name != "bad" else "first"})


def mended(quarantine: Path) -> Edition:
    file = quarantine / "ML.txt"
    text = file.read_text(encoding="utf-8-sig")
    assert "north" in text
    file.write_text(text.replace("\tnorth\t", "\t17\t"), encoding="utf-8")
    return Edition((file,), {"release": "first"})


def editions(folder: Path) -> Editions:
    second = [one.replace("New Harbour", "New Port").replace("Puerto Viejo", "Portus") for one in FIRST[:-1]]
    return Editions(
        first=written(folder / "first", FIRST),
        second=written(folder / "second", [*second, row("7", "Fresh Village", "PPL", "07", "701")]),
        bad=written(folder / "bad", [*FIRST[:-1], FIRST[-1].replace("\t17\t", "\tnorth\t")]),
        mend=mended,
        long=long,
    )


def long(folder: Path, count: int) -> Edition:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ML.txt"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(row(str(100 + at), f"Village {at}", "PPL", "07", "701") for at in range(count))
    return Edition((path,), {"release": "long"})
