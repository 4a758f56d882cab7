"""Files of a folder by their names: the nearest name, and the first fault with how many more there are."""

from pathlib import Path

import pytest

from tertius.catalog.catalogue import Catalogue
from tertius.errors import InputError, NotFoundError
from tertius.reports.alerts.rule_files import EXAMPLES, Rules
from tertius.reports.plan_files import READY, Plans

SORTS = [("report", Plans, READY), ("alert", Rules, EXAMPLES)]


@pytest.mark.parametrize(("kind", "sort", "ready"), SORTS)
def test_a_name_that_is_unknown_and_a_file_at_fault_are_told(
    tmp_path: Path, catalogue: Catalogue, kind: str, sort: type[Plans] | type[Rules], ready: Path
) -> None:
    files = sort(tmp_path, catalogue)
    right = min(ready.glob("*.yaml")).read_text(encoding="utf-8")
    (tmp_path / "of-mine.yaml").write_text(right, encoding="utf-8")
    (tmp_path / "one-fault.yaml").write_text(f"{right}colour: red\n", encoding="utf-8")
    (tmp_path / "two-faults.yaml").write_text(f"{right}colour: red\nshape: round\n", encoding="utf-8")

    assert files.get("of-mine").title
    with pytest.raises(NotFoundError, match=f"no {kind} 'of-mime'") as unknown:
        files.get("of-mime")
    assert unknown.value.next_step == f"Did you mean of-mine? `tertius {kind} new NAME` starts one."
    with pytest.raises(InputError, match="colour") as one:
        files.get("one-fault")
    assert "more" not in one.value.next_step
    with pytest.raises(InputError, match="colour") as two:
        files.get("two-faults")
    assert f"`tertius {kind} check two-faults` shows 1 more." in two.value.next_step


@pytest.mark.parametrize(("kind", "sort", "ready"), SORTS)
def test_a_folder_that_is_not_there_holds_nothing(
    tmp_path: Path, catalogue: Catalogue, kind: str, sort: type[Plans] | type[Rules], ready: Path
) -> None:
    files = sort(tmp_path / "none", catalogue)
    assert set(files.paths()) == ({path.stem for path in ready.glob("*.yaml")} if kind == "report" else set())
