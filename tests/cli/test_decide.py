"""Deciding over the sources from the command line, and reading it back there and over HTTP: they agree."""

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from shutil import copytree
from threading import Thread
from typing import Any

import httpx
import pytest

from tertius.api.app import create_app
from tertius.api.server import listen, make_server
from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius.loading import runs
from tertius.model.hedges import Assumptions
from tertius.settings import Settings
from tertius_loaders.claims import load_folder
from tertius_loaders.claims.folder import LOADER
from tertius_loaders.samples import sample_path

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Decide = Callable[..., "subprocess.CompletedProcess[str]"]
SAHEL = Path(__file__).parents[1] / "sahel_2017"


@pytest.fixture
def both(holding_anew: Callable[..., Target]) -> Target:
    """Have the sample and the later source, joined by its decisions."""
    return holding_anew(sample_path("mali_2013"), SAHEL)


@pytest.fixture
def decide(tertius: Run, both: Target) -> Decide:
    """Give a function that decides as A. Analyst."""

    def made(*arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
        return tertius("decide", *arguments, on=both, TERTIUS_WHO="A. Analyst", **env)

    return made


@pytest.fixture
def served(both: Target, until: Callable[[Callable[[], object]], None]) -> Iterator[Callable[..., Any]]:
    """Give a function that asks the API, on the same database."""
    settings = Settings(api_port=0)
    with closing(listen(settings)) as listening:
        server = make_server(create_app(settings, target=both), settings)
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        until(lambda: server.started or not thread.is_alive())

        def ask(path: str, **params: str) -> Any:  # noqa: ANN401 - JSON
            at = f"http://127.0.0.1:{listening.getsockname()[1]}{path}"
            return httpx.get(at, params=params, timeout=None, follow_redirects=True).json()

        yield ask
        server.should_exit = True
        thread.join()


def rows(tmp_path: Path) -> list[dict[str, str]]:
    text = (tmp_path / "data/decisions/decisions.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def id_of(said: str) -> str:
    return re.findall(r"tertius decide undo ([0-9a-f]{24})", said)[0]


def test_every_kind_is_written_loaded_and_told_and_can_be_taken_back(
    decide: Decide, tertius: Run, both: Target, tmp_path: Path, served: Callable[..., Any]
) -> None:
    """Each in turn, and back again: what it says it changed is what the API shows."""
    claim, other = "mali-2013#hamaha-close-to-belmokhtar", "mali-2013#aqim-ansar-al-din-from-creation"
    key = served(f"/v1/claims/{claim.replace('#', '%23')}")["key"]
    entity = "/v1/entities/sahel-2017:amadou-koufa"
    cases: list[tuple[list[str], str, Callable[[], Any], Any, Any]] = [
        (
            ["same", "sahel-2017:amadou-koufa", "mali-2013:sanda-ould-boumama"],
            "Amadou Koufa (sahel-2017:amadou-koufa) = Sanda Ould Boumama",
            lambda: served(entity)["id"],
            "sahel-2017:amadou-koufa",
            "mali-2013:sanda-ould-boumama",
        ),
        (
            ["not-same", "sahel-2017:amadou-koufa", "mali-2013:sanda-ould-boumama"],
            "is not Sanda Ould Boumama (mali-2013:sanda-ould-boumama)",
            lambda: len(served(entity)["decisions"]),
            0,
            1,
        ),
        (
            ["prefer-name", "sahel-2017:aqmi", "al-Qaïda au Maghreb islamique"],
            "is shown as al-Qaïda au Maghreb islamique",
            lambda: served("/v1/entities/mali-2013:aqim")["name"],
            "al-Qaeda in the Islamic Maghreb",
            "al-Qaïda au Maghreb islamique",
        ),
        (["reject", claim], f"{claim} rejected", lambda: served(f"/v1/claims/{key}")["likelihood"], 0.95, 0.0),
        (
            ["confirm", other],
            f"{other} confirmed",
            lambda: served(f"/v1/claims/{other.replace('#', '%23')}")["likelihood"],
            0.7,
            0.95,
        ),
        (
            ["correct", key, "hedge", "rumoured"],
            f"{claim}: hedge corrected to rumoured",
            lambda: served(f"/v1/claims/{key}")["likelihood"],
            0.95,
            0.25,
        ),
    ]
    for number, (arguments, told, seen, before, after) in enumerate(cases, start=1):
        assert seen() == before, arguments
        done = decide(*arguments, "--why", f"reason {number}", "--when", f"2026-01-0{number}")
        assert done.returncode == 0, done.stderr
        assert all(len(line) <= 80 for line in done.stdout.splitlines() if str(tmp_path) not in line)
        assert told in " ".join(done.stdout.split())
        assert f"by A. Analyst on 2026-01-0{number}: reason {number}" in done.stdout
        assert seen() == after, arguments

        taken_back = decide("undo", id_of(done.stdout))
        assert taken_back.returncode == 0, taken_back.stderr
        assert f"Took back line {number + 1}" in taken_back.stdout
        assert seen() == before, arguments
    assert [row["kind"] for row in rows(tmp_path)] == [case[0][0].replace("-", "_") for case in cases]
    assert all(row["undone"] for row in rows(tmp_path))
    assert rows(tmp_path)[5]["left"] == claim  # a key was typed: the file names the claim as people find it

    printed = json.loads(tertius("decisions", "--format", "json", on=both).stdout)
    listed = served("/v1/decisions")
    assert printed["items"] == listed["items"]
    assert {one["status"] for one in printed["items"] if one["source_id"] == "decisions-a-analyst"} == {"undone"}


def test_without_a_reason_or_a_name_nothing_is_decided(tertius: Run, tmp_path: Path) -> None:
    pair = ("decide", "same", "x:a", "x:b")
    assert "--why" in tertius(*pair, "--who", "A").stderr
    nobody = tertius(*pair, "--why", "read")
    assert (nobody.returncode, "TERTIUS_WHO" in nobody.stderr) == (2, True)
    nothing = tertius("decide", "undo", "0" * 24)
    assert (nothing.returncode, "There is no folder of decisions" in nothing.stderr) == (3, True)
    assert not (tmp_path / "data/decisions").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["same", "mali-2013:mujao", "mali-2013:omar-ould-hamaha"], "is an Organization"),
        (["same", "mali-2013:mujao", "mali-2013:nobody"], "There is no entity"),
        (["same", "mali-2013:mujao", "mali-2013:mujao"], "two different entities"),
        (["not-same", "sahel-2017:aqmi", "mali-2013:aqim"], "sahel-2017:aqmi"),
        (["prefer-name", "mali-2013:mujao", "Unicity"], "No claim gives"),
        (["reject", "mali-2013#nothing"], "There is no claim"),
        (["correct", "mali-2013#hamaha-close-to-belmokhtar", "when", "2013-13"], "2013-13"),
        (["correct", "mali-2013#hamaha-close-to-belmokhtar", "value", "x"], "value"),
        (["undo", "0" * 24], "No decision"),
    ],
)
def test_what_cannot_be_decided_is_refused_before_anything_is_written(
    decide: Decide, tmp_path: Path, arguments: list[str], said: str
) -> None:
    assert decide("reject", "sahel-2017#p5-3", "--why", "before").returncode == 0
    before = (tmp_path / "data/decisions/decisions.csv").read_bytes()
    why = [] if arguments[0] == "undo" else ["--why", "because"]
    done = decide(*arguments, *why)
    assert done.returncode not in (0, 1), done.stdout
    assert said in done.stderr
    assert (tmp_path / "data/decisions/decisions.csv").read_bytes() == before


def test_a_changed_mind_takes_the_place_of_what_was_decided_before(
    decide: Decide, tertius: Run, both: Target, tmp_path: Path
) -> None:
    assert decide("reject", "sahel-2017#p5-3", "--why", "denied since").returncode == 0
    again = decide("confirm", "sahel-2017#p5-3", "--why", "seen after all")
    assert again.returncode == 0, again.stderr
    assert "takes the place of line 2" in " ".join(again.stdout.split())
    assert [(row["kind"], bool(row["undone"])) for row in rows(tmp_path)] == [("reject", True), ("confirm", False)]
    shown = tertius("evidence", "sahel-2017#p5-3", on=both).stdout
    assert "confirmed by A. Analyst on" in shown
    assert "rejected" not in shown
    same = decide("confirm", "sahel-2017#p5-3", "--why", "seen after all")
    assert (same.returncode, "Line 3 of decisions.csv says so already" in same.stderr) == (6, True)


def test_what_runs_undo_took_back_no_later_decision_brings_back(
    decide: Decide, tertius: Run, both: Target, tmp_path: Path
) -> None:
    assert decide("reject", "sahel-2017#p5-3", "--why", "denied since").returncode == 0
    assert decide("confirm", "sahel-2017#p5-3", "--why", "seen after all").returncode == 0
    assert tertius("runs", "undo", "decisions-a-analyst:2", on=both).returncode == 0
    assert "rejected by A. Analyst" in tertius("evidence", "sahel-2017#p5-3", on=both).stdout
    assert tertius("runs", "undo", "decisions-a-analyst:1", on=both).returncode == 0
    done = decide("prefer-name", "mali-2013:mujao", "MUJAO", "--why", "shorter")
    assert done.returncode == 0, done.stderr
    assert "As `tertius runs undo` left it, line 3 is taken back" in done.stdout
    assert "▸" not in tertius("evidence", "sahel-2017#p5-3", on=both).stdout
    assert [bool(row["undone"]) for row in rows(tmp_path)] == [True, True, False]

    # Nor is what was taken back and whose taking back was undone taken back again.
    assert decide("undo", id_of(done.stdout)).returncode == 0
    assert tertius("runs", "undo", "decisions-a-analyst:4", on=both).returncode == 0
    last = decide("reject", "sahel-2017#p1-1", "--why", "no")
    assert "line 4 stands again in the file" in last.stdout
    assert [bool(row["undone"]) for row in rows(tmp_path)] == [True, True, False, False]
    assert tertius("evidence", "mali-2013:mujao", on=both).stdout.startswith("MUJAO (")


def test_writing_alone_needs_no_database_and_loading_is_as_for_any_folder(
    decide: Decide, tertius: Run, both: Target, tmp_path: Path
) -> None:
    mine = str(tmp_path / "mine")
    written = tertius(
        "decide", "reject", "sahel-2017#p5-3", "--why", "no", "--who", "Zoë", "--folder", mine, "--no-load"
    )
    assert written.returncode == 0, written.stderr
    assert f"tertius load claims {mine}" in written.stdout
    assert "rejected" not in tertius("evidence", "sahel-2017#p5-3", on=both).stdout
    assert tertius("load", "claims", mine, on=both).returncode == 0
    assert "rejected by Zoë on" in tertius("evidence", "sahel-2017#p5-3", on=both).stdout
    back = decide("undo", id_of_only(tertius, both), "--folder", mine)
    assert back.returncode == 0, back.stderr
    assert "rejected" not in tertius("evidence", "sahel-2017#p5-3", on=both).stdout


def id_of_only(tertius: Run, on: Target) -> str:
    (only,) = json.loads(tertius("decisions", "--about", "sahel-2017#p5-3", "--format", "json", on=on).stdout)["items"]
    return str(only["id"])


def test_a_malformed_file_is_refused_with_its_line(decide: Decide, tmp_path: Path) -> None:
    assert decide("reject", "sahel-2017#p5-3", "--why", "no").returncode == 0
    file = tmp_path / "data/decisions/decisions.csv"
    spoilt = file.read_text(encoding="utf-8-sig") + 'same,"x:a,x:b,,,A,2026-01-01,why,\n'
    file.write_text(spoilt)
    done = decide("confirm", "sahel-2017#p1-1", "--why", "yes")
    assert (done.returncode, "decisions.csv, line 3" in done.stderr) == (4, True), done.stderr
    assert file.read_text() == spoilt


def test_a_decision_that_is_refused_leaves_the_file_as_it_was(
    decide: Decide, both: Target, driver: Driver, tmp_path: Path
) -> None:
    """Else somebody who was refused has decided all the same, and learns of it from a later decision, or never."""
    assert decide("reject", "sahel-2017#p5-3", "--why", "no").returncode == 0
    folder = tmp_path / "data/decisions"
    before = (folder / "decisions.csv").read_bytes()
    (decided,) = rows(tmp_path)
    with another_load(folder, driver, both):
        for refused in (
            decide("confirm", "sahel-2017#p1-1", "--why", "yes"),
            decide("reject", "sahel-2017#p5-3", "--why", "another reason"),  # takes the place of a row
            decide("undo", stored_id(driver, both)),
        ):
            assert refused.returncode != 0
            assert f"Nothing was decided: {folder / 'decisions.csv'} is as it was." in refused.stderr, refused.stderr
            assert (folder / "decisions.csv").read_bytes() == before
        # What the graph holds already is not taken out of the file.
        (folder / "decisions.csv").write_bytes(before.splitlines(keepends=True)[0])
        waits = decide("reject", "sahel-2017#p5-3", "--why", "no")
    assert waits.returncode != 0
    assert "The graph has it" in waits.stderr, waits.stderr
    assert rows(tmp_path) == [decided]


def another_load(folder: Path, driver: Driver, at: Target) -> runs.Run:
    """Return the lease of a load of the folder that goes on, so that another is refused."""
    return runs.begin(Writer(driver, at.database), LOADER.open(folder), Assumptions(), complete=False)[0]


def stored_id(driver: Driver, at: Target) -> str:
    (row,) = Writer(driver, at.database).rows(
        "MATCH (d:Decision) WHERE d.source_id STARTS WITH 'decisions-' RETURN d.id AS id"
    )
    return str(row["id"])


def test_of_decisions_of_two_people_it_is_said_which_counts(
    decide: Decide, tertius: Run, both: Target, served: Callable[..., Any], tmp_path: Path
) -> None:
    claim = "sahel-2017#p5-3"
    assert decide("confirm", claim, "--why", "seen").returncode == 0
    other = tertius(
        "decide", "reject", claim, "--why", "misread", "--who", "B. Reader", "--folder", str(tmp_path / "b"), on=both
    )
    assert other.returncode == 0, other.stderr
    shown = " ".join(tertius("evidence", claim, on=both).stdout.split())
    assert "rejected by B. Reader on" in shown
    assert re.search(r"confirmed by A\. Analyst on [0-9-]+: seen \(does not count", shown)
    statuses = {one["who"]: one["status"] for one in served("/v1/decisions", about=claim)["items"]}
    assert statuses == {"A. Analyst": "overruled", "B. Reader": "stands"}
    rulings = served("/v1/claims/sahel-2017%23p5-3")["rulings"]
    assert {one["who"]: one["in_force"] for one in rulings} == {"A. Analyst": False, "B. Reader": True}
    listed = " ".join(tertius("decisions", "--about", claim, on=both).stdout.split())
    assert "does not count" in listed


def test_evidence_accepts_every_id_that_it_prints(tertius: Run, both: Target, served: Callable[..., Any]) -> None:
    """From an entity on, everything that looks like an id leads on."""
    page = tertius("evidence", "sahel-2017:droukdal", on=both)
    assert page.returncode == 0, page.stderr
    assert max(map(len, page.stdout.splitlines())) <= 80
    text = page.stdout
    ids = {
        *re.findall(r"(?:mali-2013|sahel-2017)#(?:[^\s·]+)", text),
        *re.findall(r"\b(?:mali-2013|sahel-2017):[a-z0-9-]+", re.sub(r"#[^\s·]+", "", text)),
        *re.findall(r"\b[A-Z_]+:[0-9a-f]{20}\b", text),
        *re.findall(r"\b[0-9a-f]{24}\b", text),
        *re.findall(r"\[([a-z0-9-]+)\]", text),
    }
    kinds = {"#" in id_: id_ for id_ in ids}
    assert len(kinds) == 2
    assert any(re.fullmatch(r"[0-9a-f]{24}", id_) for id_ in ids), "the decision that joined it"
    assert "mali-2013:abdelmalek-droukdel" in ids
    for id_ in sorted(ids):
        done = tertius("evidence", id_, on=both)
        assert done.returncode == 0, (id_, done.stderr)
    for id_ in ("sahel-2017#p3-5", "mali-2013:abdelmalek-droukdel"):
        printed = json.loads(tertius("evidence", id_, "--format", "json", on=both).stdout)
        assert printed["cited"].keys() == {claim["source_id"] for claim in printed["claims"]}
    over_http = served("/v1/entities/mali-2013:abdelmalek-droukdel/claims", limit="100")
    assert (printed["claims"], printed["cited"]) == (over_http["items"], over_http["cited"])
    assert printed["entity"] == served("/v1/entities/mali-2013:abdelmalek-droukdel")
    assert printed["entity"]["decisions"][0]["why"] == "Spelling"


def test_the_road_ends_at_the_paragraph(tertius: Run, both: Target) -> None:
    cited = (
        "[mali-2013] Andrew Lebovich, AQIM and Its Allies in Mali, The Washington Institute for Near East Policy, "
        "2013-02-05, https://www.washingtoninstitute.org/policy-analysis/aqim-and-its-allies-mali there: "
    )
    for arguments in (
        ["evidence", "mali-2013:omar-ould-hamaha"],
        ["query", "brokerage/brokers", "--limit", "1", "--evidence"],
    ):
        done = tertius(*arguments, on=both)
        assert done.returncode == 0, done.stderr
        said = " ".join(done.stdout.split())
        assert said.count(cited) == 1, arguments
        places = said.split(cited)[1].split(" [")[0]
        assert "p10" in places
        assert re.search(r"mali-2013#hamaha[a-z-]+ · [A-Z_]+:[0-9a-f]{20}", said), "ids lead on"


def test_sources_are_listed_and_shown(tertius: Run, both: Target, served: Callable[..., Any]) -> None:
    listed = tertius("sources", on=both).stdout
    assert "mali-2013  236 claims" in listed
    assert "Andrew Lebovich" in listed
    assert tertius("sources", "--limit", "1", on=both).stdout.rstrip().endswith("1 more: --offset 1")
    shown = tertius("sources", "sahel-2017", on=both).stdout
    assert "Link: https://example.org/sahel-2017" in shown
    assert "Reliability: B" in shown
    printed = json.loads(tertius("sources", "--format", "json", on=both).stdout)
    assert printed["items"] == served("/v1/sources")["items"]
    assert json.loads(tertius("sources", "mali-2013", "--format", "json", on=both).stdout) == served(
        "/v1/sources/mali-2013"
    )
    assert tertius("sources", "nobody", on=both).returncode == 3


def test_a_decision_about_a_claim_that_is_gone_waits_and_says_so(
    decide: Decide, tertius: Run, both: Target, driver: Driver, tmp_path: Path
) -> None:
    less = tmp_path / "less"
    copytree(SAHEL, less)
    kept = [line for line in (less / "claims.csv").read_text().splitlines() if not line.startswith("p5-3,")]
    (less / "claims.csv").write_text("\n".join(kept) + "\n")
    assert load_folder(less, driver, both.database, complete=True).closed == 1
    done = decide("confirm", "sahel-2017#p5-3", "--why", "seen")
    assert done.returncode == 0, done.stderr
    assert "does not count: no current claim" in " ".join(done.stdout.split())
    assert load_folder(SAHEL, driver, both.database).bad_rows == 0
    (now,) = json.loads(tertius("decisions", "--about", "sahel-2017#p5-3", "--format", "json", on=both).stdout)["items"]
    assert now["status"] == "stands"
    assert "confirmed by A. Analyst" in tertius("evidence", "sahel-2017#p5-3", on=both).stdout


def test_two_commands_at_once_both_have_their_say(
    decide: Decide, cold_tertius: Run, both: Target, tmp_path: Path
) -> None:
    """One waits for the other: neither row is lost, and both are loaded."""
    claims = ["sahel-2017#p5-3", "sahel-2017#p1-1"]
    with ThreadPoolExecutor(2) as pool:
        running = [
            pool.submit(cold_tertius, "decide", "reject", claim, "--why", "no", "--who", "A. Analyst", on=both)
            for claim in claims
        ]
        done = [one.result() for one in running]
    assert [one.returncode for one in done] == [0, 0], [one.stderr for one in done]
    assert sorted(row["left"] for row in rows(tmp_path)) == sorted(claims)
    listed = json.loads(cold_tertius("decisions", "--kind", "reject", "--format", "json", on=both).stdout)
    assert sorted(one["claim"] for one in listed["items"]) == sorted(claims)
