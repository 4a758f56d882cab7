"""The server keeps to its OpenAPI document, whatever is sent: generated requests to the real server and database."""

from collections.abc import Callable
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from tertius.graph.connect import Target

ROOT = Path(__file__).resolve().parents[2]
MALI = ROOT / "loaders" / "tertius_loaders" / "samples" / "mali_2013"

# The committed document, so that each path is a test of its own; that it is the served one is shown by its own test.
schema = schemathesis.openapi.from_path(ROOT / "docs" / "openapi.json")


@pytest.fixture(autouse=True)
def sample(holding: Callable[[str | Path], Target]) -> None:
    """Have the database hold the sample."""
    holding(MALI)


@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_the_server_keeps_to_its_document(case: schemathesis.Case, address: str, key: dict[str, str]) -> None:
    case.call_and_validate(base_url=address, headers=key)
