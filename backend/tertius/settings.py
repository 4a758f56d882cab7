"""Settings: read once from the environment (prefix ``TERTIUS_``), frozen, and passed in; never a module global."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _user_dir(kind: str) -> Path:
    from platformdirs import user_cache_path, user_data_path

    return user_cache_path("tertius") if kind == "cache" else user_data_path("tertius")


class Settings(BaseSettings):
    """Everything that an operator can set. Each field is the environment variable ``TERTIUS_<FIELD>``.

    No field has a default secret. ``docs/settings.md`` is generated from the descriptions here.
    """

    model_config = SettingsConfigDict(env_prefix="TERTIUS_", frozen=True, extra="ignore")

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
        Path, Field(description="Where the embedded server keeps its data, its log and its generated password.")
    ] = Field(default_factory=lambda: _user_dir("data"))
    cache_dir: Annotated[Path, Field(description="Where downloaded jars are kept.")] = Field(
        default_factory=lambda: _user_dir("cache")
    )
    maven_url: Annotated[
        str | None,
        Field(description="Address of a Maven repository or mirror to fetch the embedded server's jars from."),
    ] = None
    embedded_heap: Annotated[str, Field(description="Java heap of the embedded server.", pattern=r"^\d{1,6}[mg]$")] = (
        "1g"
    )
    embedded_bolt_port: Annotated[
        int, Field(ge=0, le=65535, description="Bolt port of the embedded server; 0 takes a free one.")
    ] = 7687
    embedded_http_port: Annotated[
        int, Field(ge=0, le=65535, description="HTTP and Browser port of the embedded server; 0 takes a free one.")
    ] = 7474

    query_timeout_s: Annotated[float, Field(gt=0, le=600, description="Seconds that a question may take.")] = 30.0
    max_rows: Annotated[int, Field(ge=1, le=100_000, description="Rows that an answer may have.")] = 10_000
    pool_size: Annotated[int, Field(ge=1, le=500, description="Connections that the API keeps at most.")] = 20

    api_host: Annotated[str, Field(description="Address that the API listens on.")] = "127.0.0.1"
    api_port: Annotated[int, Field(ge=0, le=65535, description="Port that the API listens on.")] = 8000
    api_hosts: Annotated[
        tuple[str, ...],
        Field(
            description="Names that the API answers to in a Host header, in a JSON list, such as a proxy's public name. "
            "On loopback, localhost and its addresses are always among them; beyond it, unset means any."
        ),
    ] = ()
    api_key_hashes: Annotated[
        tuple[str, ...],
        Field(
            description="Hashes of the accepted API keys, as `tertius api-key` prints them, in a JSON list. "
            "Required to listen beyond loopback."
        ),
    ] = ()

    log_level: Annotated[
        str, Field(pattern="^(debug|info|warning|error)$", description="Least level that is logged.")
    ] = "info"
