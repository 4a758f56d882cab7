from tertius.model.claim_checks import check_claim
from tertius.model.kinds import EntityType
from tertius_loaders.events.places import Place, Places


def said(place: Place) -> set[tuple[str, str, str]]:
    return {(claim.kind, claim.about[0][1], claim.value or claim.about[-1][1]) for claim in place.claims}


def test_a_village_lies_in_its_district_and_this_in_its_country() -> None:
    places = Places("made-up", "made-up")
    country = places.country("70", "Mexico", "MX")
    state = places.part(country, "Jalisco state", "state")
    town = places.part(state, "Puerto Vallarta town", "", "20.617,-105.23018")
    assert said(town) == {
        ("NAME", country.id, "Mexico"),
        ("KIND", country.id, "country"),
        ("COUNTRY", country.id, "MX"),
        ("NAME", state.id, "Jalisco state"),
        ("KIND", state.id, "state"),
        ("WITHIN", state.id, country.id),
        ("NAME", town.id, "Puerto Vallarta town"),
        ("LOCATION", town.id, "20.617,-105.23018"),
        ("WITHIN", town.id, state.id),
    }
    assert [entity.id for entity in town.entities] == [country.id, state.id, town.id]
    types = dict.fromkeys((country.id, state.id, town.id), EntityType.PLACE)
    for claim in town.claims:
        check_claim(claim, types)
    assert len({claim.record for claim in town.claims}) == len(town.claims)


def test_places_of_one_name_are_told_apart_by_where_they_lie() -> None:
    places = Places("made-up", "made-up")
    one, other = places.country("1", "One"), places.country("2", "Other")
    ids = {
        places.part(one, "San José").id,
        places.part(other, "San José").id,
        places.part(one, "San José", "", "1.0,1.0").id,
        places.part(one, "San José", "", "1.0,2.0").id,
        places.part(places.part(one, "San José"), "San José").id,
    }
    assert len(ids) == 5


def test_loaders_of_one_authority_mean_the_same_place() -> None:
    assert Places("a", "ucdp").country("70", "Mexico").id == Places("b", "ucdp").country("70", "México").id


def test_the_same_text_gives_the_same_claims() -> None:
    places = Places("made-up", "made-up")
    one = places.part(places.country("70", "Mexico"), "Jalisco state")
    again = places.part(places.country("70", "Mexico"), "Jalisco state")
    assert all(first is second for first, second in zip(one.claims, again.claims, strict=True))


def test_another_name_of_a_country_is_an_alias() -> None:
    places = Places("made-up", "made-up")
    assert said(places.country("343", "Macedonia, FYR")) > {
        ("NAME", places.country("343", "Macedonia, FYR").id, "Macedonia, FYR")
    }
    (alias, *_) = places.country("343", "North Macedonia").claims
    assert (alias.kind, alias.value) == ("ALIAS", "North Macedonia")
    assert alias.record != places.country("343", "Macedonia, FYR").claims[0].record


def test_a_point_for_the_map_is_said_of_the_area_itself() -> None:
    places = Places("made-up", "made-up")
    state = places.part(places.country("70", "Mexico"), "Jalisco state")
    shown = places.at(state, "20.5,-103.6")
    assert shown.id == state.id
    assert said(shown) - said(state) == {("LOCATION", state.id, "20.5,-103.6")}
