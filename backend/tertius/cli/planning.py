"""Has the embedded server that runs plan the questions: what `tertius db start` leaves to do in the background.

A program of its own, so that nobody waits for it. It lets whoever asks at once go first, and ends by itself after some
seconds, when somebody else uses the server, or when the server goes.
"""

import subprocess
import sys
import time

from tertius.cli.asking import ask
from tertius.cli.session import read_settings, target_of
from tertius.errors import TertiusError

_FIRST_S = 1.0
"""Seconds that whoever asks at once has, before this begins."""


def plan_in_background() -> None:
    """Start the program, with the settings of this one."""
    subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", __name__],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def main() -> None:
    """Have every question planned, if a server runs."""
    from tertius.embedded import last_use, using
    from tertius.graph.lean import without_numerical_libraries

    without_numerical_libraries()
    settings = read_settings()
    with using(settings.data_dir) as running:
        if running is None:
            return
        ours = last_use(settings.data_dir)
        time.sleep(_FIRST_S)
        ask(
            target_of(running),
            settings,
            lambda answers, _: answers.plan_ahead(lambda: last_use(settings.data_dir) == ours),
        )


if __name__ == "__main__":
    try:
        main()
    except TertiusError:
        sys.exit(1)
