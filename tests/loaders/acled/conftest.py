"""Rows in the form of ACLED's exports. All are made up: ACLED's own may not be passed on."""

from collections.abc import Callable

import pytest

from tertius.loading.loader import RawRow
from tertius_loaders.acled.shape import COLUMNS

ROW = dict.fromkeys(COLUMNS, "") | {
    "event_id_cnty": "XXA101",
    "event_date": "2024-05-16",
    "year": "2024",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Harbour Brigade",
    "assoc_actor_1": "Dockers; Crane Operators",
    "inter1": "Rebel group",
    "actor2": "Military Forces of Ruritania (2019-)",
    "assoc_actor_2": "Coast Guard of Ruritania",
    "inter2": "State forces",
    "interaction": "State forces-Rebel group",
    "iso": "466",
    "region": "Western Africa",
    "country": "Mali",
    "admin1": "Gao",
    "admin2": "Gao Cercle",
    "admin3": "Gao Commune",
    "location": "Gao",
    "latitude": "16.2717",
    "longitude": "-0.0447",
    "geo_precision": "1",
    "source": "Harbour Gazette; The Quay",
    "source_scale": "National",
    "notes": "On 16 May 2024 nothing of this happened.",
    "fatalities": "3",
    "tags": "",
    "timestamp": "1716300000",
}


@pytest.fixture
def row() -> Callable[..., RawRow]:
    """Give a function that makes a row up: an armed clash in Gao, and what else is asked for."""
    return lambda **values: RawRow("made-up.csv", 2, ROW | values)
