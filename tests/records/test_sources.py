import pytest

from tertius.graph.read import Reader
from tertius.records.sources import source_record, source_records

pytestmark = pytest.mark.anyio


def test_what_nobody_filled_is_null_and_the_newest_edition_comes_first() -> None:
    releases = [
        {"id": f"s@{version}", "version": version, "published": published, "sha256": ""}
        for version, published in (("1", "2019-01-01"), ("3", None), ("2", "2020-01-01"))
    ]
    source = source_record({"id": "s", "title": "S", "author": "", "derived_from": [], "releases": releases})
    assert source.author is None
    assert source.derived_from == []
    assert [release.version for release in source.releases] == ["2", "1", "3"]


async def test_sources_by_id(harbour: Reader) -> None:
    found = await source_records(harbour, ["harbour", "nowhere"])
    assert list(found) == ["harbour"]
    assert found["harbour"].title == "The harbour, an invented example"
    assert [release.id for release in found["harbour"].releases] == ["harbour@2020-06-30"]
    assert await source_records(harbour, []) == {}
