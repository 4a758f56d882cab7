"""``python -m tertius.cli``: the same as ``tertius``."""

from tertius.cli.main import main

main()
