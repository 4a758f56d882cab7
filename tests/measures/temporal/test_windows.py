"""Windows before and after a change, worked out by hand."""

from datetime import date, timedelta

import pytest

from tertius.errors import InputError
from tertius.measures.network import Network, NetworkTie
from tertius.measures.temporal.slices import Slice
from tertius.measures.temporal.windows import observed_span, span_to_look_at, windows
from tertius.model.dates import UNDATED, Bounds, read_edtf

FIRST, CHANGE, LAST = date(2010, 1, 1), date(2012, 1, 1), date(2013, 12, 31)


def holding(*bounds: Bounds) -> Network:
    return Network.of((), (), [NetworkTie(str(i), (), b) for i, b in enumerate(bounds)])


def test_windows_leave_out_the_days_on_which_an_event_may_have_come() -> None:
    october = read_edtf("2012-10", lasting=False)
    assert windows(october, FIRST, LAST) == (
        Slice(FIRST, date(2012, 9, 30)),
        Slice(date(2012, 10, 31), LAST),
    )
    assert windows(CHANGE, FIRST, LAST, 10) == (
        Slice(date(2011, 12, 22), date(2011, 12, 31)),
        Slice(CHANGE, date(2012, 1, 10)),
    )
    for change in (FIRST, LAST + timedelta(days=1)):
        with pytest.raises(InputError, match="less than 1 day before and after"):
            windows(change, FIRST, LAST)
    assert windows(LAST, FIRST, LAST)[1] == Slice(LAST, LAST)
    with pytest.raises(InputError, match="Nothing says when"):
        windows(UNDATED, FIRST, LAST)
    with pytest.raises(InputError, match="less than 900 days"):
        windows(CHANGE, FIRST, LAST, 900)
    with pytest.raises(InputError, match="too short"):
        windows(CHANGE, FIRST, LAST, 0)


def test_the_span_is_what_dates_name() -> None:
    network = holding(read_edtf("2012-04/", lasting=True), UNDATED, read_edtf("2010", lasting=True))
    assert observed_span(network) == Slice(date(2010, 1, 1), date(2012, 4, 30))
    assert observed_span(holding(UNDATED)) is None
    # an end that is asked for goes before what dates name
    assert observed_span(network, first=FIRST) == Slice(FIRST, date(2012, 4, 30))
    assert observed_span(holding(UNDATED), FIRST, LAST) == span_to_look_at(holding(UNDATED), FIRST, LAST)
    assert observed_span(holding(UNDATED), FIRST) is None
    with pytest.raises(InputError, match="No tie of this network has a date"):
        span_to_look_at(holding(UNDATED), FIRST, None)
