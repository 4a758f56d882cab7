from datetime import date

import pytest

from tertius.errors import InputError
from tertius.model.claim_checks import check_claim
from tertius.model.derive import tie_keys
from tertius.model.kinds import EntityType
from tertius_loaders.events.sides import Sides


def test_an_actor_has_its_name_and_the_countries_that_it_governs() -> None:
    actor = Sides("made-up").actor("made-up:3", "Governments of three states", countries=("US", "GB", "AU"))
    assert [(claim.kind, claim.value) for claim in actor.claims] == [
        ("NAME", "Governments of three states"),
        ("COUNTRY", "US"),
        ("COUNTRY", "GB"),
        ("COUNTRY", "AU"),
    ]
    for claim in actor.claims:
        check_claim(claim, {actor.id: actor.entity.type})


def test_a_class_of_people_is_a_category() -> None:
    actor = Sides("made-up").actor("made-up:1", "Civilians", category=True)
    assert ("KIND", "category") in [(claim.kind, claim.value) for claim in actor.claims]


def test_another_name_than_the_first_is_an_alias() -> None:
    sides = Sides("made-up")
    first, second = sides.actor("made-up:3", "Front"), sides.actor("made-up:3", "The Front")
    assert [claim.kind for claim in (*first.claims, *second.claims)] == ["NAME", "ALIAS"]
    assert first.claims[0].record != second.claims[0].record


def test_a_dyad_is_seen_in_each_of_its_years() -> None:
    sides = Sides("made-up")
    types = dict.fromkeys(("made-up:1", "made-up:2"), EntityType.ORGANIZATION)
    years = {}
    for year in (2009, 2010):
        claim = sides.opposed(f"dyad 7 {year}", "made-up:1", "made-up:2", year)
        check_claim(claim, types)
        years[tie_keys(claim)[0]] = claim.bounds
    (first, one), (second, other) = years.items()
    assert (first.stint, second.stint) == (109, 110)
    assert (one.to_earliest, one.from_latest) == (date(2009, 1, 1), date(2009, 12, 31))
    assert (other.to_earliest, other.from_latest) == (date(2010, 1, 1), date(2010, 12, 31))


@pytest.mark.parametrize("year", [0, 1900, 2900])
def test_a_year_that_cannot_be_one_is_refused(year: int) -> None:
    with pytest.raises(InputError, match=f"The year is {year}"):
        Sides("made-up").opposed("dyad 7", "made-up:1", "made-up:2", year)
