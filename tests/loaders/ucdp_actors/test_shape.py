"""What rows of the actor list say, counted and read in the list itself."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.claims import Claim
from tertius.model.dates import UNDATED
from tertius.model.kinds import EntityType
from tertius_loaders.ucdp.actor_list import ActorList, actor_list
from tertius_loaders.ucdp_actors.shape import COLUMNS, SOURCE, Shaper

Said = Callable[..., list[Claim]]
Row = Callable[..., RawRow]
NOBODY = Shaper(ActorList({}, {}))


def ties(claims: list[Claim], kind: str, role: str | None = None) -> set[tuple[str, str]]:
    """Return the ends of ties of one kind, by UCDP's numbers."""
    return {
        (str(claim.entity("subject")).rpartition("-")[2], str(claim.entity("object")).rpartition("-")[2])
        for claim in claims
        if claim.kind == kind and role in (None, claim.role)
    }


def values(claims: list[Claim], actor: str, kind: str) -> set[str]:
    return {c.value for c in claims if c.kind == kind and c.entity("subject") == f"ucdp:actor-{actor}"}


# ---------------------------------------------------------------- counted by eye in the cut list


def test_every_row_is_an_organization_under_ucdps_own_id(said: Said, cut: list[dict[str, str]]) -> None:
    assert len(cut) == 50
    claims = said()
    names = {c.entity("subject"): c.value for c in claims if c.kind == "NAME" and not c.inferred}
    assert names == {f"ucdp:actor-{row['ActorId']}": " ".join(row["NameData"].split()) for row in cut}
    shaped = Shaper(actor_list(cut)).shape(RawRow("cut.csv", 2, cut[0]))
    assert {entity.type for entity in shaped.entities} == {EntityType.ORGANIZATION}


def test_splits_are_those_of_the_list_without_the_dangling_and_the_one_from_itself(said: Said) -> None:
    claims = said()
    assert ties(claims, "SPLIT_FROM", "") == {
        *(("193", "192"), ("205", "204"), ("205", "1067"), ("416", "415"), ("539", "538"), ("5554", "5575")),
        *(("6267", "1157"), ("6377", "5575"), ("6485", "775"), ("6836", "1158"), ("7103", "5554")),
    }
    assert ties(claims, "SPLIT_FROM", "for a time") == {("6485", "775")}


def test_who_joined_whom_with_those_who_went_back(said: Said) -> None:
    claims = said()
    joined = ties(claims, "JOINED")
    assert joined == {
        *(("205", "204"), ("205", "1067"), ("416", "98"), ("623", "1128"), ("1128", "528"), ("5554", "7105")),
        *(("5575", "5554"), ("5575", "3232"), ("5575", "7103"), ("5575", "6377"), ("5575", "5564")),
        *(("6267", "1157"), ("6267", "6716"), ("7103", "7128"), ("7105", "7128"), ("7128", "7514")),
    }
    assert joined & ties(claims, "SPLIT_FROM") == {("205", "204"), ("205", "1067"), ("6267", "1157")}


def test_an_alliance_is_an_ally_of_its_members_and_nothing_rolls_up(said: Said) -> None:
    claims = said()
    assert ties(claims, "ALLIED_WITH", "member of the alliance") == {
        *(("193", "195"), ("1157", "6716"), ("3232", "5575"), ("5554", "5575"), ("5564", "5575")),
        *(("6377", "5575"), ("6377", "7514"), ("6833", "3043"), ("7103", "5575")),
    }
    assert {claim.kind for claim in claims} & {"PART_OF", "SUCCEEDED", "MEMBER_OF"} == set()


def test_coalitions_as_coded_are_actors_of_their_own(said: Said, cut: list[dict[str, str]]) -> None:
    claims = said()
    of_coalitions = ties(claims, "ALLIED_WITH", "member of the coalition")
    assert len(of_coalitions) == 78, "80 references, of which 5880 and 6836 name 6837 in both columns"
    coalitions = {coalition for _, coalition in of_coalitions}
    assert len(coalitions) == 54
    assert coalitions.isdisjoint(row["ActorId"] for row in cut)
    assert values(claims, "7963", "KIND") == {"coalition"}
    (name,) = [c for c in claims if c.kind == "NAME" and c.entity("subject") == "ucdp:actor-7963"]
    assert name.inferred, "the list gives it no name"
    assert name.value == "Government of Ethiopia, Government of Eritrea"
    assert not values(claims, "8234", "NAME"), "one member in the cut list, whose name is not the coalition's"
    (twice,) = [c for c in claims if c.record == "6836 in coalition 6837"]
    assert twice.locator == "ActorId 6836 (OSCoalitionID and NSCoalitionID)"


def test_coalitions_expanded_are_ties_between_each_two_members(said: Said) -> None:
    claims = said(members=True)
    fellows = [c for c in claims if c.role == "fellow member of a coalition"]
    assert len(fellows) == 30
    assert ("97", "98") in ties(fellows, "ALLIED_WITH")
    assert ("1044", "623") in ties(fellows, "ALLIED_WITH") or ("623", "1044") in ties(fellows, "ALLIED_WITH")
    assert not [c for c in claims if c.value == "coalition"]
    rest = [c for c in said() if c.role != "member of the coalition" and not c.inferred and c.value != "coalition"]
    assert {c.digest for c in claims if c not in fellows} == {c.digest for c in rest}


def test_kinds_by_how_an_actor_is_organized(said: Said) -> None:
    claims = said()
    assert values(claims, "539", "KIND") == {"group"}
    assert values(claims, "893", "KIND") == {"supporters"}
    assert values(claims, "601", "KIND") == {"communal group"}
    assert values(claims, "97", "KIND") == {"government"}


def test_countries_of_a_group_are_those_of_its_conflicts_and_a_government_has_its_own(said: Said) -> None:
    claims = said()
    assert values(claims, "539", "COUNTRY") == {"DZ", "ML", "MR", "TN", "BF", "CI"}
    assert values(claims, "4", "COUNTRY") == {"CA"}, "and not Korea, where it fought"


def test_nothing_is_dated_more_closely_than_the_list_allows(said: Said) -> None:
    claims = said()
    assert [claim.record for claim in claims if claim.edtf or claim.bounds != UNDATED] == []
    assert {claim.kind for claim in claims if claim.role == "former name"} == {"ALIAS"}


def test_every_claim_leads_back_to_its_row(said: Said) -> None:
    for claim in said():
        assert claim.source == "ucdp-actor"
        assert claim.locator.startswith("ActorId ")


def test_what_no_claim_can_hold_is_told_and_kept_with_the_name(said: Said, cut: list[dict[str, str]]) -> None:
    shaper = Shaper(actor_list(cut))
    doubts = {row["ActorId"]: shaper.doubts(RawRow("cut.csv", 2, row)) for row in cut}
    assert {actor: list(some) for actor, some in doubts.items() if some} == {
        "283": ["it split from itself"],
        "1165": ["it split from 2658 (PBCP-ML), which has no row"],
        "5575": [
            "it joined 7610 (Liwa al-Haqq), which has no row",
            "it joined 7611 (Ansar al-Sham), which has no row",
        ],
        "6513": ["NewNameFullEng has 3 parts for 2 names in NewName, so none is told apart"],
        "6833": ["it split from 6493 (Raia Mutomboki - Shukuru), which has no row"],
    }
    (name,) = [c for c in said() if c.record == "name of 1165"]
    assert "2658 (PBCP-ML)" in name.note
    assert not [c for c in said() if "ucdp:actor-2658" in dict(c.about).values()], "nobody makes up an actor"


# ---------------------------------------------------------------- rows that the list in hand does not have


def test_civilians_are_a_category(row: Row) -> None:
    shaped = NOBODY.shape(row(ActorId="1", NameData="Civilians"))
    assert [claim.value for claim in shaped.claims if claim.kind == "KIND"] == ["category"]


@pytest.mark.parametrize(
    ("values", "doubt"),
    [
        ({"Splinter": "0", "ActorIdPrev": "8"}, "Splinter is 0 and ActorIdPrev names 8"),
        ({"Splinter": "1"}, "Splinter is 1 and ActorIdPrev is empty"),
        ({"NSCoalition": "0", "NSCoalitionID": "9"}, "NSCoalition is 0 and NSCoalitionID names 9"),
        ({"OSCoalition": "1"}, "OSCoalition is 1 and OSCoalitionID is empty"),
    ],
)
def test_a_flag_that_contradicts_its_ids_is_told_and_ties_nobody(row: Row, values: dict[str, str], doubt: str) -> None:
    shaper = Shaper(ActorList({"7": "Crew", "8": "Dockers"}, {}))
    assert shaper.doubts(row(**values)) == (doubt,)
    said = shaper.shape(row(**values)).claims
    assert not [claim for claim in said if claim.entity("object")]
    assert {claim.entity("subject") for claim in said} == {"ucdp:actor-7"}, "nor makes it up"


def test_who_is_in_a_coalition_is_told_by_the_flag_too() -> None:
    cells = {"ActorId": "7", "NameData": "Crew", "OSCoalitionID": "9", "NSCoalitionID": "9"}
    flags = [("", "", True), ("1", "0", True), ("0", "0", False), ("0.0", "FALSE", False), ("TRUE", "NA", True)]
    for one, other, member in flags:
        listed = actor_list([cells | {"OSCoalition": one, "NSCoalition": other}])
        assert listed.members == ({"9": ("7",)} if member else {}), (one, other)


def test_a_flag_that_is_not_coded_says_nothing_against_the_ids(row: Row) -> None:
    shaper = Shaper(ActorList({"7": "Crew", "8": "Dockers"}, {}))
    coded = row(ActorIdPrev=" 8 ", Splinter="")
    assert ties(list(shaper.shape(coded).claims), "SPLIT_FROM") == {("7", "8")}
    assert shaper.doubts(coded) == ()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("ActorId", ""),
        ("ActorId", "7, 8"),
        ("ActorId", "seven"),
        ("NameData", " n/a "),
        ("Org", "5"),
        ("Splinter", "yes"),
        ("ActorIdGroup", "8; 9"),
        ("NSCoalitionID", "9.5"),
        ("GWNOLoc", "Mali"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(row: Row, column: str, text: str) -> None:
    with pytest.raises(InputError) as error:
        NOBODY.shape(row(**{column: text}))
    assert error.value.where == column
    assert error.value.next_step


CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", "0", "1", "n/a", "7", "8, 9", "7,7", " 432 ", "Crew", "Crew, Dockers", "a,b,c", "\n", "4"]),
)


@given(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)), st.booleans())
def test_any_row_is_shaped_or_refused_with_its_column(cells: dict[str, str], members: bool) -> None:
    raw = RawRow("any.csv", 2, cells)
    shaper = Shaper(actor_list([cells, dict.fromkeys(COLUMNS, "") | {"ActorId": "8"}]), members=members)
    assert isinstance(shaper.doubts(raw), tuple)
    shaped: Shaped | InputError
    try:
        shaped = shaper.shape(raw)
    except InputError as error:
        shaped = error
    if isinstance(shaped, InputError):
        assert shaped.where in COLUMNS
        return
    declared = {entity.id for entity in shaped.entities}
    assert {entity for claim in shaped.claims for _, entity in claim.about} <= declared
    assert all(claim.source == SOURCE.id for claim in shaped.claims)
    assert all(amount == 1 for amount in Counter(claim.record for claim in shaped.claims).values())
