"""Neo4j Browser, which is another site, finds what it is given, and nothing else is any more open for it."""

import io
import zipfile

import httpx
import pytest

from tertius.browser.guide import FAVOURITES, GUIDE, STYLE
from tertius.browser.style import style_sheet

BROWSER = {"Origin": "http://localhost:7474"}


@pytest.mark.parametrize("name", [STYLE, GUIDE, FAVOURITES])
def test_another_site_may_read_the_files_without_a_key(address: str, name: str) -> None:
    asked = BROWSER | {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "cache-control,pragma"}
    allowed = httpx.options(f"{address}/browser/{name}", headers=asked, timeout=None)
    assert allowed.status_code == 204
    assert set(allowed.headers["access-control-allow-headers"].split(", ")) == {"cache-control", "pragma"}
    answer = httpx.get(f"{address}/browser/{name}", headers=BROWSER, timeout=None)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == allowed.headers["access-control-allow-origin"] == "*"


def test_the_files_are_what_they_are_called(address: str) -> None:
    assert httpx.get(f"{address}/browser/{STYLE}", timeout=None).text == style_sheet()
    guide = httpx.get(f"{address}/browser/{GUIDE}", timeout=None)
    assert f"style {address}/browser/{STYLE}" in guide.text
    packed = httpx.get(f"{address}/browser/{FAVOURITES}", timeout=None)
    assert FAVOURITES in packed.headers["content-disposition"]
    assert zipfile.ZipFile(io.BytesIO(packed.content)).namelist()


@pytest.mark.parametrize(
    "path", ["/v1/sources", "/browser/other", "/browser/../v1/sources", "/browser/%2e%2e/v1/sources"]
)
def test_all_else_needs_a_key_and_tells_other_sites_nothing(address: str, path: str) -> None:
    answer = httpx.get(httpx.URL(address).copy_with(raw_path=path.encode()), headers=BROWSER, timeout=None)
    assert answer.status_code == 401
    assert "access-control-allow-origin" not in answer.headers


def test_a_server_of_another_name_gives_nothing_away(address: str) -> None:
    answer = httpx.get(f"{address}/browser/{GUIDE}", headers={"Host": "evil.example"}, timeout=None)
    assert answer.status_code == 421


def test_nothing_can_be_sent_there(address: str) -> None:
    assert httpx.post(f"{address}/browser/{STYLE}", timeout=None).status_code in {401, 405}
