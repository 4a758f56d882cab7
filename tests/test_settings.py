"""Settings: frozen, read from the environment alone, no secret given away; and the page that documents them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from tertius.settings import Settings, settings_page

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
SECRET = "correct-horse-battery-staple"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("TERTIUS_")]:
        monkeypatch.delenv(name)


def test_no_setting_can_be_changed_once_read() -> None:
    settings = Settings()
    for name in Settings.model_fields:
        with pytest.raises(ValidationError):
            setattr(settings, name, getattr(settings, name))


def test_only_variables_with_the_prefix_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://elsewhere:7687")
    monkeypatch.setenv("API_PORT", "1")
    settings = Settings()
    assert settings.neo4j_uri is None
    assert settings.api_port != 1
    monkeypatch.setenv("TERTIUS_NEO4J_URI", "bolt://here:7687")
    monkeypatch.setenv("TERTIUS_API_PORT", "4711")
    settings = Settings()
    assert (settings.neo4j_uri, settings.api_port) == ("bolt://here:7687", 4711)


def test_a_list_is_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTIUS_API_HOSTS", json.dumps(["tertius.example.org", "www.example.org"]))
    assert Settings().api_hosts == ("tertius.example.org", "www.example.org")


def test_no_secret_has_a_default() -> None:
    settings = Settings()
    secret = re.compile("password|secret|token|key|credential", re.IGNORECASE)
    held = {name: getattr(settings, name) for name in Settings.model_fields if secret.search(name)}
    assert set(held) >= {"neo4j_password", "api_key_hashes"}
    assert not any(held.values())


def test_every_field_that_holds_a_secret_in_plain_is_a_secret_type() -> None:
    for name, field in Settings.model_fields.items():
        if "password" in name or "token" in name or "secret" in name:
            assert SecretStr in getattr(field.annotation, "__args__", (field.annotation,))


def test_secrets_show_in_no_text_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTIUS_NEO4J_PASSWORD", SECRET)
    monkeypatch.setenv("TERTIUS_MAVEN_URL", f"https://me:{SECRET}@mirror.example.org/maven2")
    monkeypatch.setenv("TERTIUS_API_KEY_HASHES", json.dumps([SECRET]))
    settings = Settings()
    assert settings.neo4j_password is not None
    assert settings.neo4j_password.get_secret_value() == SECRET
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)
    assert SECRET not in f"{settings!s:.10000}"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TERTIUS_API_PORT", f"80{SECRET}"),
        ("TERTIUS_API_PORT", "65536"),
        ("TERTIUS_API_PORT", "-1"),
        ("TERTIUS_QUERY_TIMEOUT_S", "0"),
        ("TERTIUS_QUERY_TIMEOUT_S", "601"),
        ("TERTIUS_QUERY_TIMEOUT_S", "nan"),
        ("TERTIUS_MAX_ROWS", "0"),
        ("TERTIUS_MAX_ROWS", "100001"),
        ("TERTIUS_POOL_SIZE", "0"),
        ("TERTIUS_EMBEDDED_HEAP", f"1g {SECRET}"),
        ("TERTIUS_EMBEDDED_HEAP", "1g -XX:OnError=reboot"),
        ("TERTIUS_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_out_of_range_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert SECRET not in str(caught.value)
    assert variable.removeprefix("TERTIUS_").lower() in str(caught.value)


def test_every_field_is_described() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_the_page_of_settings_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), (
        "docs/settings.md is out of date: run `python -m tertius.settings > docs/settings.md`"
    )


def test_the_page_names_every_variable_once_and_nothing_of_this_machine() -> None:
    page = settings_page()
    named = re.findall(r"^\| `(TERTIUS_[A-Z0-9_]+)` \|", page, flags=re.MULTILINE)
    assert sorted(named) == sorted(f"TERTIUS_{name.upper()}" for name in Settings.model_fields)
    assert str(Path.home()) not in page


def test_the_page_is_what_the_module_prints() -> None:
    done = subprocess.run([sys.executable, "-m", "tertius.settings"], capture_output=True, text=True, check=True)
    assert done.stdout == settings_page()
    assert done.stderr == ""
