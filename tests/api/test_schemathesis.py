"""The server keeps to its OpenAPI document, whatever is sent: generated requests to the real server and database."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from catalogued import CATALOGUE
from tertius.api.reference import openapi
from tertius.graph.connect import Target

ROOT = Path(__file__).resolve().parents[2]
MALI = ROOT / "loaders" / "tertius_loaders" / "samples" / "mali_2013"

# Read before the server is there, so that each path is a test of its own.
DOCUMENT = openapi()

# Every measure's route is made by the same lines from parameters that are nearly the same, and each request works a
# measure out or projects a graph: one that takes networks, groups and worlds is tried in full, of the others a few
# requests are.
COSTLY = {one for one, question in CATALOGUE.items() if question.kind == "measure" or question.requires}
FEW = "|".join(re.escape(one) for one in sorted(COSTLY - {"brokerage/roles"}))

# What begins a report or ends one is tried in `test_reports`: each request of it would start work that goes on.
everything = schemathesis.openapi.from_dict(DOCUMENT).exclude(method="POST")
schema = everything.exclude(path_regex=f"^/v1/answers/({FEW})$")
few = schemathesis.openapi.from_dict(DOCUMENT).include(path_regex=f"^/v1/answers/({FEW})$")
few.config.phases.coverage.enabled = False
for one in (everything, few):
    one.config.request_timeout = 600  # a slow machine breaks no promise
    refused = one.config.checks.negative_data_rejection  # an address that breaks a bound may be too long already
    refused.expected_statuses = [*refused.expected_statuses, "414"]

HEALTH = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


@pytest.fixture(autouse=True)
def sample(holding: Callable[[str | Path], Target]) -> None:
    """Have the database hold the sample."""
    holding(MALI)


@schema.parametrize()
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=HEALTH)
def test_the_server_keeps_to_its_document(case: schemathesis.Case, address: str, key: dict[str, str]) -> None:
    case.call_and_validate(base_url=address, headers=key)


@few.parametrize()
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=HEALTH)
def test_the_server_keeps_to_its_document_for_each_measure(
    case: schemathesis.Case, address: str, key: dict[str, str]
) -> None:
    case.call_and_validate(base_url=address, headers=key)
