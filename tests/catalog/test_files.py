import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tertius.catalog.files import cypher_root

CHECKOUT = Path(__file__).resolve().parents[2]


def test_in_a_checkout_it_is_the_folder_of_the_checkout() -> None:
    assert cypher_root() == CHECKOUT / "cypher"


def test_an_installed_wheel_brings_the_folder_along(tmp_path: Path) -> None:
    subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    installed = tmp_path / "installed"
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(installed)
    said = subprocess.run(
        [sys.executable, "-c", "from tertius.catalog.files import cypher_root; print(cypher_root())"],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert said == str(installed / "tertius" / "_cypher")
    ours = {path.relative_to(CHECKOUT / "cypher") for path in (CHECKOUT / "cypher").rglob("*") if path.is_file()}
    theirs = {path.relative_to(said) for path in Path(said).rglob("*") if path.is_file()}
    assert ours == theirs
