"""Two editions of a made-up network of people and crews, and the first one with slips."""

from pathlib import Path

from loaders.kit import Edition, Editions

SOURCE = "id: crews\ntitle: Crews of the harbour\npublished: 2020-01-02\nversion: {version}\nlicence: free\n"
NODES = """\
id,name,type,born
1,Ada Ferris,person,1970~
2,Bo Lindqvist,person,
3,Cleo Marsh,person,1982-05
t,The Terns,group,
g,The Gulls,group,
"""
EDGES = """\
source,target,tie,when,weight
1,t,skipper,2019-03/2020,3
2,t,member,2018,1
2,t,member,2019,1
3,g,member,2018-05,2
t,g,allies,2019,1
1,2,friends,,1
1,1,friends,,1
"""
OPTIONS = {
    "tie": ["skipper=LEADS", "member=MEMBER_OF", "allies=ALLIED_WITH", "friends=ASSOCIATE_OF"],
    "tie_column": "tie",
    "attribute": ["born=BORN"],
}


def written(folder: Path, version: str, nodes: str, edges: str) -> Edition:
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(SOURCE.format(version=version), encoding="utf-8")
    (folder / "nodes.csv").write_text(nodes, encoding="utf-8")
    (folder / "edges.csv").write_text(edges, encoding="utf-8")
    return Edition((folder,), OPTIONS)


def mended(quarantine: Path) -> Edition:
    for name, wrong, right in (
        ("edges.csv", "some day", "2019"),
        ("edges.csv", "enemies", "allies"),
        ("nodes.csv", "in the seventies", "1970~"),
    ):
        file = quarantine / name
        text = file.read_text(encoding="utf-8-sig")
        assert wrong in text
        file.write_text(text.replace(f",{wrong},", f",{right},", 1), encoding="utf-8")
    return Edition((quarantine,))


def editions(folder: Path) -> Editions:
    second = EDGES.replace("2019-03/2020", "2019-04/2020").replace("1,2,friends,,1\n", "")
    return Editions(
        first=written(folder / "first", "first", NODES, EDGES),
        second=written(
            folder / "second",
            "second",
            NODES.replace("The Gulls", "The Grey Gulls") + "4,Dag Holm,person,\n",
            second + "4,g,skipper,2020-01,1\n",
        ),
        bad=written(
            folder / "bad",
            "first",
            NODES.replace("1970~", "in the seventies"),
            EDGES.replace("2,t,member,2019", "2,t,member,some day").replace("allies", "enemies"),
        ),
        mend=mended,
    )
