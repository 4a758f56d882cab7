"""Searching by name in the scripts that people write in, and across the joints of words as they see them.

The names are of languages in themselves, as Unicode's Common Locale Data Repository gives them, and made up.
"""

import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.model.folding import folded
from tertius.records.look_ups import Records

SEARCH = CATALOGUE["entities/search"]

Asking = Callable[..., list[str]]

# Own names of languages (CLDR), and what else a reader types for each: a part, without its marks, with others.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "العربية": ("عربية", "العَرَبِيَّة", "العربيه", "الع", "ٱلعربية"),
    "فارسی": ("فارسي", "فار"),
    "עברית": ("עִבְרִית", "עבר"),
    "ܣܘܪܝܝܐ": ("ܣܘܪ", "ܣܽܘܪܝܝܐ"),
    "ދިވެހިބަސް": ("ދިވެހި",),
    "한국어": ("한국", "국어", "한"),
    "日本語": ("日本", "本語", "日"),
    "ひらがな": ("ひら", "がな"),
    "カタカナ": ("ｶﾀｶﾅ", "タカナ"),
    "中文": ("中", "文"),
    "Tiếng Việt": ("Tieng Viet", "tiếng", "việt", "VIỆT"),
    "ไทย": ("ไท", "ไทย"),
    "ລາວ": ("ລາ",),
    "ខ្មែរ": ("ខ្មែ",),
    "မြန်မာ": ("မာ", "မြန်"),
    "हिन्दी": ("हिन्", "हिन्दी"),
    "বাংলা": ("বাং",),
    "தமிழ்": ("தமி",),
    "ਪੰਜਾਬੀ": ("ਪੰਜ",),
    "አማርኛ": ("አማር",),
    "ქართული": ("ქართ",),
    "Հայերեն": ("հայերեն", "Հայ"),
    "Ελληνικά": ("ελληνικα", "ΕΛΛΗΝΙΚΆ"),
    "украïнська": ("УКРАЇНСЬКА", "украінська"),
    "ߒߞߏ": ("ߒߞߏ߫", "ߒߞ"),
    "ⵜⴰⵎⴰⵣⵉⵖⵜ": ("ⵜⴰⵎ",),
    "𞤆𞤵𞤤𞤢𞤪": ("𞤨𞤵𞤤", "𞤆𞤵𞤤"),
    "བོད་སྐད་": ("བོད", "སྐད"),
    "Fulfulɗe Ɓurnaange": ("fulfulde burnaange", "Burnaange"),
    "Bamanankan Ɲɛ": ("bamanankan ne",),
    "Íslenska Þórð": ("islenska thord",),
    "Türkçe IŞIK": ("turkce ışık", "Işik"),
}

# Where a word ends, as readers see it.
JOINTS: dict[str, tuple[str, ...]] = {
    "Front de l'Aïr": ("Aïr", "l'Air", "LAIR", "l´Aïr", "de l’Aïr"),
    "Katiba_Serma": ("Serma", "katiba serma", "Katibaserma", "katiba-serma"),
    "C.M.F.P.R.": ("CMFPR", "C M F P R", "cmfpr", "c.m.f"),
    "G. S. I. M.": ("GSIM",),
    "HCUA/MAA": ("MAA", "HCUA", "hcua maa"),
    "ONU:Opération": ("Operation", "opération", "onuoperation"),
    "B&K": ("BK", "B & K", "b&k"),
    "Ba-al-Qasim": ("Qasim", "baalqasim", "Ba al Qasim", "Ba al-Qasim"),
    "OumarDicko": ("Dicko", "Oumar Dicko", "oumardicko"),
    "Saʿid Maʾrib": ("Said", "Marib", "Sa'id", "Ma'rib", "Saïd"),
    "Anne–Marie": ("Marie", "annemarie", "Anne Marie"),
    "21e Bataillon": ("21", "bataillon"),
    "Souley Mane": ("Souleymane",),
    "Abdoulkarim": ("Abdoul Karim", "abdoul-karim"),
    "P. K. Jones": ("PK Jones", "P.K. Jones", "pk"),
}

# Words that an analyzer of English would drop are names like others. Each finds its own first.
NAMES_OF_STOP_WORDS = ("IS", "Will", "The Will", "No Be", "Will An", "It", "Or", "The", "Not", "AND", "To Be", "A", "O")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = [*SCRIPTS, *JOINTS, *NAMES_OF_STOP_WORDS]
    return _folder(tmp_path_factory.mktemp("scripts") / "scripts", ((name, "Organization", "") for name in names))


def _folder(folder: Path, entities: Iterable[tuple[str, str, str]]) -> Path:
    folder.mkdir()
    (folder / "source.yaml").write_text("id: scripts\ntitle: Names in scripts\npublished: 2020-01-01\n", "utf-8")
    (folder / "claims.csv").write_text("claim_id,subject,kind,object\n", "utf-8")
    rows = [f'e{number},{type_},"{name}",{kind}' for number, (name, type_, kind) in enumerate(entities)]
    (folder / "entities.csv").write_text("\n".join(["id,type,name,kind", *rows, ""]), "utf-8")
    return folder


@pytest.fixture
def asking(holding: Callable[[Path], Target], folder: Path, driver: Driver) -> Asking:
    """Give a function that returns the names found, the best match first."""
    database = holding(folder).database

    def found(text: str) -> list[str]:
        with driver.session(database=database, default_access_mode="READ") as session:
            return [row["name"] for row in session.run(SEARCH.cypher, SEARCH.validate_params({"text": text}))]

    return found


@pytest.mark.parametrize("name", [*SCRIPTS, *JOINTS])
def test_a_name_is_found_as_its_reader_writes_it(asking: Asking, name: str) -> None:
    assert asking(name)[0] == name
    assert asking(unicodedata.normalize("NFD", name))[0] == name
    assert asking(name.upper())[0] == name
    for written in {**SCRIPTS, **JOINTS}[name]:
        assert name in asking(written)[:3], written


@pytest.mark.parametrize("name", list(SCRIPTS))
def test_a_name_is_found_letter_by_letter(asking: Asking, name: str) -> None:
    word = name.split()[0]
    for letters in range(1, len(word) + 1):
        if folded(word[:letters]).strip("."):
            assert name in asking(word[:letters]), word[:letters]


@pytest.mark.parametrize("name", NAMES_OF_STOP_WORDS)
def test_a_name_that_is_a_stop_word_is_found_first(asking: Asking, name: str) -> None:
    assert asking(name)[0] == name
    assert asking(name.lower())[0] == name


def test_what_is_asked_is_folded_as_names_are(target: Target, driver: Driver) -> None:
    """Every character that both know, alone between two letters: Cypher does what Python does."""
    cypher = SEARCH.text
    fold = (
        cypher[cypher.index("WITH [given IN") : cypher.index("// Words, each in its parts")] + "RETURN given[0] AS it"
    )
    # of ideographs and syllables, which are alike, one in 97
    known = [
        char
        for char in map(chr, range(1, 0x110000))
        if unicodedata.category(char) not in ("Cn", "Cs", "Co")
        and (ord(char) % 97 == 0 or not unicodedata.name(char, "").startswith(_ALIKE))
    ]
    assert len(known) > 30_000
    with driver.session(database=target.database, default_access_mode="READ") as session:
        news = session.run(
            "UNWIND $all AS char WITH char WHERE char =~ '\\\\p{Cn}' RETURN collect(char) AS news", all=known
        ).single(strict=True)["news"]
        assert len(news) < 1_000  # what this Java's Unicode has not yet
        known = sorted(set(known) - set(news))
        for start in range(0, len(known), 100):
            text = "a".join(known[start : start + 100])
            assert session.run(fold, text=text, kind=None).single(strict=True)["it"] == folded(text), start


_ALIKE = ("CJK UNIFIED", "HANGUL SYLLABLE", "EGYPTIAN", "CUNEIFORM", "ANATOLIAN", "TANGUT", "BAMUM", "YI SYLLABLE")


@pytest.mark.anyio
async def test_type_and_kind_filter_before_anything_is_cut_off(
    holding: Callable[[Path], Target], tmp_path: Path, reader: Reader
) -> None:
    events = [("Gao", "Event", "attack")] * 1_200 + [("Gao", "Event", "parade")] * 3
    holding(_folder(tmp_path / "gao", [*events, ("Ali Gaoussou", "Person", ""), ("Gao", "Place", "city of the east")]))
    records = Records(reader)
    person = await records.entities(search="Gao", type="Person")
    assert [item.name for item in person.items] == ["Ali Gaoussou"]
    assert (person.total, person.total_is_exact) == (1, True)
    parades = await records.entities(search="gao", kind="Parade", limit=2)
    assert (len(parades.items), parades.total, parades.total_is_exact) == (2, 3, True)
    assert [item.type for item in (await records.entities(search="GAO", kind="city of the east")).items] == ["Place"]
    every = await records.entities(search="Gao", limit=500)
    assert (every.total, every.total_is_exact) == (1_000, False)
    assert (await records.entities(type="Event", kind="parade")).total == 3
    for nothing in ("type", "event", "e", "attack", "p"):  # what filters is no name
        assert (await records.entities(search=nothing)).total == 0, nothing
