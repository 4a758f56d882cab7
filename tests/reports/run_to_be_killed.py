"""Begins a run of a report and never ends it, so that a test can kill it; the database is in the environment."""

import os
import sys
from datetime import date, datetime

from pydantic import SecretStr

from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Target, open_driver
from tertius.graph.write import Writer
from tertius.reports.plan_files import READY, look_at
from tertius.reports.runs import Held, Runs

target = Target(os.environ["URI"], "neo4j", SecretStr(os.environ["PASSWORD"]), os.environ["DATABASE"])
plan = look_at(READY / "weekly-brokers.yaml", Catalogue.load()).plan
assert plan is not None
with open_driver(target) as driver:
    begun = Runs(Writer(driver, target.database)).begin(
        plan, {}, day=date(2024, 9, 2), due=datetime.fromisoformat(sys.argv[1])
    )
    assert isinstance(begun, Held)
    with begun:
        print(begun.id, flush=True)
        sys.stdin.read()
