#!/usr/bin/env python3
"""Write the lock file of the embedded Neo4j: every jar by coordinates, SHA-256 and size, with no host in it.

Maven resolves the two trees (the server with its Browser, and Graph Data Science), downloads them with strict
checksums into its local repository, and this script hashes what it finds there::

    python scripts/lock_jars.py --line 5.26 --neo4j 5.26.30 --browser 5.24.0 --gds 2.13.9 --java 17 21

Of a third-party jar that both trees bring, only the server's is kept: two versions of one library on one class path
are a lottery. The jars of Graph Data Science itself are all kept, for some (``annotations``, ``neo4j-values``) have a
namesake in the server with other contents. Those that declare procedures or functions are marked ``plugin``: the
server looks for declarations in its ``plugins`` folder only, and opening 17 jars there is quicker than 130.

Needs ``mvn`` and nothing else. Jars are sorted by coordinates inside each part, server first, and that is the order of
the class path too: the same versions give the same file, byte for byte.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

LOCKS = Path(__file__).resolve().parents[1] / "backend/tertius/embedded/locks"

# A class that declares a procedure, a function or an aggregation for Cypher carries one of these annotations.
_DECLARATIONS = (
    b"Lorg/neo4j/procedure/Procedure;",
    b"Lorg/neo4j/procedure/UserFunction;",
    b"Lorg/neo4j/procedure/UserAggregationFunction;",
)


def resolve(artifacts: list[str]) -> list[Path]:
    """Let Maven resolve and fetch ``artifacts`` (``group:artifact:version``); return the run-time class path."""
    dependencies = "".join(
        "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>".format(
            *artifact.split(":")
        )
        for artifact in artifacts
    )
    with tempfile.TemporaryDirectory() as folder:
        pom = Path(folder) / "pom.xml"
        pom.write_text(
            "<project><modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>lock</artifactId>"
            f"<version>1</version><dependencies>{dependencies}</dependencies></project>",
            encoding="utf-8",
        )
        out = Path(folder) / "classpath.txt"
        command = ["mvn", "--quiet", "--batch-mode", "--strict-checksums", "--file", str(pom)]
        command += ["dependency:build-classpath", f"-Dmdep.outputFile={out}", "-DincludeScope=runtime"]
        subprocess.run(command, check=True)  # noqa: S603 - the arguments are this script's own
        return [Path(entry) for entry in out.read_text(encoding="utf-8").strip().split(os.pathsep)]


def coordinates(jar: Path) -> str:
    """Read ``group:artifact:version[:classifier]`` off a path in Maven's repository layout."""
    version, artifact = jar.parent.name, jar.parent.parent.name
    pom = ([*jar.parent.glob("*.pom")] or [None])[0]
    if pom is None:
        raise SystemExit(
            f"{jar}: there is no .pom beside it, so its group is unknown. Delete the folder and run again."
        )
    # The group is a run of folders; the pom's own groupId (or its parent's) says where the run begins.
    text = re.sub(r"<!--.*?-->", "", pom.read_text(encoding="utf-8", errors="replace"), flags=re.DOTALL)
    folders = ".".join(jar.parent.parent.parent.parts)
    for group in re.findall(r"<groupId>\s*([^<\s]+)\s*</groupId>", text):
        if folders.endswith("." + group):
            classifier = jar.stem.removeprefix(f"{artifact}-{version}").removeprefix("-")
            return ":".join(part for part in (group, artifact, version, classifier) if part)
    raise SystemExit(f"{jar}: no groupId in {pom.name} fits its folder. Look at the file by hand.")


def declares_procedures(jar: Path) -> bool:
    """Say whether a class in ``jar`` declares a procedure, a function or an aggregation."""
    with zipfile.ZipFile(jar) as archive:
        for name in archive.namelist():
            if name.endswith(".class"):
                content = archive.read(name)
                if b"RuntimeVisibleAnnotations" in content and any(mark in content for mark in _DECLARATIONS):
                    return True
    return False


def entry(jar: Path, part: str) -> dict[str, object]:
    """Describe one jar as the lock file does."""
    content = jar.read_bytes()
    described: dict[str, object] = {
        "jar": coordinates(jar),
        "part": part,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    if part == "gds" and declares_procedures(jar):
        described["plugin"] = True
    return described


def lock(line: str, neo4j: str, browser: str, gds: str, java: list[int]) -> str:
    """Resolve both trees and return the text of the lock file: JSON, one jar a line so that a diff reads well."""
    server_jars = resolve(
        [
            f"org.neo4j:neo4j:{neo4j}",
            f"org.neo4j.app:neo4j-server:{neo4j}",
            f"org.neo4j:neo4j-slf4j-provider:{neo4j}",
            f"org.neo4j.client:neo4j-browser:{browser}",
        ]
    )
    gds_jars = resolve([f"org.neo4j.gds:proc:{gds}", f"org.neo4j.gds:opengds-extension:{gds}"])
    entries = [entry(jar, "server") for jar in sorted(server_jars, key=coordinates)]
    in_server = {tuple(str(e["jar"]).split(":")[:2]) for e in entries}
    for jar in sorted(gds_jars, key=coordinates):
        group, artifact = coordinates(jar).split(":")[:2]
        if group == "org.neo4j.gds" or (group, artifact) not in in_server:
            entries.append(entry(jar, "gds"))
    head = {"line": line, "neo4j": neo4j, "browser": browser, "gds": gds, "java": java}
    rows = ",\n".join("  " + json.dumps(e) for e in entries)
    return "{\n" + json.dumps(head)[1:-1] + ',\n"jars": [\n' + rows + "\n]\n}\n"


def main() -> None:
    """Parse the arguments, write the lock file, say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--line", required=True, help="the release line that users choose, as 5.26")
    parser.add_argument("--neo4j", required=True, help="version of org.neo4j:neo4j")
    parser.add_argument("--browser", required=True, help="version of org.neo4j.client:neo4j-browser")
    parser.add_argument("--gds", required=True, help="version of org.neo4j.gds:proc")
    parser.add_argument("--java", required=True, type=int, nargs="+", help="Java feature versions that it runs on")
    options = parser.parse_args()
    text = lock(options.line, options.neo4j, options.browser, options.gds, options.java)
    path = LOCKS / f"neo4j-{options.line}.json"
    path.write_text(text, encoding="utf-8")
    jars = json.loads(text)["jars"]
    plugins = sum("plugin" in jar for jar in jars)
    size = sum(jar["size"] for jar in jars)
    sys.stdout.write(f"{path}: {len(jars)} jars, {plugins} with procedures, {size / 1e6:.0f} MB\n")


if __name__ == "__main__":
    main()
