"""What claims add up to about one entity; expected values worked out by hand from the rule of best support."""

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.model.claims import Claim, Polarity, Scalar
from tertius.model.dates import read_edtf
from tertius.model.hedges import Assumptions, Hedge
from tertius.model.kinds import EntityType
from tertius.model.profile import attributes, derive_profile

TABLE = Assumptions()
P, G, L, E = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE, EntityType.EVENT
DENIES = {"polarity": Polarity.DENIES}
COUNTER = iter(range(10**9))


def said(kind: str, value: str, source: str = "a", **parts: object) -> Claim:
    claim = Claim(source=source, record=str(next(COUNTER)), kind=kind, about=(("subject", "s:x"),), value=value)
    return replace(claim, **parts)  # type: ignore[arg-type]


def dated(kind: str, text: str, source: str = "a", **parts: object) -> Claim:
    return said(kind, "", source, edtf=text, bounds=read_edtf(text, lasting=False), **parts)


def record(source: str = "a", edtf: str = "", **values: Scalar) -> Claim:
    return Claim(
        source=source,
        record=str(next(COUNTER)),
        kind="EVENT_RECORD",
        about=(("event", "s:x"), ("side_a", "s:a")),
        edtf=edtf,
        bounds=read_edtf(edtf, lasting=False),
        values=tuple(values.items()),
    )


def profile(
    entity_type: EntityType, *claims: Claim, roots: dict[str, str] | None = None, preferred: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Derive in every order: it must not matter."""
    outcomes = [
        derive_profile(entity_type, "s:x", order, roots or {}, TABLE, preferred) for order in permutations(claims)
    ]
    assert all(outcome == outcomes[0] for outcome in outcomes)
    return outcomes[0]


COMMON: dict[str, Any] = {
    "name": "s:x",
    "aliases": [],
    "kind": None,
    "countries": [],
    "external_ids": [],
    "latitude": None,
    "longitude": None,
}
NOT_CLIPPED = {"life_from": None, "life_to": None}
LIFE = NOT_CLIPPED | {name: None for word in ("born", "died") for name in (word, f"{word}_earliest", f"{word}_latest")}
SPAN = NOT_CLIPPED | {
    name: None
    for word in ("established", "announced", "dissolved")
    for name in (word, f"{word}_earliest", f"{word}_latest")
}
HAPPENED = dict.fromkeys(
    ("edtf", "from_earliest", "from_latest", "to_earliest", "to_latest", "deaths_best", "deaths_low", "deaths_high")
)


@pytest.mark.parametrize(("entity_type", "own"), [(P, LIFE), (G, SPAN), (L, {}), (E, HAPPENED)])
def test_of_an_entity_that_nobody_describes_the_id_is_the_name(entity_type: EntityType, own: dict[str, Any]) -> None:
    assert profile(entity_type) == {**COMMON, **own}


# --- one value or several


def test_the_best_supported_name_wins_and_the_others_are_aliases() -> None:
    found = profile(
        P,
        said("NAME", "Mokhtar Belmokhtar", "a"),
        said("NAME", "Khaled Abou al-Abbas", "b", hedge=Hedge.REPORTED),
        said("ALIAS", "the One-Eyed", "c", hedge=Hedge.RUMOURED),
        said("ALIAS", "Mokhtar Belmokhtar", "d"),
    )
    assert found["name"] == "Mokhtar Belmokhtar"
    assert found["aliases"] == ["Khaled Abou al-Abbas", "the One-Eyed"]


def test_two_independent_voices_outweigh_a_surer_one() -> None:
    # 1 - .2 * .2 = .96 against .95
    names = [
        said("NAME", "B", "b", hedge=Hedge.REPORTED),
        said("NAME", "B", "c", hedge=Hedge.REPORTED),
        said("NAME", "A"),
    ]
    assert profile(P, *names)["name"] == "B"
    assert profile(P, *names, roots={"b": "b", "c": "b"})["name"] == "A"


def test_of_equally_supported_names_the_smaller_text_wins() -> None:
    found = profile(P, said("NAME", "Zeid", "a"), said("NAME", "Abid", "b"))
    assert (found["name"], found["aliases"]) == ("Abid", ["Zeid"])


def test_a_name_that_nobody_denies_wins_over_one_that_somebody_does() -> None:
    found = profile(P, said("NAME", "A"), said("NAME", "A", "b", **DENIES), said("NAME", "B", hedge=Hedge.RUMOURED))
    assert (found["name"], found["aliases"]) == ("B", [])


@pytest.mark.parametrize(
    ("preferred", "name", "aliases"),
    [
        (("Khaled",), "Khaled", ["Mokhtar", "the One-Eyed"]),
        (("the One-Eyed", "Khaled"), "the One-Eyed", ["Khaled", "Mokhtar"]),
        (("Nobody says so", "Khaled"), "Khaled", ["Mokhtar", "the One-Eyed"]),
        (("Nobody says so",), "Mokhtar", ["Khaled", "the One-Eyed"]),
        (("Marlboro",), "Mokhtar", ["Khaled", "the One-Eyed"]),  # a denial gives no name
    ],
)
def test_a_preferred_name_shows_if_a_claim_gives_it(preferred: tuple[str, ...], name: str, aliases: list[str]) -> None:
    claims = (
        said("NAME", "Mokhtar", "a"),
        said("NAME", "Khaled", "b", hedge=Hedge.RUMOURED),
        said("ALIAS", "the One-Eyed", "c"),
        said("ALIAS", "Marlboro", "c", **DENIES),
    )
    found = profile(P, *claims, preferred=preferred)
    assert (found["name"], found["aliases"]) == (name, aliases)


def test_a_denied_name_is_better_than_none() -> None:
    assert profile(P, said("NAME", "A"), said("NAME", "A", "b", **DENIES))["name"] == "A"


def test_a_denial_alone_gives_nothing() -> None:
    found = profile(P, *(said(kind, "ML", **DENIES) for kind in ("NAME", "ALIAS", "KIND", "COUNTRY")))
    assert found == {**COMMON, **LIFE}


def test_of_things_that_can_be_several_all_are_kept_but_the_denied() -> None:
    found = profile(
        P,
        said("COUNTRY", "DZ"),
        said("NATIONALITY", "ML", "b", hedge=Hedge.RUMOURED),
        said("COUNTRY", "ML", "c"),
        said("COUNTRY", "NE", "b"),
        said("COUNTRY", "NE", "c", **DENIES),
    )
    assert found["countries"] == ["DZ", "ML"]
    found = profile(P, said("EXTERNAL_ID", "un:QDi.316"), said("EXTERNAL_ID", "ofac:1"), said("EXTERNAL_ID", "ofac:1"))
    assert found["external_ids"] == ["ofac:1", "un:QDi.316"]


def test_a_kind_is_one() -> None:
    kinds = [said("KIND", "armed group"), said("KIND", "category", hedge=Hedge.POSSIBLE)]
    assert profile(G, *kinds)["kind"] == "armed group"


def test_a_place_lies_where_the_best_claim_puts_it() -> None:
    found = profile(L, said("LOCATION", "16.27,-0.04"), said("LOCATION", "17,0", hedge=Hedge.POSSIBLE))
    assert (found["latitude"], found["longitude"]) == (16.27, -0.04)


def test_withdrawing_a_source_brings_back_what_the_others_say() -> None:
    ours, theirs = said("NAME", "Ours", "a"), said("NAME", "Theirs", "b", hedge=Hedge.REPORTED)
    assert profile(P, ours, theirs)["name"] == "Ours"
    assert profile(P, theirs) == {**COMMON, **LIFE, "name": "Theirs"}
    assert profile(P, theirs, ours) == profile(P, ours, theirs)


# --- dates


def test_a_birth_is_the_text_of_its_source_with_its_days() -> None:
    found = profile(P, dated("BORN", "1972~"), dated("DIED", "2012-08"))
    assert (found["born"], found["born_earliest"], found["born_latest"]) == (
        "1972~",
        date(1971, 1, 1),
        date(1973, 12, 31),
    )
    assert (found["died"], found["died_earliest"], found["died_latest"]) == (
        "2012-08",
        date(2012, 8, 1),
        date(2012, 8, 31),
    )


def test_an_announcement_is_no_founding() -> None:
    found = profile(G, dated("ANNOUNCED", "2011-12"))
    assert (found["announced"], found["announced_earliest"]) == ("2011-12", date(2011, 12, 1))
    assert (found["established"], found["established_earliest"]) == (None, None)
    both = profile(G, dated("ANNOUNCED", "2011-12"), dated("ESTABLISHED", "[2011-06..2011-10]"))
    assert (both["announced"], both["established"]) == ("2011-12", "[2011-06..2011-10]")
    assert (both["established_earliest"], both["established_latest"]) == (date(2011, 6, 1), date(2011, 10, 31))


def test_a_group_is_established_and_dissolved_and_not_born() -> None:
    found = profile(G, dated("ESTABLISHED", "2011-12"), dated("DISSOLVED", "2017"), dated("BORN", "1972"))
    assert (found["established"], found["dissolved"]) == ("2011-12", "2017")
    assert found["established_earliest"] == date(2011, 12, 1)
    assert found["dissolved_latest"] == date(2017, 12, 31)
    assert "born" not in found


def test_sources_that_agree_narrow_a_date_and_sources_that_do_not_keep_every_reading() -> None:
    agree = profile(P, dated("BORN", "1972", "a"), dated("BORN", "1972-05", "b", hedge=Hedge.REPORTED))
    assert (agree["born"], agree["born_earliest"], agree["born_latest"]) == (
        "1972",
        date(1972, 5, 1),
        date(1972, 5, 31),
    )
    disagree = profile(P, dated("BORN", "1972", "a"), dated("BORN", "1974", "b", hedge=Hedge.REPORTED))
    assert (disagree["born"], disagree["born_earliest"], disagree["born_latest"]) == (
        "1972",
        date(1972, 1, 1),
        date(1974, 12, 31),
    )


def test_what_one_voice_says_less_surely_does_not_blur_what_it_states() -> None:
    for kind, entity_type, name in (("BORN", P, "born"), ("OCCURRED", E, "from")):
        found = profile(entity_type, dated(kind, "1972"), dated(kind, "1980", hedge=Hedge.RUMOURED))
        assert found[f"{name}_earliest"] == date(1972, 1, 1)
        assert found[f"{name}_latest"] == date(1972, 12, 31)


def test_a_denied_date_is_left_out_unless_all_are() -> None:
    for kind, entity_type, text in (("BORN", P, "born"), ("OCCURRED", E, "edtf")):
        denied = [dated(kind, "1972"), dated(kind, "1972", "b", **DENIES)]
        found = profile(entity_type, *denied, dated(kind, "1980", "c", hedge=Hedge.RUMOURED))
        first = found["born_earliest" if kind == "BORN" else "from_earliest"]
        assert (found[text], first) == ("1980", date(1980, 1, 1))
        found = profile(entity_type, *denied)
        first = found["born_earliest" if kind == "BORN" else "from_earliest"]
        assert (found[text], first) == ("1972", date(1972, 1, 1))


# --- records


def test_a_record_describes_its_event() -> None:
    found = profile(
        E,
        record(
            "a",
            "2012-04-01",
            name="Gao",
            event_kind="battle",
            deaths_best=3,
            deaths_low=0,
            deaths_high=9,
            latitude=16.27,
            longitude=-0.04,
        ),
    )
    day = date(2012, 4, 1)
    assert found == {
        **COMMON,
        "name": "Gao",
        "kind": "battle",
        "latitude": 16.27,
        "longitude": -0.04,
        "edtf": "2012-04-01",
        "from_earliest": day,
        "from_latest": day,
        "to_earliest": day,
        "to_latest": day,
        "deaths_best": 3,
        "deaths_low": 0,
        "deaths_high": 9,
    }


@pytest.mark.parametrize("entity_type", [P, G, L])
def test_a_record_says_nothing_of_a_side_or_a_place(entity_type: EntityType) -> None:
    assert profile(entity_type, record("a", "2012", name="Gao", deaths_best=3)) == profile(entity_type)


def test_a_claim_and_a_record_of_one_event_are_weighed_together() -> None:
    one, other = record("a", "2012-04", deaths_best=3), said("DEATHS_BEST", "3", "b", hedge=Hedge.POSSIBLE)
    third = said("DEATHS_BEST", "5", "c")
    assert profile(E, one, other, third)["deaths_best"] == 3
    assert profile(E, record("a", "2012-04"), dated("OCCURRED", "2012", "b"))["from_earliest"] == date(2012, 4, 1)


def test_what_a_claim_says_of_its_own_entity() -> None:
    assert list(attributes(said("NAME", "Gao"))) == [("NAME", "Gao")]
    assert list(attributes(dated("BORN", "1972~"))) == [("BORN", "1972~")]
    tie = Claim(source="a", record="1", kind="LEADS", about=(("subject", "s:p"), ("object", "s:g")), edtf="2012")
    assert list(attributes(tie)) == []
    assert list(attributes(record("a", ""))) == []
    assert dict(attributes(record("a", "2012", deaths_best=0, latitude=1.5, longitude=1e-05))) == {
        "DEATHS_BEST": "0",
        "LOCATION": "1.5,1e-05",
        "OCCURRED": "2012",
    }
    assert list(attributes(record("a", "", latitude=1.5))) == []


# --- any claims

texts = st.sampled_from(["A", "B", "C"])
anything_said = st.builds(
    said,
    kind=st.sampled_from(["NAME", "ALIAS", "KIND", "COUNTRY", "NATIONALITY", "EXTERNAL_ID"]),
    value=texts,
    source=st.sampled_from("abc"),
    polarity=st.sampled_from(Polarity),
    hedge=st.sampled_from(Hedge),
) | st.builds(
    dated,
    kind=st.sampled_from(["BORN", "DIED", "ESTABLISHED", "ANNOUNCED", "DISSOLVED", "OCCURRED"]),
    text=st.sampled_from(["1972", "1972-05~", "1980/1981", "/1975", "197X"]),
    source=st.sampled_from("abc"),
    polarity=st.sampled_from(Polarity),
    hedge=st.sampled_from(Hedge),
)
roots = st.fixed_dictionaries({}, optional={"b": st.just("a"), "c": st.just("a")})


@given(st.lists(anything_said, max_size=4), st.sampled_from(EntityType), roots)
def test_any_claims_in_any_order_give_one_profile_of_the_same_properties(
    claims: list[Claim], entity_type: EntityType, voices: dict[str, str]
) -> None:
    found = profile(entity_type, *claims, roots=voices)
    assert list(found) == list(profile(entity_type))
    assert found["name"] not in found["aliases"]
    assert found["aliases"] == sorted(set(found["aliases"]))
    for word in ("born", "died", "established", "announced", "dissolved"):
        if found.get(word) is not None:
            assert found[f"{word}_earliest"] <= found[f"{word}_latest"]
