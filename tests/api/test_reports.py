"""Reports over HTTP: begun with 202, looked at while they go on, read in the form that a client prefers, cancelled."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tertius.api.keys import new_api_key
from tertius.graph.connect import Target
from tertius.graph.write import Writer
from tertius.reports.compute import ComputedReport
from tertius.reports.render import FORMS
from tertius.reports.runs import ReportRun
from tertius.settings import Settings

_KEY, _HASH = new_api_key()
Until = Callable[[Callable[[], object]], None]
SLOW = "title: Slow\nsections:\n" + "".join(
    f"  - {{title: Simulations {n}, question: brokerage/roles, params: {{worlds: 20000, seed: {n}}}}}\n"
    for n in range(1, 21)
)
"""A report that takes far longer than a test looks at it, on any machine."""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("config")
    (folder / "reports").mkdir()
    (folder / "reports" / "slow.yaml").write_text(SLOW)
    (folder / "reports" / "wrong.yaml").write_text(SLOW.replace("worlds", "wordls"))
    return folder


@pytest.fixture(scope="module")
def served(start: Callable[..., str], config: Path) -> str:
    return start(Settings(api_key_hashes=(_HASH,), api_port=0, config_dir=config))


@pytest.fixture
def api(served: str, holding: Callable[..., Target], writer: Writer) -> Iterator[httpx.Client]:
    holding("harbour")
    forget = "MATCH (n) WHERE n:ReportRun OR n:ReportSeries OR n:ReportPart DETACH DELETE n"
    writer.run(forget)
    with httpx.Client(base_url=served, headers={"X-API-Key": _KEY}, timeout=None) as client:
        yield client
    for run in writer.rows("MATCH (r:ReportRun {status: 'running'}) RETURN r.report AS report, r.id AS id"):
        httpx.post(f"{served}/v1/reports/{run['report']}/runs/{run['id']}/cancel", headers={"X-API-Key": _KEY})
    writer.run(forget)


def begun(api: httpx.Client, path: str = "/v1/reports/weekly-brokers/runs") -> str:
    while (answer := api.post(path)).status_code == 503:  # a run of an earlier test is still ending
        pass
    assert answer.status_code == 202, answer.text
    run = ReportRun.model_validate(answer.json())
    assert run.status == "running"
    assert answer.headers["location"] == f"{path.partition('?')[0]}/{run.id}"
    return answer.headers["location"]


def status(api: httpx.Client, where: str) -> str:
    return str(api.get(where).json()["run"]["status"])


@pytest.fixture
def done(api: httpx.Client, until: Until) -> str:
    where = begun(api)
    until(lambda: status(api, where) != "running")
    assert status(api, where) == "done"
    return where


def test_reports_are_listed_with_what_they_need_and_what_is_wrong(api: httpx.Client) -> None:
    listed = {one["name"]: one for one in api.get("/v1/reports").json()["items"]}
    assert set(listed) == {"group-profile", "slow", "weekly-brokers", "wrong"}
    assert list(listed["group-profile"]["inputs"]) == ["group"]
    assert listed["weekly-brokers"]["next_due"].endswith("T07:00:00Z")
    assert listed["weekly-brokers"]["faults"] == []
    assert "line 3" in listed["wrong"]["faults"][0]
    assert "worlds" in listed["wrong"]["faults"][0]


def test_a_run_is_begun_and_read_in_every_form(api: httpx.Client, done: str) -> None:
    found = api.get(done).json()
    report = ComputedReport.model_validate_json(json.dumps(found["report"]))
    assert [section.answer.row_count for section in report.sections if section.answer]
    assert found["run"]["sections_done"] == len(report.sections)
    forms = {"text/html": "<!doctype html>", "text/markdown": "# Weekly", "text/csv": "\ufeffsection,"}
    for media_type, start in forms.items():
        answer = api.get(done, headers={"Accept": media_type})
        assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
        assert answer.text.startswith(start)
        assert answer.headers["vary"].startswith("Accept")
    assert api.get(done, params={"format": "md"}).text.startswith("# Weekly")
    assert (
        "text/html"
        in api.get(done, headers={"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"}).headers["content-type"]
    )  # a browser's
    assert api.get(done, headers={"Accept": "image/png"}).status_code == 406
    for form, begin in (("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF-")):
        sent = api.get(done, params={"format": form})
        assert sent.headers["content-type"] == FORMS[form].media_type
        assert sent.headers["content-disposition"] == f'attachment; filename="weekly-brokers.1.{form}"'
        assert sent.content.startswith(begin)
        assert api.get(done, headers={"Accept": FORMS[form].media_type}).content == sent.content


def test_a_page_may_use_its_own_styles_and_nothing_else(api: httpx.Client, done: str) -> None:
    policy = api.get(done, headers={"Accept": "text/html"}).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy


def test_runs_are_listed_the_latest_first(api: httpx.Client, done: str) -> None:
    second = begun(api)
    page = api.get("/v1/reports/weekly-brokers/runs", params={"limit": 1}).json()
    assert (page["total"], [run["id"] for run in page["items"]]) == (2, [second.rpartition("/")[2]])
    assert page["links"]["next"] == "/v1/reports/weekly-brokers/runs?limit=1&offset=1"


def test_inputs_are_parameters(api: httpx.Client, until: Until) -> None:
    where = begun(api, "/v1/reports/group-profile/runs?group=harbour:tern")
    until(lambda: status(api, where) != "running")
    assert api.get(where).json()["report"]["inputs"] == {"group": "harbour:tern"}


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("/v1/reports/weekly-broker/runs", 404, "weekly-brokers"),
        ("/v1/reports/group-profile/runs", 422, "group"),
        ("/v1/reports/group-profile/runs?grup=a", 422, "group"),
        ("/v1/reports/weekly-brokers/runs?group=a", 422, "no parameter"),
        ("/v1/reports/wrong/runs", 422, "worlds"),
        ("/v1/reports/Weekly/runs", 422, "form"),
        ("/v1/reports/weekly-brokers/runs/weekly-brokers.9/cancel", 404, "weekly-brokers.9"),
    ],
)
def test_what_cannot_be_run_is_refused_and_nothing_begins(
    api: httpx.Client, writer: Writer, path: str, code: int, said: str
) -> None:
    answer = api.post(path)
    assert answer.status_code == code
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.text
    assert writer.rows("MATCH (r:ReportRun) RETURN count(r) AS n")[0]["n"] == 0


def test_a_run_that_goes_on_tells_how_far_it_is_and_is_cancelled(api: httpx.Client, until: Until) -> None:
    where = begun(api, "/v1/reports/slow/runs")
    until(lambda: api.get(where).json()["run"]["section"].startswith("Simulations"))
    assert api.get(where).json()["report"] is None
    page = api.get(where, headers={"Accept": "text/html"})
    assert (page.status_code, page.json()["type"]) == (409, "/v1/problems/conflict")
    cancelled = api.post(f"{where}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert api.post(f"{where}/cancel").status_code == 409
    assert api.get(where).json()["report"] is None
    # There is a place again for others, at once.
    until(lambda: api.post("/v1/reports/weekly-brokers/runs").status_code == 202)


def test_only_so_many_are_computed_at_once(api: httpx.Client) -> None:
    going = [begun(api, "/v1/reports/slow/runs") for _ in range(2)]
    answer = api.post("/v1/reports/slow/runs")
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    for where in going:
        assert api.post(f"{where}/cancel").status_code == 200


def test_a_run_of_another_report_is_not_found(api: httpx.Client, done: str) -> None:
    run_id = done.rpartition("/")[2]
    assert api.get(f"/v1/reports/group-profile/runs/{run_id}").status_code == 404


def test_a_page_of_another_site_begins_nothing(api: httpx.Client, served: str) -> None:
    path = "/v1/reports/weekly-brokers/runs"
    for origin in ("https://evil.example", "null"):
        answer = api.post(path, headers={"Origin": origin})
        assert (answer.status_code, answer.json()["type"]) == (403, "/v1/problems/foreign-page")
    assert api.post(path, headers={"Origin": served}).status_code == 202


def test_a_path_says_which_methods_it_takes(api: httpx.Client) -> None:
    assert api.put("/v1/reports/weekly-brokers/runs").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert api.options("/v1/reports/weekly-brokers/runs").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert api.post("/v1/reports").headers["allow"] == "GET, HEAD, OPTIONS"
    assert api.get("/v1/reports/weekly-brokers/runs/weekly-brokers.1/cancel").headers["allow"] == "OPTIONS, POST"


def test_a_run_needs_a_key(served: str) -> None:
    assert httpx.post(f"{served}/v1/reports/weekly-brokers/runs").status_code == 401


def test_two_runs_are_compared(api: httpx.Client, until: Until) -> None:
    paths = [begun(api)]
    until(lambda: api.get(paths[0]).json()["run"]["status"] == "done")
    paths.append(begun(api))
    until(lambda: api.get(paths[1]).json()["run"]["status"] == "done")
    first, second = (path.rpartition("/")[2] for path in paths)
    kept = api.get(paths[1]).json()["report"]["difference"]
    assert (kept["before"], kept["after"]) == (first, second)
    for path, other in ((paths[0], second), (paths[1], first)):
        answer = api.get(f"{path}/diff", params={"against": other})
        assert answer.status_code == 200
        assert answer.json() == kept
    assert kept["claims"] == {"new": 0, "changed": 0, "closed": 0}
    assert api.get(f"{paths[0]}/diff", params={"against": "weekly-brokers.999"}).status_code == 404
    assert api.get(f"{paths[0]}/diff", params={"against": "group-profile.1"}).status_code == 404
    assert api.get(f"{paths[0]}/diff").status_code == 422
