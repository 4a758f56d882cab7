"""Entities, ties, claims and sources over HTTP, on the harbour and on a folder of awkward ids."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tertius.api.examples import RECORDS
from tertius.graph.connect import Driver, Target
from tertius_loaders.claims import load_folder

AWKWARD = "odd:a/b%2F?x=1#y&z+é:مالي"
OTHER = "odd:second"


@pytest.mark.parametrize("route", RECORDS)
def test_the_examples_of_the_document_are_what_the_server_answers(api: httpx.Client, route: str) -> None:
    path, expected = RECORDS[route]
    answer = api.get(path)
    assert answer.status_code == 200
    assert without_the_load(answer.json()) == without_the_load(expected)


def without_the_load(value: object) -> object:
    """Leave out what differs from load to load."""
    if isinstance(value, dict):
        return {key: without_the_load(held) for key, held in value.items() if key not in ("recorded_from", "sha256")}
    return [without_the_load(held) for held in value] if isinstance(value, list) else value


def test_following_the_links_reads_the_whole_list_once_and_back(api: httpx.Client) -> None:
    forward, path = [], "/v1/entities?limit=5"
    pages = []
    while path:
        page = api.get(path).json()
        assert page["total"] == 17
        assert len(page["items"]) <= 5
        forward += [entity["id"] for entity in page["items"]]
        pages.append(page)
        path = page["links"]["next"]
    assert len(pages) == 4
    assert len(set(forward)) == len(forward) == 17
    assert forward == sorted(forward)
    backward = [pages[-1]]
    while backward[-1]["links"]["prev"]:
        backward.append(api.get(backward[-1]["links"]["prev"]).json())
    assert backward == pages[::-1]


def test_a_link_keeps_the_other_parameters(api: httpx.Client) -> None:
    page = api.get("/v1/entities", params={"type": "Person", "limit": 4, "offset": 1}).json()
    assert page["links"]["next"] == "/v1/entities?type=Person&limit=4&offset=5"
    assert page["links"]["prev"] == "/v1/entities?type=Person&limit=4&offset=0"
    assert {entity["type"] for entity in api.get(page["links"]["next"]).json()["items"]} == {"Person"}


def test_searching_finds_by_alias_and_without_accents(api: httpx.Client) -> None:
    found = api.get("/v1/entities", params={"q": "l'ainee"}).json()
    assert [entity["id"] for entity in found["items"]] == ["harbour:ines"]
    assert api.get("/v1/entities", params={"q": "ines", "type": "Place"}).json()["items"] == []


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/v1/entities?type=Ship", "type"),
        ("/v1/entities?q=", "q"),
        ("/v1/entities/harbour:ada/ties?kind=LOVES", "kind"),
        ("/v1/entities/harbour:ada/claims?kind=LOVES", "kind"),
        ("/v1/entities?offset=100001", "offset"),
        ("/v1/sources?limit=501", "limit"),
        ("/v1/sources?limt=5", "limt"),
        ("/v1/claims/harbour%23", "claim_id"),
        ("/v1/decisions?kind=merge", "kind"),
        ("/v1/decisions?about=", "about"),
        ("/v1/decisions?standing=perhaps", "standing"),
        ("/v1/decisions?limit=0", "limit"),
        ("/v1/decisions/same", "decision_id"),
    ],
)
def test_what_cannot_be_accepted_is_named(api: httpx.Client, path: str, where: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["where"] == where


@pytest.mark.parametrize(
    "path",
    [
        "/v1/entities/harbour:nobody",
        "/v1/entities/harbour:nobody/ties",
        "/v1/entities/harbour:nobody/claims",
        "/v1/ties/LEADS:00000000000000000000",
        "/v1/ties/LOVES:00000000000000000000",
        "/v1/claims/000000000000000000000000",
        "/v1/claims/c0bc2e6468abc012a779744b.2",
        "/v1/claims/harbour%23h999",
        "/v1/decisions/000000000000000000000000",
        "/v1/decisions?about=harbour:nobody",
        "/v1/sources/nothing",
        "/v1/questions/brokerage/nothing",
        "/v1/problems/nothing",
        "/v1/answers/brokerage/nothing",
    ],
)
def test_what_is_not_there_is_a_404(api: httpx.Client, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.json()["next_step"]


@pytest.fixture
def awkward(empty_db: Target, driver: Driver, tmp_path: Path) -> Path:
    """Load a folder of awkward ids, two of which are the same person; return it."""
    (tmp_path / "source.yaml").write_text("id: odd\ntitle: Odd\npublished: 2020-01-01\n")
    (tmp_path / "entities.csv").write_text(
        f"id,type,name\n{AWKWARD},Person,Odd\n{OTHER},Person,Odd again\nodd:crew,Organization,Crew\n"
    )
    (tmp_path / "claims.csv").write_text(
        f"claim_id,subject,kind,object,when,note\n1,{AWKWARD},LEADS,odd:crew,2019,first\n2,{OTHER},MEMBER_OF,odd:crew,2019,\n"
    )
    (tmp_path / "decisions.csv").write_text(
        f"kind,left,right,who,when,why\nsame,{AWKWARD},{OTHER},a tester,2021-01-01,for the test\n"
    )
    load_folder(tmp_path, driver=driver, database=empty_db.database)
    return tmp_path


@pytest.fixture
def bare(address: str, key: dict[str, str], awkward: Path) -> Iterator[httpx.Client]:
    """Give a client on the awkward folder."""
    with httpx.Client(base_url=address, headers=key, timeout=None) as client:
        yield client


def test_an_awkward_id_finds_its_entity_its_ties_and_its_claims(bare: httpx.Client) -> None:
    at = f"/v1/entities/{quote(AWKWARD, safe='')}"
    entity = bare.get(at).json()
    assert entity["id"] == AWKWARD
    assert entity["also"] == [OTHER]
    ties = bare.get(f"{at}/ties?limit=1").json()
    assert ties["total"] == 2
    assert bare.get(ties["links"]["next"]).json()["items"][0]["id"] != ties["items"][0]["id"]
    assert bare.get(f"{at}/claims").json()["total"] == entity["claims"]
    tie = ties["items"][0]["id"]
    assert bare.get(f"/v1/ties/{quote(tie, safe='')}").json()["start"]["id"] == AWKWARD


def test_an_id_that_gave_way_leads_to_the_one_that_stands(bare: httpx.Client) -> None:
    answer = bare.get(f"/v1/entities/{OTHER}")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"/v1/entities/{quote(AWKWARD, safe=':')}"
    assert answer.content == b""
    assert bare.get(f"/v1/entities/{OTHER}", follow_redirects=True).json()["id"] == AWKWARD
    assert bare.get(f"/v1/entities/{OTHER}/ties").json()["total"] == 2


def test_a_claim_is_found_by_its_sources_own_key(api: httpx.Client) -> None:
    by_record = api.get("/v1/claims/harbour%23h18").json()
    assert by_record == api.get(f"/v1/claims/{by_record['key']}").json()
    assert (by_record["source_id"], by_record["record"]) == ("harbour", "h18")


def test_a_joined_entity_says_which_decision_joined_it(bare: httpx.Client) -> None:
    (joined,) = bare.get(f"/v1/entities/{quote(AWKWARD, safe='')}").json()["decisions"]
    assert (joined["kind"], joined["left"], joined["right"]) == ("same", AWKWARD, OTHER)
    assert (joined["left_name"], joined["right_name"], joined["who"]) == ("Odd", "Odd again", "a tester")
    assert bare.get(f"/v1/decisions/{joined['id']}").json() == joined
    for about in (AWKWARD, OTHER):
        assert bare.get("/v1/decisions", params={"about": about}).json()["items"] == [joined]


def test_a_claim_tells_its_revisions(bare: httpx.Client, awkward: Path, driver: Driver, target: Target) -> None:
    claims = bare.get(f"/v1/entities/{OTHER}/claims?kind=LEADS").json()["items"]
    (first,) = claims
    text = (awkward / "claims.csv").read_text()
    (awkward / "claims.csv").write_text(text.replace("first", "corrected"))
    load_folder(awkward, driver=driver, database=target.database)
    latest = bare.get(f"/v1/claims/{first['key']}").json()
    assert (latest["revision"], latest["note"], latest["recorded_to"]) == (2, "corrected", None)
    assert latest["revisions"] == [f"{first['key']}.1", f"{first['key']}.2"]
    before = bare.get(f"/v1/claims/{first['id']}").json()
    assert (before["revision"], before["note"]) == (1, "first")
    assert before["recorded_to"] is not None


def test_a_name_is_taken_where_an_id_is(api: httpx.Client) -> None:
    by_id = api.get("/v1/entities/harbour:ada").json()
    for written in ("ada", "Ferris", "Ada%20Ferris", "FERRIS%2C%20ada", "A%CC%80da%20Ferris"):
        by_name = api.get(f"/v1/entities/{written}").json()
        assert by_name.pop("named").endswith(" = harbour:ada")
        assert by_name == {name: value for name, value in by_id.items() if name != "named"}
    ties = api.get("/v1/entities/O'Shea/ties").json()
    assert ties["named"] == "O'Shea = harbour:hana"
    assert ties["items"] == api.get("/v1/entities/harbour:hana/ties").json()["items"]
    claims = api.get("/v1/entities/hana/claims", params={"limit": 2}).json()
    assert (claims["named"], len(claims["items"])) == ("hana = harbour:hana", 2)
    assert api.get(claims["links"]["next"]).json()["named"] == claims["named"]
    answer = api.get("/v1/answers/evidence/of_entity", params={"entity_id": "Valléry"}).json()
    assert answer["named"] == ["Valléry = harbour:ines"]


def test_those_who_have_a_name_are_listed(api: httpx.Client) -> None:
    one = api.get("/v1/entities", params={"name": "Valléry"}).json()
    assert ([item["id"] for item in one["items"]], one["total"]) == (["harbour:ines"], 1)
    assert one["named"] == "Valléry = harbour:ines"
    several = api.get("/v1/entities", params={"name": "Terns"}).json()
    assert {item["id"] for item in several["items"]} > {"harbour:tern-night"}
    assert several["named"] is None
    nobody = api.get("/v1/entities", params={"name": "Valery"})
    assert (nobody.status_code, nobody.json()["where"]) == (404, "name")
    assert "harbour:ines: Inès Valléry" in nobody.json()["next_step"]
    assert api.get("/v1/entities", params={"name": "Valléry", "q": "tern"}).json()["items"] == one["items"]
    assert api.get("/v1/entities", params={"name": "Terns", "kind": "planet"}).json()["items"] == []


def test_several_of_a_name_are_told_apart(api: httpx.Client) -> None:
    refused = api.get("/v1/entities/the")
    listed = api.get("/v1/entities", params={"name": "the"}).json()["items"]
    assert len(listed) == 6
    assert (refused.status_code, refused.json()["type"]) == (409, "/v1/problems/ambiguous")
    for item in listed:
        assert f"{item['id']}: {item['name']} ({item['type']}" in refused.json()["next_step"]
