"""One idea a module: what is longer than this holds two, or says one at too great a length."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("backend", "loaders", "benchmarks", "scripts", "skeletons")
MOST_LINES = 400


def test_no_module_is_past_its_length() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*.py")
    }
    assert len(lengths) > 300
    too_long = {file: lines for file, lines in lengths.items() if lines > MOST_LINES}
    assert not too_long, f"Split by idea, or say it in fewer lines: {too_long}"
