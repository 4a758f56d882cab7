"""Names where ids are taken: one is taken and said, several are told apart, the nearest named with what to do next."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.errors import AmbiguousError, NotFoundError
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.loading.undoing import undo
from tertius.records.any_id import behind
from tertius.records.look_ups import Records
from tertius.records.naming import entity_named

pytestmark = pytest.mark.anyio

ENTITIES = """id,type,name,kind,countries
inès,Person,Inès Valléry,,ML
ali-moussa,Person,Ali Ould Moussa,,ML;NE
ali-wossey,Person,Ali Ag Wossey,,
z-wossey,Person,"Wossey, Ali",,
mnla,Organization,M.N.L.A.,group,ML
is,Organization,IS,group,
daesh,Organization,Daesh,group,IQ
qaida,Organization,القَاعِدَة,group,
kim,Person,김정은,,
gao,Place,Gao,city,ML
gao-raid,Event,Gao,attack,
comma,Person,"Sidi, the elder",,
"""
CLAIMS = """claim_id,subject,kind,object,value
1,inès,LEADS,mnla,
2,ali-moussa,MEMBER_OF,mnla,
3,daesh,ALIAS,,IS
4,ali-wossey,MEMBER_OF,mnla,
"""
DECISIONS = "kind,left,right,who,when,why\nsame,ali-wossey,z-wossey,A,2020-01-01,one man\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("named") / "named"
    folder.mkdir()
    (folder / "source.yaml").write_text("id: named\ntitle: Names\npublished: 2020-01-01\n", "utf-8")
    for name, text in (("entities", ENTITIES), ("claims", CLAIMS), ("decisions", DECISIONS)):
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture
def named(holding: Callable[[Path], Target], folder: Path, reader: Reader) -> Reader:
    holding(folder)
    return reader


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Inès Valléry", "inès"),
        ("ines", "inès"),
        ("Vallery", "inès"),
        ("valler", "inès"),
        ("inès", "inès"),
        ("named: inès", "inès"),
        ("NAMED:INES", "inès"),
        ("ali-moussa", "ali-moussa"),
        ("Moussa, Ali Ould", "ali-moussa"),
        ("MNLA", "mnla"),
        ("mnla", "mnla"),
        ("daesh", "daesh"),
        ("القاعدة", "qaida"),
        ("قاعدة", "qaida"),
        ("김", "kim"),
        ("정은", "kim"),
        ("Wossey", "ali-wossey"),
        ("Sidi, the elder", "comma"),
        ("elder Sidi", "comma"),
    ],
)
async def test_one_match_is_taken_and_said(named: Reader, text: str, own: str) -> None:
    for form in ("NFC", "NFD"):
        taken = await entity_named(named, unicodedata.normalize(form, text), where="x")
        assert taken.id == f"named:{own}"
        assert taken.said == f"{unicodedata.normalize('NFC', text)} = named:{own}"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_an_id_is_taken_as_it_is(named: Reader, form: str) -> None:
    taken = await entity_named(named, unicodedata.normalize(form, "named:inès"), where="x")
    assert (taken.id, taken.canonical_id, taken.said) == ("named:inès", "named:inès", None)
    merged = await entity_named(named, "named:z-wossey", where="x")
    assert (merged.id, merged.canonical_id, merged.said) == ("named:z-wossey", "named:ali-wossey", None)
    # without its authority the old id finds who stands for it
    assert (await entity_named(named, "z-wossey", where="x")).id == "named:ali-wossey"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "Ali",
            [
                "  named:ali-moussa: Ali Ould Moussa (Person, ML, NE; 1 tie)",
                "  named:ali-wossey: Ali Ag Wossey (Person; also Wossey, Ali; 1 tie)",
            ],
        ),
        (
            "IS",
            [
                "  named:daesh: Daesh (Organization, group, IQ; also IS; 0 ties)",
                "  named:is: IS (Organization, group; 0 ties)",
            ],
        ),
        ("gao", ["  named:gao: Gao (Place, city, ML; 0 ties)", "  named:gao-raid: Gao (Event, attack; 0 ties)"]),
    ],
)
async def test_several_are_listed_with_what_tells_them_apart(named: Reader, text: str, lines: list[str]) -> None:
    with pytest.raises(AmbiguousError) as caught:
        await entity_named(named, text, where="one_id")
    assert caught.value.where == "one_id"
    assert caught.value.next_step.splitlines()[1:] == lines


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("Valery", "named:inès"), ("named:ali-mousa", "named:ali-moussa"), ("Wosey Ali", "named:ali-wossey")],
)
async def test_without_a_match_the_nearest_are_named_and_the_command(named: Reader, text: str, nearest: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        await entity_named(named, text, where="x")
    assert repr(text) in caught.value.what
    assert f"  {nearest}: " in caught.value.next_step
    assert "tertius query entities/search --text" in caught.value.next_step
    assert "row" not in caught.value.next_step


async def test_what_nobody_speaks_of_any_more_is_not_named(
    holding: Callable[[Path], Target], reader: Reader, driver: Driver, tmp_path: Path
) -> None:
    (tmp_path / "source.yaml").write_text("id: gone\ntitle: Gone\npublished: 2020-01-01\n", "utf-8")
    (tmp_path / "entities.csv").write_text("id,type,name\nali-moussa,Person,Ali Ould Moussa\n", "utf-8")
    (tmp_path / "claims.csv").write_text("claim_id,subject,kind,object\n", "utf-8")
    database = holding(tmp_path).database
    with pytest.raises(NotFoundError) as caught:
        await entity_named(reader, "gone:ali-mousa", where="x")
    assert "  gone:ali-moussa: " in caught.value.next_step
    undo("gone:1", driver, database)
    with pytest.raises(NotFoundError) as caught:
        await entity_named(reader, "gone:ali-mousa", where="x")
    assert "gone:ali-moussa" not in caught.value.next_step


@pytest.mark.parametrize("text", ["***", "'", '"+*"', "xqzj", "Daesh IS", "is dae"])  # two names of one are no third
async def test_what_is_no_name_is_not_found(named: Reader, text: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        await entity_named(named, text, where="x")
    # no search is advised that would be refused
    assert ("--text" in caught.value.next_step) == any(char.isalpha() for char in text)


async def test_every_look_up_takes_names(named: Reader) -> None:
    records = Records(named)
    assert (await records.entity("Vallery")).named == "Vallery = named:inès"
    assert (await records.entity("named:inès")).named is None
    ties = await records.entity_ties("mnla")
    assert (ties.total, ties.named) == (3, "mnla = named:mnla")
    claims = await records.entity_claims("MOUSSA")
    assert {claim.record for claim in claims.items} >= {"2"}
    found = await behind(records, "Vallery")
    assert found.entity is not None
    assert (found.entity.id, found.named) == ("named:inès", "Vallery = named:inès")


async def test_those_who_have_a_name_are_listed(named: Reader) -> None:
    records = Records(named)
    one = await records.entities(name="Vallery")
    assert ([item.id for item in one.items], one.named) == (["named:inès"], "Vallery = named:inès")
    both = await records.entities(name="Gao")
    assert ([item.id for item in both.items], both.total, both.named) == (["named:gao", "named:gao-raid"], 2, None)
    assert [item.id for item in (await records.entities(name="Gao", type="Event")).items] == ["named:gao-raid"]
    assert [item.id for item in (await records.entities(name="Gao", kind="city")).items] == ["named:gao"]
    with pytest.raises(NotFoundError):
        await records.entities(name="Nobody Xq")


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a hundred and twenty people with a word in each of two names, and one with both, among others, in one."""
    folder = tmp_path_factory.mktemp("crowded") / "crowded"
    folder.mkdir()
    (folder / "source.yaml").write_text("id: crowded\ntitle: Crowded\npublished: 2020-01-01\n", "utf-8")
    people = [f"p{number:03}" for number in range(120)]
    entities = "".join(f"{one},Person,Alba\n" for one in people)
    aliases = "".join(f"{one},{one},ALIAS,Corin\n" for one in people)
    long = "Alba ag Mohamed ould Sidi Ahmed Yahya Corin"  # a long name is the last that the index gives
    (folder / "entities.csv").write_text(f"id,type,name\n{entities}long,Person,{long}\n", "utf-8")
    (folder / "claims.csv").write_text(f"claim_id,subject,kind,value\n{aliases}", "utf-8")
    return folder


async def test_who_has_all_words_in_one_name_is_found_behind_many_who_have_them_in_two(
    holding: Callable[[Path], Target], crowded: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding(crowded)
    for text in ("Corin Alba", "cori alb"):
        assert (await entity_named(reader, text, where="x")).id == "crowded:long"
    page = await Records(reader).entities(name="Corin Alba")
    assert ([item.id for item in page.items], page.total_is_exact) == (["crowded:long"], True)
    page = await Records(reader).entities(name="Alba", limit=10)
    assert (len(page.items), page.total, page.total_is_exact) == (10, 100, False)
    # Where the index has more than are looked at, nobody is taken for the only one, nor for nobody.
    monkeypatch.setattr("tertius.records.naming.LOOKED_AT", 121)
    assert (await entity_named(reader, "Ould Sidi", where="x")).id == "crowded:long"
    for text in ("Corin Alba", "cori alb"):
        with pytest.raises(AmbiguousError) as caught:
            await entity_named(reader, text, where="x")
        assert "crowded:long" in caught.value.next_step
        page = await Records(reader).entities(name=text)
        assert ([item.id for item in page.items], page.total_is_exact, page.named) == (["crowded:long"], False, None)
    monkeypatch.setattr("tertius.records.naming.LOOKED_AT", 50)
    with pytest.raises(AmbiguousError):
        await entity_named(reader, "Corin Alba", where="x")
    page = await Records(reader).entities(name="Corin Alba")
    assert (page.items, page.total_is_exact) == ([], False)
