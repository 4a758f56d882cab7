"""Where the tests' database is looked for: a server of yours, a container, or the embedded server (see `conftest`)."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr

from tertius.errors import TertiusError
from tertius.graph.connect import Target
from tertius.settings import Settings

IMAGE = "neo4j:5.26-community"

_CHOICES = ("auto", "container", "embedded")
#: A database of tests holds another graph every few seconds. To plan each statement for it anew, which Neo4j does for
#: graphs that have grown, costs more than a plan for a smaller one.
_PLANS_ARE_KEPT = {"dbms.cypher.min_replan_interval": "24h", "dbms.cypher.statistics_divergence_threshold": "1.0"}


def _of_yours(uri: str) -> Target:
    password = os.environ.get("TERTIUS_TEST_NEO4J_PASSWORD")
    assert password is not None, "TERTIUS_TEST_NEO4J_URI is set, and TERTIUS_TEST_NEO4J_PASSWORD is not."
    return Target(
        uri=uri,
        user=os.environ.get("TERTIUS_TEST_NEO4J_USER", "neo4j"),
        password=SecretStr(password),
        database=os.environ.get("TERTIUS_TEST_NEO4J_DATABASE", "neo4j"),
    )


def _why_no_container() -> str | None:
    """Return why no container can be started, or None if one can."""
    import docker
    from docker.errors import DockerException, ImageNotFound

    try:
        client = docker.from_env(timeout=10)
        client.images.get(IMAGE)
    except ImageNotFound:
        return f"the Docker engine has no image {IMAGE}"
    except DockerException as error:
        return f"no Docker engine answers ({error})"
    return None


@contextlib.contextmanager
def _container() -> Iterator[Target]:
    import docker
    from docker.errors import ImageNotFound
    from testcontainers.core.config import testcontainers_config

    # Ryuk removes containers that a killed run left behind; it is an image of its own, and nothing is pulled here.
    try:
        docker.from_env(timeout=10).images.get(testcontainers_config.ryuk_image)
    except ImageNotFound:
        testcontainers_config.ryuk_disabled = True
    from testcontainers.community.neo4j import Neo4jContainer

    password = SecretStr("throwaway-" + os.urandom(8).hex())
    with Neo4jContainer(IMAGE, username="neo4j", password=password.get_secret_value()) as running:
        yield Target(uri=running.get_connection_url(), user="neo4j", password=password)


@contextlib.contextmanager
def _embedded() -> Iterator[Target]:
    from tertius.embedded import EmbeddedServer

    settings = Settings()
    with (
        tempfile.TemporaryDirectory(prefix="tertius-test-", ignore_cleanup_errors=True) as folder,
        EmbeddedServer(
            data_dir=Path(folder),
            cache_dir=settings.cache_dir,
            maven_url=settings.maven_url,
            brief=True,
            more=_PLANS_ARE_KEPT,
        ) as running,
    ):
        yield Target(
            uri=running.uri, user=running.user, password=SecretStr(running.password), database=running.database
        )


@contextlib.contextmanager
def found() -> Iterator[tuple[Target, str]]:
    if uri := os.environ.get("TERTIUS_TEST_NEO4J_URI"):
        yield _of_yours(uri), f"TERTIUS_TEST_NEO4J_URI={uri}"
        return
    choice = os.environ.get("TERTIUS_TEST_DATABASE", "auto")
    assert choice in _CHOICES, f"TERTIUS_TEST_DATABASE is {choice!r}; it can be {', '.join(_CHOICES)}."
    reasons = []
    if choice != "embedded":
        if (why_not := _why_no_container()) is None:
            with _container() as target:
                yield target, f"container {IMAGE}"
            return
        reasons.append(why_not)
    if choice != "container":
        with contextlib.ExitStack() as running:
            try:
                target = running.enter_context(_embedded())
            except TertiusError as error:
                reasons.append(f"the embedded server does not start: {error}")
            else:
                yield target, "the embedded server"
                return
    raise AssertionError("No database to test on: " + "; ".join(reasons))
