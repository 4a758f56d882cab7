"""Names and former names, as a reader of the list tells them."""

from collections.abc import Callable

import pytest

from tertius.loading.loader import RawRow
from tertius_loaders.ucdp_actors.names import Names, names_of

Row = Callable[..., RawRow]


@pytest.fixture
def named(cut: list[dict[str, str]]) -> Callable[[str], Names]:
    """Give a function that returns the names of an actor of the cut list."""
    return lambda actor: names_of(next(row for row in cut if row["ActorId"] == actor))


def test_a_change_of_name_is_one_actor_with_an_older_name(named: Callable[[str], Names]) -> None:
    assert named("539") == Names(
        name="AQIM",
        others=("Qaida al-Jihad fi Bilad al-Maghrib al-Islami", "al-Qaida Organization in the Islamic Maghreb"),
        former=(
            "GSPC",
            "Groupe salafiste pour la prédication et le combat",
            "Salafist Group for Preaching and Combat",
        ),
        doubts=(),
    )


def test_several_changes_are_told_apart_and_the_last_is_todays(named: Callable[[str], Names]) -> None:
    names = named("234")
    assert names.name == "IS"
    assert names.others == ("al-Dawla al-Islamiyya", "Islamic State")
    assert {"Jama’at Al-Tawhid wa Al-Jihad", "TQJBR", "ISI", "ISIS", "Islamic State of Iraq"} <= {*names.former}
    assert "IS" not in names.former


def test_a_name_that_an_actor_went_back_to_is_not_former(named: Callable[[str], Names]) -> None:
    names = named("323")
    assert names.name == "PKK"
    assert set(names.others) == {"Partiya karkeren Kurdistan", "Kurdistan Worker’s Party"}
    assert names.former == (
        "KADEK",
        "KONGRA-GEL",
        "Kongreya Azadi u Demokrasiya Kurdistan",
        "Kongra Gele Kurdistan",
        "Kurdistan Freedom and Democracy Congress",
        "People’s Congress of Kurdistan",
    )


def test_an_abbreviation_can_stay_when_what_it_stands_for_changes(named: Callable[[str], Names]) -> None:
    names = named("354")
    assert names.name == "MQM"
    assert set(names.others) == {"Muttahida Qaumi Mahaz", "United National Movement"}
    assert set(names.former) == {"Mohajir Qaumi Mahaz", "Mohajir National Movement"}


def test_a_comma_within_the_only_new_name_does_not_cut_it(named: Callable[[str], Names]) -> None:
    assert "Movimiento 26, de Julio" in named("734").others


def test_names_that_cannot_be_told_apart_are_doubted_and_none_is_made_up(named: Callable[[str], Names]) -> None:
    names = named("6513")
    assert names.name == "RED-TABARA"
    assert names.doubts == ("NewNameFullEng has 3 parts for 2 names in NewName, so none is told apart",)
    assert not [name for name in (*names.others, *names.former) if "Murundi" in name]


def test_na_is_no_name_and_blanks_and_line_breaks_are_none_of_it(named: Callable[[str], Names]) -> None:
    assert named("47").former == ("Government of Macedonia, FYR",)
    assert named("601").name == "Dizi"
    assert named("422").others[-1] == "Alliance of Democratic Forces for the Liberation of Congo-Kinshasa"
    assert named("1131").others[-1] == "Alliance of Young Patriots for national revival"


def test_forms_of_todays_name_are_no_former_names(row: Row) -> None:
    names = names_of(row(NameOrig="Crew", NameOrigFull="The Harbour Crew", NameOrigFullEng="The Harbour Crew").values)
    assert names == Names("Crew", ("The Harbour Crew",), (), ())
