"""Sample documents, each a claims folder of its own: ready to load, and to look at before writing one."""

from pathlib import Path

from tertius.errors import NotFoundError

SAMPLES: tuple[str, ...] = tuple(
    sorted(folder.name for folder in Path(__file__).parent.iterdir() if (folder / "source.yaml").is_file())
)
"""Names of the samples."""


def sample_path(name: str) -> Path:
    """Return the folder of a sample.

    Parameters
    ----------
    name
        One of `SAMPLES`; a dash counts as an underscore.

    Raises
    ------
    NotFoundError
        If there is no such sample.
    """
    wanted = name.replace("-", "_")
    if wanted not in SAMPLES:
        raise NotFoundError(
            f"There is no sample {name[:60]!r}", where="sample", next_step=f"Take one of {', '.join(SAMPLES)}."
        )
    return Path(__file__).parent / wanted
