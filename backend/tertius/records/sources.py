"""Sources as answers cite them: a series and its editions."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from tertius.graph.read import Reader
from tertius.graph.whole import ROW, read_whole_async
from tertius.loading.properties import SOURCE
from tertius.records.paging import Page, check_page, read_page

SOURCE_ROW = (
    "s {.id, .title, .author, .publisher, .url, .licence, .reliability, .derived_from, "
    "releases: [(r:Release)-[:EDITION_OF]->(s) | r {.id, .version, .published, .sha256}]} AS source"
)
"""A Cypher projection of the source ``s`` that `source_record` reads."""

_SOURCES = """
MATCH (s:Source)
WITH s ORDER BY s.id SKIP $offset LIMIT $limit
RETURN s.id AS id, s.title AS title, s.author AS author, s.publisher AS publisher, s.url AS url,
  s.licence AS licence, s.reliability AS reliability,
  reduce(newest = null, r IN [(r:Release)-[:EDITION_OF]->(s) | r.published] |
    CASE WHEN newest IS NULL OR r > newest THEN coalesce(r, newest) ELSE newest END) AS published,
  COUNT { MATCH (c:Claim {source_id: s.id}) WHERE c.recorded_to IS NULL } AS claims
ORDER BY id
"""
_COUNT_SOURCES = "MATCH (s:Source) RETURN count(s) AS total"
_COUNT_CLAIMS = "MATCH (c:Claim {source_id: $id}) WHERE c.recorded_to IS NULL RETURN count(c) AS claims"
_BY_ID = f"UNWIND $ids AS id MATCH (s:Source {{id: id}}) RETURN {SOURCE_ROW}"


class SourceSummary(BaseModel):
    """A source in a list."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="The source's id.")
    title: str = Field(description="Its title.")
    author: str | None = Field(default=None, description="Who wrote it.")
    publisher: str | None = Field(default=None, description="Who published it.")
    published: str | None = Field(default=None, description="The day of its newest edition, ISO 8601, if known.")
    url: str | None = Field(default=None, description="Where it can be read.")
    reliability: str | None = Field(default=None, description="Admiralty grade A to F, if somebody graded it.")
    claims: int = Field(description="Current claims that it makes.")


class ReleaseRecord(BaseModel):
    """One edition of a source."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="<source>@<version>.")
    version: str = Field(description="The edition's own name.")
    published: str | None = Field(default=None, description="The day that it was published, ISO 8601, if known.")
    sha256: str | None = Field(default=None, description="Digest of the file or folder that was loaded.")


class SourceRecord(BaseModel):
    """A series: everything that one author or dataset says, over all of its editions."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="The source's id.")
    title: str = Field(description="Its title.")
    author: str | None = Field(default=None, description="Who wrote it.")
    publisher: str | None = Field(default=None, description="Who published it.")
    url: str | None = Field(default=None, description="Where it can be read.")
    licence: str | None = Field(default=None, description="On what terms it may be used.")
    reliability: str | None = Field(default=None, description="Admiralty grade A to F, if somebody graded it.")
    derived_from: list[str] = Field(
        default_factory=list, description="Sources that it repeats: it is then no independent voice."
    )
    releases: list[ReleaseRecord] = Field(default_factory=list, description="Its editions, the newest first.")


def source_record(row: dict[str, object]) -> SourceRecord:
    """Return a source from its `SOURCE_ROW`: texts that nobody filled are null."""
    filled = {name: value for name, value in row.items() if value not in ("", None)}
    source = SourceRecord.model_validate(filled)
    newest_first = sorted(source.releases, key=lambda release: (release.published or "", release.version), reverse=True)
    return source.model_copy(update={"releases": newest_first})


async def source_records(reader: Reader, ids: Sequence[str]) -> dict[str, SourceRecord]:
    """Return sources by their ids.

    Parameters
    ----------
    reader
        The database.
    ids
        Ids of sources; those that do not exist are left out.
    """
    if not ids:
        return {}
    found = await read_whole_async(
        lambda: reader.run(_BY_ID, {"ids": list(ids)}, max_rows=len(ids)), {"source": SOURCE}
    )
    return {row["source"]["id"]: source_record(row["source"]) for row in found.rows}


class Cited(BaseModel):
    """What shows claims, with their sources once each."""

    cited: dict[str, SourceRecord] = Field(
        default_factory=dict,
        description="The sources of the claims that are shown, by id, each with its editions: where each claim can be "
        "read, beside its own locator.",
    )


async def source_page(reader: Reader, *, limit: int, offset: int) -> Page[SourceSummary]:
    """List the sources by id (`tertius.records.look_ups.Records.sources`)."""
    check_page(limit, offset)
    params = {"limit": limit, "offset": offset}
    items, total = await read_page(reader, _SOURCES, _COUNT_SOURCES, params, {ROW: SOURCE})
    summaries = [SourceSummary(**{k: v or None for k, v in row.items()} | {"claims": row["claims"]}) for row in items]
    return Page(items=summaries, limit=limit, offset=offset, total=total)


async def count_claims(reader: Reader, source_id: str) -> int:
    """Return how many current claims a source makes."""
    found: int = (await reader.run(_COUNT_CLAIMS, {"id": source_id})).rows[0]["claims"]
    return found
