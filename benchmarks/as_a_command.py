"""Imported first by what measures the loader: the driver goes without numerical libraries, as it does in a command."""

from tertius.graph.lean import without_numerical_libraries

without_numerical_libraries()
