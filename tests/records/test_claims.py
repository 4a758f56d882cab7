import pytest

from tertius.graph.read import Reader
from tertius.model.claims import Claim
from tertius.model.hedges import Hedge
from tertius.model.ids import fingerprint
from tertius.records.claims import Ruling, as_decided, claim_records, likelihood, rulings_on
from tertius.records.tables import defaults

pytestmark = pytest.mark.anyio


def ruling(kind: str, field: str | None = None, value: str | None = None) -> Ruling:
    return Ruling(id="1", kind=kind, field=field, value=value, who="A", when="2020-01-01", why="because")


def claim(hedge: str, credibility: int | None, *, inferred: bool = False) -> Claim:
    about = (("subject", "s:x"), ("object", "s:g"))
    return Claim(
        source="s",
        record="1",
        kind="LEADS",
        about=about,
        hedge=Hedge(hedge),
        credibility=credibility,
        inferred=inferred,
    )


@pytest.mark.parametrize(
    ("hedge", "credibility", "rulings", "expected"),
    [
        ("stated", None, [], 0.95),
        ("rumoured", None, [], 0.25),
        ("rumoured", 1, [], 0.9),
        ("rumoured", 6, [], 0.25),  # cannot be judged: the hedge decides
        ("stated", None, [ruling("reject")], 0.0),
        ("possible", 5, [ruling("confirm")], 0.95),
        ("stated", 1, [ruling("correct", "hedge", "suspected")], 0.5),
        ("stated", None, [ruling("correct", "when", "2012")], 0.95),
        ("stated", None, [ruling("confirm"), ruling("reject")], 0.0),
    ],
)
def test_a_claims_weight_follows_the_decisions(
    hedge: str, credibility: int | None, rulings: list[Ruling], expected: float
) -> None:
    assert likelihood(as_decided(claim(hedge, credibility), rulings), defaults()) == expected


@pytest.mark.parametrize(
    ("hedge", "credibility", "rulings", "expected"),
    [
        ("stated", None, [], 0.5),
        ("rumoured", None, [], 0.25),
        ("stated", 2, [], 0.7),
        ("stated", None, [ruling("confirm")], 0.95),
        ("stated", None, [ruling("correct", "hedge", "believed")], 0.7),
        ("stated", None, [ruling("correct", "when", "2012")], 0.5),
        ("stated", None, [ruling("reject")], 0.0),
    ],
)
def test_the_weight_of_an_inference(
    hedge: str, credibility: int | None, rulings: list[Ruling], expected: float
) -> None:
    assert likelihood(as_decided(claim(hedge, credibility, inferred=True), rulings), defaults()) == expected


async def test_a_claim_shows_what_its_source_says_and_null_where_nothing_bounds_a_date(harbour: Reader) -> None:
    id_ = fingerprint("harbour", "h18") + ".1"
    claim = (await claim_records(harbour, [id_], defaults()))[id_]
    assert (claim.kind, claim.polarity, claim.role, claim.edtf) == ("LEADS", "asserts", "mate", "2019-05")
    assert (claim.from_earliest, claim.from_latest) == (None, "2019-05-31")
    assert (claim.to_earliest, claim.to_latest) == ("2019-05-01", None)
    assert [(part.as_, part.id, part.name) for part in claim.about] == [
        ("subject", "harbour:hana", "Hana O'Shea"),
        ("object", "harbour:gull", "The Gulls"),
    ]
    assert (claim.source_id, claim.release_id, claim.locator) == ("harbour", "harbour@2020-06-30", "p. 4")
    assert claim.value is None
    assert claim.recorded_to is None


async def test_claims_that_do_not_exist_are_left_out(harbour: Reader) -> None:
    assert await claim_records(harbour, ["0" * 24 + ".1"], defaults()) == {}
    assert await claim_records(harbour, [], defaults()) == {}


async def test_only_decisions_about_the_claim_are_its_rulings(two_sources: Reader) -> None:
    keys = [fingerprint("two-sources", record) for record in ("c1", "c2", "c4")]
    found = await rulings_on(two_sources, keys)
    assert {key: [ruling.kind for ruling in some] for key, some in found.items()} == {
        keys[0]: ["reject"],
        keys[2]: ["confirm"],
    }
