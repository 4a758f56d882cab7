import sys

import pytest

from tertius.loading.turns import TURN_S, short_turns


@pytest.mark.parametrize("seconds", [0.005, TURN_S / 10])
def test_turns_are_short_during_a_load_and_as_before_after_it(seconds: float) -> None:
    kept = sys.getswitchinterval()
    try:
        sys.setswitchinterval(seconds)
        before = sys.getswitchinterval()
        with short_turns():
            assert sys.getswitchinterval() == pytest.approx(min(before, TURN_S), abs=2e-6)  # Python rounds down
        assert sys.getswitchinterval() == pytest.approx(before, abs=2e-6)
    finally:
        sys.setswitchinterval(kept)
