"""Numbers on the command line: digits, and not what a programming language would take for a number besides."""

from typing import Any

import click

from tertius.errors import InputError
from tertius.reading.numbers import decimal, whole


class Whole(click.IntRange):
    """A whole number within bounds: neither ``1_0`` nor ``１０`` nor ``1e1`` is one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click
        """Return the number, or fail."""
        if isinstance(value, str):
            try:
                value = whole(value)
            except InputError as error:
                self.fail(f"{error.what}. {error.next_step}", param, ctx)
        return super().convert(value, param, ctx)


class Decimal(click.FloatRange):
    """A number within bounds, with a point or a comma before its decimals."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click
        """Return the number, or fail."""
        if isinstance(value, str):
            try:
                value = decimal(value)
            except InputError as error:
                self.fail(f"{error.what}. {error.next_step}", param, ctx)
        return super().convert(value, param, ctx)
