"""The samples are found by name, and travel with the package."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tertius.errors import NotFoundError
from tertius_loaders.claims import LOADER
from tertius_loaders.samples import SAMPLES, sample_path

ROOT = Path(__file__).resolve().parents[3]


def test_the_first_sample_is_there() -> None:
    assert "mali_2013" in SAMPLES
    assert sample_path("mali-2013") == sample_path("mali_2013")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_a_claims_folder(name: str) -> None:
    assert LOADER.open(sample_path(name)).source.title


@pytest.mark.parametrize("name", ["nowhere", "", "..", "../claims", "__pycache__"])
def test_what_is_no_sample(name: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        sample_path(name)

    assert "mali_2013" in caught.value.next_step


def test_the_samples_and_the_format_are_in_the_wheel(tmp_path: Path) -> None:
    subprocess.run(  # noqa: S603 - our own build
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())

    for sample in SAMPLES:
        for file in sample_path(sample).iterdir():
            assert f"tertius_loaders/samples/{sample}/{file.name}" in names
    assert "tertius_loaders/claims/README.md" in names
