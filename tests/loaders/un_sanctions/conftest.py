"""Lists of made-up entries as files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.un_sanctions.lists import whole


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., Path]:
    """Write a list of made-up entries into a file."""

    def write(*entries: str, made: str = "2020-01-02T03:04:05.678Z", name: str = "list.xml") -> Path:
        path = tmp_path / name
        path.write_text(whole(*entries, made=made), encoding="utf-8")
        return path

    return write
