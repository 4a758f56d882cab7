"""Two printings of a made-up report, and the first one with slips."""

from pathlib import Path

from loaders.kit import Edition, Editions

SOURCE = "id: harbour-report\ntitle: Report on the harbour\npublished: 2020-01-02\nversion: {version}\nlicence: free\n"
ENTITIES = """\
id,type,name,kind,countries,lat,lon
ada,Person,Ada Ferris,,,,
bo,Person,Bo Lindqvist,,,,
cleo,Person,Cleo Marsh,,,,
terns,Organization,The Terns,group,GB,,
gulls,Organization,The Gulls,group,,,
pier,Place,The Pier,town,,51.1,1.3
"""
CLAIMS = """\
claim_id,subject,kind,object,value,role,when,hedge_word,locator
c1,ada,LEADS,terns,,skipper,2019-03/2020,,p1
c2,bo,MEMBER_OF,terns,,,2018,reportedly,p2
c3,cleo,MEMBER_OF,gulls,,,2018-05,,p2
c4,terns,ALLIED_WITH,gulls,,,2019,,p3
c5,terns,PRESENT_IN,pier,,,2019,possibly,p4
c6,ada,BORN,,,,1970~,,p5
c7,bo,ASSOCIATE_OF,cleo,,,,,p5
"""


def written(folder: Path, version: str, entities: str, claims: str) -> Edition:
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(SOURCE.format(version=version), encoding="utf-8")
    (folder / "entities.csv").write_text(entities, encoding="utf-8")
    (folder / "claims.csv").write_text(claims, encoding="utf-8")
    return Edition((folder,))


def mended(quarantine: Path) -> Edition:
    file = quarantine / "claims.csv"
    text = file.read_text(encoding="utf-8-sig")
    assert text.count("some day") >= 1
    assert text.count("nobody") >= 1
    text = text.replace("c3,cleo,MEMBER_OF,gulls,,,some day", "c3,cleo,MEMBER_OF,gulls,,,2018-05")
    file.write_text(text.replace("c7,bo,ASSOCIATE_OF,nobody", "c7,bo,ASSOCIATE_OF,cleo"), encoding="utf-8")
    return Edition((quarantine,))


def editions(folder: Path) -> Editions:
    second = CLAIMS.replace("2019-03/2020", "2019-04/2020").replace("c4,terns,ALLIED_WITH,gulls,,,2019,,p3\n", "")
    return Editions(
        first=written(folder / "first", "first printing", ENTITIES, CLAIMS),
        second=written(
            folder / "second",
            "second printing",
            ENTITIES.replace("The Gulls", "The Grey Gulls"),
            second + "c8,cleo,LEADS,gulls,,,2020-01,,p6\n",
        ),
        bad=written(
            folder / "bad",
            "first printing",
            ENTITIES,
            CLAIMS.replace("2018-05", "some day").replace("ASSOCIATE_OF,cleo", "ASSOCIATE_OF,nobody"),
        ),
        mend=mended,
    )
