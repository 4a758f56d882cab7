"""Settings: read once from the environment (prefix ``TERTIUS_``), frozen, and passed in; never a module global."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _user_dir(kind: str) -> Path:
    from platformdirs import user_cache_path, user_config_path, user_data_path

    found = {"cache": user_cache_path, "config": user_config_path, "data": user_data_path}
    return found[kind]("tertius")


class Settings(BaseSettings):
    """Everything that an operator can set. Each field is the environment variable ``TERTIUS_<FIELD>``.

    No field has a default secret. ``docs/settings.md`` is generated from the descriptions here.
    """

    # A refused value is not repeated in the error: it may be a key or a password in the wrong variable.
    model_config = SettingsConfigDict(env_prefix="TERTIUS_", frozen=True, extra="ignore", hide_input_in_errors=True)

    neo4j_uri: Annotated[
        str | None,
        Field(description="Bolt address of a Neo4j server. Unset: the embedded server is used."),
    ] = None
    neo4j_user: Annotated[str, Field(description="User at that server.")] = "neo4j"
    neo4j_password: Annotated[
        SecretStr | None,
        Field(description="Password at that server. The embedded server makes its own."),
    ] = None
    neo4j_database: Annotated[str, Field(description="Database at that server.")] = "neo4j"

    data_dir: Annotated[
        Path,
        Field(
            description="Where the embedded server keeps its data, its log and its generated password. "
            "Unset: the user's data folder, as the system has it."
        ),
    ] = Field(default_factory=lambda: _user_dir("data"))
    cache_dir: Annotated[
        Path,
        Field(description="Where downloaded jars are kept. Unset: the user's cache folder, as the system has it."),
    ] = Field(default_factory=lambda: _user_dir("cache"))
    decisions_dir: Annotated[
        Path | None,
        Field(
            description="Folder that `tertius decide` writes decisions of your own into, a claims folder. Unset: "
            "`decisions` in the data folder."
        ),
    ] = None
    who: Annotated[
        str | None, Field(description="Who decides, where `tertius decide` is not told by --who.", min_length=1)
    ] = None
    config_dir: Annotated[
        Path,
        Field(
            description="Where your own reports and alerts are, in folders `reports` and `alerts`. Unset: the user's "
            "configuration folder, as the system has it."
        ),
    ] = Field(default_factory=lambda: _user_dir("config"))
    maven_url: Annotated[
        str | None,
        Field(
            description="Address of a Maven repository or mirror to fetch the embedded server's jars from.",
            repr=False,  # a mirror's address can hold a password
        ),
    ] = None
    embedded_heap: Annotated[
        str, Field(description="Java heap of the embedded server, such as 512m or 2g.", pattern=r"^\d{1,6}[mg]$")
    ] = "1g"
    embedded_bolt_port: Annotated[
        int, Field(ge=0, le=65535, description="Bolt port of the embedded server; 0 takes a free one.")
    ] = 7687
    embedded_http_port: Annotated[
        int, Field(ge=0, le=65535, description="HTTP and Browser port of the embedded server; 0 takes a free one.")
    ] = 7474

    embedded_linger: Annotated[
        float,
        Field(
            ge=0,
            le=86_400,
            description="Seconds that the embedded server stays after the last command on a terminal, so that the next "
            "one need not start it. 0: it ends with its command, as it always does in a pipe and where CI is set. "
            "`tertius db stop` ends it at once.",
        ),
    ] = 600.0

    turn_wait_s: Annotated[
        float,
        Field(
            gt=0,
            le=86_400,
            description="Seconds that a command waits for another command's server on the same data folder to end.",
        ),
    ] = 300.0

    hedges: Annotated[
        dict[str, Annotated[float, Field(ge=0, le=1)]],
        Field(
            description="Probabilities that differ from the default table of hedges, in a JSON object, such as "
            '{"reported": 0.7}. An assumption, not a finding: it is printed wherever it is used, and changing it asks '
            "for `tertius db rebuild`."
        ),
    ] = {}
    credibility: Annotated[
        dict[int, Annotated[float, Field(ge=0, le=1)]],
        Field(description="Probabilities that differ from the default table of credibility grades 1 to 5, likewise."),
    ] = {}
    inferred: Annotated[
        float | None,
        Field(
            ge=0,
            le=1,
            description="Probability of what a curator inferred from a source, which does not say it; by default 0.5. "
            "As with the hedges, changing it asks for `tertius db rebuild`.",
        ),
    ] = None

    query_timeout_s: Annotated[
        float,
        Field(gt=0, le=600, description="Time limit of a question, in seconds; a measure has it once more for itself."),
    ] = 30.0
    max_rows: Annotated[int, Field(ge=1, le=100_000, description="Maximum rows of an answer.")] = 10_000
    report_runs: Annotated[
        int, Field(ge=2, le=10_000, description="Runs of one report that are kept; the oldest go first.")
    ] = 100
    smtp_host: Annotated[
        str | None,
        Field(description="Mail server that reports and alerts are sent by. Unset: nothing is sent by e-mail."),
    ] = None
    smtp_port: Annotated[
        int | None,
        Field(ge=1, le=65535, description="Its port. Unset: 587 with starttls, 465 with tls, 25 with none."),
    ] = None
    smtp_tls: Annotated[
        str,
        Field(
            pattern="^(starttls|tls|none)$",
            description="How the connection to it is encrypted: starttls, tls, or none, which sends no password beyond "
            "this machine.",
        ),
    ] = "starttls"
    smtp_user: Annotated[str | None, Field(description="User at the mail server. Unset: it is not logged in to.")] = (
        None
    )
    smtp_password: Annotated[SecretStr | None, Field(description="Password at the mail server.")] = None
    smtp_from: Annotated[
        str | None,
        Field(
            pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+$",
            description="Address that mail is sent from, such as reports@example.org.",
        ),
    ] = None
    pool_size: Annotated[
        int, Field(ge=1, le=500, description="Maximum connections that the API keeps to the database.")
    ] = 20

    measure_workers: Annotated[
        int, Field(ge=1, le=64, description="Processes of the API that compute measures, each on all cores.")
    ] = 2
    dask: Annotated[
        str | None,
        Field(
            description="Address of a Dask scheduler, such as tcp://host:8786, to spread simulations over. Unset: "
            "this machine alone.",
            repr=False,
        ),
    ] = None

    api_host: Annotated[str, Field(description="Address that the API listens on.")] = "127.0.0.1"
    api_port: Annotated[int, Field(ge=0, le=65535, description="Port that the API listens on.")] = 8000
    api_hosts: Annotated[
        tuple[str, ...],
        Field(
            description="Names that the API answers to in a Host header, in a JSON list, such as a proxy's public "
            "name. On loopback, localhost and its addresses are always among them; beyond it, unset means any."
        ),
    ] = ()
    api_key_hashes: Annotated[
        tuple[str, ...],
        Field(
            description="Hashes of the accepted API keys, as `tertius api-key` prints them, in a JSON list. "
            "Required to listen beyond loopback.",
            repr=False,
        ),
    ] = ()

    log_level: Annotated[
        str,
        Field(
            pattern="^(debug|info|warning|error)$",
            description="Lowest level that is logged: debug, info, warning or error.",
        ),
    ] = "info"


def settings_page() -> str:
    """Return ``docs/settings.md``: every variable with its default, what it takes and what it is for."""
    properties = Settings.model_json_schema()["properties"]
    lines = [
        "# Settings",
        "",
        "<!-- Written by `python -m tertius.settings > docs/settings.md`; change the descriptions in the code. -->",
        "",
        "Tertius reads its settings from the environment, once, at the start. None is needed for the embedded server",
        "on this machine. No secret has a default.",
        "",
        "| Variable | Default | Takes | What it is for |",
        "|---|---|---|---|",
    ]
    for name, said in properties.items():
        default = said.get("default")
        shown = "" if default is None else f"`{json.dumps(default) if isinstance(default, list) else default}`"
        lines.append(f"| `TERTIUS_{name.upper()}` | {shown} | {_takes(said)} | {said['description']} |")
    return "\n".join(lines) + "\n"


def _takes(said: Mapping[str, Any]) -> str:
    """Say in words what the JSON schema of one field accepts."""
    one = next((option for option in said.get("anyOf", ()) if option.get("type") != "null"), said)
    words = {"integer": "a whole number", "number": "a number", "array": "a JSON list"}.get(one["type"], "a text")
    words = {"path": "a folder", "password": "a secret"}.get(one.get("format", ""), words)
    least = f" from {one['minimum']}" if "minimum" in one else ""
    least = f" above {one['exclusiveMinimum']:g}," if "exclusiveMinimum" in one else least
    most = f" up to {one['maximum']:,}" if "maximum" in one else ""
    return words + least + most


if __name__ == "__main__":
    sys.stdout.write(settings_page())
