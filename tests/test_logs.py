"""Log lines: JSON unless a person looks on, and never what somebody asked or a source said."""

import io
import json
import sys

import pytest
import structlog

from tertius import logs

ASKED = "Omar Ould Hamaha"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def written(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, level: str = "info") -> io.StringIO:
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure(level)
    return stream


def test_a_line_is_one_json_object_when_nobody_looks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    out = written(monkeypatch, io.StringIO())
    logs.get("tertius.load").info("loaded", rows_read=3, path="a\nb")
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    line = json.loads(lines[0])
    assert line["event"] == "loaded"
    assert line["log"] == "tertius.load"
    assert line["level"] == "info"
    assert line["rows_read"] == 3
    assert line["path"] == "a\nb"
    assert line["timestamp"].endswith("Z")


def test_a_person_at_a_terminal_reads_no_json(monkeypatch: pytest.MonkeyPatch) -> None:
    out = written(monkeypatch, Terminal())
    logs.get("tertius.load").info("loaded")
    assert "loaded" in out.getvalue()
    assert not out.getvalue().startswith("{")


def test_nothing_goes_to_standard_output(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    written(monkeypatch, io.StringIO())
    logs.get("x").warning("careful")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_less_than_the_level_is_not_written(monkeypatch: pytest.MonkeyPatch, level: str, shown: list[str]) -> None:
    out = written(monkeypatch, io.StringIO(), level)
    log = logs.get("x")
    log.debug("m")
    log.info("m")
    log.warning("m")
    log.error("m")
    assert [json.loads(line)["level"] for line in out.getvalue().splitlines()] == shown


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
@pytest.mark.parametrize("field", logs.VALUES)
@pytest.mark.parametrize("held", [{"person": ASKED}, [ASKED], (ASKED,), ASKED, {"a": {"b": ASKED}}, [{"a": ASKED}]])
def test_no_parameter_value_is_written(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], field: str, held: object
) -> None:
    out = written(monkeypatch, stream())
    logs.get("tertius.graph").info("query", question="brokerage/brokers", **{field: held})
    assert "brokerage/brokers" in out.getvalue()
    assert ASKED not in out.getvalue()


def test_the_names_of_parameters_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    out = written(monkeypatch, io.StringIO())
    logs.get("x").info("query", params={"limit": 3, "as_of": None}, rows=[1, 2, 3])
    line = json.loads(out.getvalue())
    assert line["params"] == ["as_of", "limit"]
    assert line["rows"] == 3


def test_a_number_of_rows_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    out = written(monkeypatch, io.StringIO())
    logs.get("x").info("query", rows=17)
    assert json.loads(out.getvalue())["rows"] == 17


def ask(person: str) -> None:
    given = {"person": person}
    raise ValueError(f"no such person: {given['person']}")


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_an_exception_is_told_by_its_class_and_frames_not_its_message_or_locals(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO]
) -> None:
    out = written(monkeypatch, stream())
    try:
        ask(ASKED)
    except ValueError as error:
        logs.get("x").exception("defect")
        logs.get("x").error("defect", exc_info=error)
        logs.get("x").error("defect", exc_info=sys.exc_info())
    text = out.getvalue()
    assert text.count("ValueError") == 3
    assert text.count("test_logs.py") >= 3
    assert ASKED not in text


def test_exc_info_without_an_exception_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    out = written(monkeypatch, io.StringIO())
    logs.get("x").info("fine", exc_info=True)
    logs.get("x").info("fine", exc_info=None)
    for line in out.getvalue().splitlines():
        assert set(json.loads(line)) == {"event", "level", "log", "timestamp"}


@pytest.mark.parametrize("before", [True, False], ids=["a-line-before", "no-line-before"])
def test_what_a_command_set_can_be_taken_back(monkeypatch: pytest.MonkeyPatch, before: bool) -> None:
    """A test of a command and one that reads the log may run in one process, in either order."""
    out = written(monkeypatch, io.StringIO(), "warning")
    if before:
        logs.get("x").warning("told")
    logs.get("x").info("left out")
    assert "left out" not in out.getvalue()
    logs.forget()
    with structlog.testing.capture_logs() as lines:
        logs.get("x").info("fine")
    assert [line["event"] for line in lines] == ["fine"]
