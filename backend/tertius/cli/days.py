"""Days on the command line, read as the parameters of questions are."""

from datetime import date
from typing import Any

import click


class Day(click.ParamType[date]):
    """A day, written as 2013-02-05."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 - click
        """Return the day.

        Raises
        ------
        InputError
            If it is none.
        """
        from tertius.catalog.parameter import Param

        option = param.opts[-1] if param else "day"
        day = Param(type="date", required=True, about="A day", value="2013-02-05").accept(option, {option: value})
        assert isinstance(day, date)  # noqa: S101 - as its type says
        return day


DAY = Day()
"""The type of an option that takes a day."""
