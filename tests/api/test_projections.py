"""Over HTTP nothing stays in the server's memory of a question that projects a network: three at once, which fail."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from projecting import ASKED, ENDLESS, FAILS, PLACES, broken, drop_all, held_now
from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Driver, Target
from tertius.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("by", "limit_s", "status"), [(FAILS, 30.0, 500), (ENDLESS, 2.0, 504)])
async def test_three_at_once(
    start: Callable[..., str],
    holding: Callable[[str | Path], Target],
    driver: Driver,
    by: str,
    limit_s: float,
    status: int,
) -> None:
    holding("harbour")
    drop_all(driver)
    catalogue = Catalogue([broken(name, place, by) for name, place in PLACES if place == 0])
    address = start(settings=Settings(api_port=0, query_timeout_s=limit_s), catalogue=catalogue)
    async with httpx.AsyncClient(base_url=address, timeout=None) as client:
        for name in catalogue:
            asking = (client.get(f"/v1/answers/{name}", params=ASKED) for _ in range(3))
            found = await asyncio.gather(*asking)
            assert [answer.status_code for answer in found] == [status] * 3, found[0].text
            assert held_now(driver) == [], name
