"""What ties and nodes say: kinds, directions, weights, dates, attributes; and what is left out or asked."""

import pytest

from tertius.errors import DataError, InputError
from tertius.model.kinds import EntityType

from .conftest import Folder, opened


def test_a_publication_must_be_named(folder: Folder) -> None:
    path = folder(edges__csv="source,target\na,b\n")
    with pytest.raises(InputError, match="which publication"):
        opened(path, tie=["ASSOCIATE_OF"], source_id="", title="")
    with pytest.raises(DataError, match="not a day"):
        opened(path, tie=["ASSOCIATE_OF"], published="2015")
    folder(source__yaml="id: other\ntitle: Other\npublished: 2015-01-02\n")
    found = opened(path, tie=["ASSOCIATE_OF"]).document
    assert (found.source.id, found.release.version) == ("other", "2015-01-02")
    with pytest.raises(InputError, match="Both the options and"):
        opened(path, tie=["ASSOCIATE_OF"], author="Somebody")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "what the ties are"),
        ({"tie": ["ASOCIATE_OF"]}, "no kind of tie"),
        ({"tie": ["ALLIED_WITH"]}, "may tie several types"),
        ({"tie": ["ASSOCIATE_OF", "KIN_OF"]}, "both ASSOCIATE_OF and KIN_OF"),
        ({"tie": ["ASSOCIATE_OF"], "tie_column": "none"}, "no column 'none'"),
        ({"tie": ["ASSOCIATE_OF"], "min_weight": 2}, "no weight"),
        ({"tie": ["ASSOCIATE_OF"], "period": "20x1"}, "20x1"),
        ({"tie": ["ASSOCIATE_OF"], "hedge": "reportd"}, "not in the table"),
        ({"tie": ["ASSOCIATE_OF"], "source_type": "Groop"}, "no type"),
        ({"tie": ["ASSOCIATE_OF"], "attribute": ["Age=AGE"]}, "no column 'Age'"),
        # options that would say nothing
        ({"tie": ["ALLIED_WITH"], "source_type": "organization", "negative_tie": "OPPOSED"}, "none is below 0"),
        ({"tie": ["ASSOCIATE_OF"], "group_key": "name"}, "no table of groups"),
        ({"tie": ["ASSOCIATE_OF"], "node_key": "name"}, "no list of nodes"),
        ({"tie": ["ASSOCIATE_OF"], "role": "part"}, "no column 'part'"),
        ({"tie": ["ASSOCIATE_OF"], "when": "day"}, "no column 'day'"),
    ],
)
def test_what_is_left_open_is_asked(folder: Folder, options: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said) as asked:
        opened(folder(edges__csv="source,target\na,b\n"), **options)
    assert asked.value.next_step


def test_each_row_is_a_claim_and_a_tie_with_itself_is_left_out(folder: Folder) -> None:
    path = folder(edges__csv="source,target\na,b\nb,a\na,b\na,a\n")
    found = opened(path, tie=["ASSOCIATE_OF"])
    assert [record for record in found.claims if "ASSOCIATE_OF" in record] == [
        "ASSOCIATE_OF a b",
        "ASSOCIATE_OF b a",
        "ASSOCIATE_OF a b (2)",
    ]
    assert any("1 tie of a node with itself was left out." in note for note in found.document.notes)


def test_kinds_are_told_by_a_column_or_by_its_values(folder: Folder) -> None:
    path = folder(edges__csv="source,target,kind,tone\na,b,ASSOCIATE_OF,warm\nb,c,kin_of,cold\nc,d,,mild\n")
    found = opened(path)
    assert found.ties() == [("ASSOCIATE_OF", "a", "b"), ("KIN_OF", "b", "c")]
    assert [(row.line, error.where) for row, error in found.bad] == [(4, "kind")]
    with pytest.raises(InputError, match="No value of the column of kinds"):
        opened(path, tie=["ASSOCIATE_OF"], tie_column="tone")
    by_tone = opened(path, tie_column="Tone", tie=["warm=ASSOCIATE_OF", "COLD=KIN_OF"])
    assert by_tone.ties() == found.ties()
    assert [error.next_step for _, error in by_tone.bad] == ["Say so with --tie mild=KIND."]
    assert opened(path, tie=["ASSOCIATE_OF"]).ties() == [("ASSOCIATE_OF", *pair) for pair in ("ab", "bc", "cd")]


def test_ties_below_0_are_of_the_kind_that_is_asked_for(folder: Folder) -> None:
    path = folder(matrix__csv=",a,b,c\na,0,2,-1\nb,2,0,0\nc,-1,0,0\n")
    found = opened(path, tie=["ALLIED_WITH"], negative_tie="OPPOSED", source_type="organization")
    assert found.ties() == [("ALLIED_WITH", "a", "b"), ("OPPOSED", "a", "c")]
    alone = opened(path, tie=["ALLIED_WITH"], source_type="organization")
    assert alone.ties() == [("ALLIED_WITH", "a", "b")]
    assert [(error.what, error.where) for _, error in alone.bad] == [("The weight is below 0", "value")]
    assert opened(path, tie=["ALLIED_WITH"], source_type="group", min_weight=2).ties() == found.ties()[:1]


def test_a_weight_is_told_and_no_measure_of_belief(folder: Folder) -> None:
    path = folder(edges__csv="source,target,weight\na,b,3\nb,c,0\nc,d,much\nd,e,\n")
    found = opened(path, tie=["ASSOCIATE_OF"])
    claim = found.claims["ASSOCIATE_OF a b"]
    assert (claim.note, claim.credibility, claim.hedge) == (
        "The publication gives the tie a weight of 3.",
        None,
        "stated",
    )
    assert [(row.line, error.where) for row, error in found.bad] == [(3, "weight"), (4, "weight")]
    assert opened(path, tie=["ASSOCIATE_OF"], min_weight=2).ties() == [("ASSOCIATE_OF", "a", "b")]


DIRECTED = (
    '<graphml><graph edgedefault="{}"><node id="a"/><node id="b"/><edge source="b" target="a"/></graph></graphml>'
)


def test_ties_without_a_direction_are_given_none(folder: Folder) -> None:
    path = folder(n__graphml=DIRECTED.format("undirected"))
    found = opened(path, tie=["KIN_OF"])
    assert not found.ties()
    assert "--directed" in found.bad[0][1].next_step
    assert opened(path, tie=["KIN_OF"], directed=True).ties() == [("KIN_OF", "b", "a")]
    assert opened(path, tie=["KIN_OF"], directed=True, reverse=True).ties() == [("KIN_OF", "a", "b")]
    folder(n__graphml=DIRECTED.format("directed"))
    assert opened(path, tie=["KIN_OF"]).ties() == [("KIN_OF", "b", "a")]
    assert opened(path, tie=["ASSOCIATE_OF"]).ties() == [("ASSOCIATE_OF", "b", "a")]


def test_no_end_of_a_symmetric_matrix_comes_first(folder: Folder) -> None:
    path = folder(matrix__csv=",a,b\na,0,1\nb,1,0\n")
    with pytest.raises(InputError, match="as its mirror"):
        opened(path, tie=["KIN_OF"], directed=True)


def test_dates_roles_and_hedges_are_the_publications(folder: Folder) -> None:
    path = folder(edges__csv="source,target,when,post\na,G,2012-04/..,emir\nb,G,,\n")
    found = opened(path, tie=["LEADS"], period="2010/2012", role="post", hedge="reportedly", published="2013-02-05")
    first, second = found.claims["LEADS a G"], found.claims["LEADS b G"]
    assert (first.edtf, first.role, first.hedge, first.hedge_word) == ("2012-04/..", "emir", "reported", "reportedly")
    assert str(first.bounds.to_earliest) == "2013-02-05"
    assert second.edtf == "2010/2012"
    assert {entity.id: entity.type for entity in found.entities}["pub:G"] == "Organization"


def test_columns_of_nodes_are_the_attributes_that_are_asked_for(folder: Folder) -> None:
    path = folder(
        edges__csv="source,target\nn1,n2\n",
        nodes__csv="id,label,born,state,Faction,un\nn1,Abou_Zeid,1965~,DZ;ML,1,un:QDi.001\nn2,Ben,,XX,2,\nn3,Cy,,,,\n",
    )
    wanted = ["born=BORN", "state=COUNTRY", "un=EXTERNAL_ID"]
    found = opened(path, tie=["ASSOCIATE_OF"], attribute=wanted, underscores=True)
    assert found.values("NAME") == {"n1": "Abou Zeid", "n3": "Cy"}
    assert found.values("BORN") == {"n1": "1965~"}
    assert sorted(claim.value for claim in found.claims.values() if claim.kind == "COUNTRY") == ["DZ", "ML"]
    assert found.values("EXTERNAL_ID") == {"n1": "un:QDi.001"}
    assert [(row.file, row.line, error.where) for row, error in found.bad] == [("nodes.csv", 3, "state")]
    assert any("'Faction'" in note and "--attribute" in note for note in found.document.notes)


def test_ids_are_never_shared_by_two_names(folder: Folder) -> None:
    names = ["A B", "A~B", "A%20B", "A_B", "A;B", "A%3BB", "é|x", "x" * 150 + "1", "x" * 150 + "2"]
    path = folder(edges__csv="source,target\n" + "".join(f'"{name}",hub\n' for name in names))
    found = opened(path, tie=["ASSOCIATE_OF"])
    assert not found.bad
    assert len(found.entities) == len(names) + 1
    assert {"A B", "A~B"} <= set(found.values("NAME").values())


def test_an_end_of_the_wrong_type_is_set_aside(folder: Folder) -> None:
    path = folder(edges__csv="source,target\na,G\nG,a\n", nodes__csv="id,type\na,person\nG,Organization\nlone,person\n")
    found = opened(path, tie=["MEMBER_OF"])
    assert found.ties() == [("MEMBER_OF", "a", "G")]
    assert [(row.line, error.where) for row, error in found.bad] == [(3, "source")]
    assert "pub:lone" in {entity.id for entity in found.entities}


def test_the_options_are_part_of_what_is_recognised(folder: Folder) -> None:
    path = folder(edges__csv="source,target\na,b\n")
    one, other = (opened(path, tie=[kind]).document for kind in ("ASSOCIATE_OF", "KIN_OF"))
    assert one.release.sha256 == other.release.sha256
    assert one.loader != other.loader


def test_a_slip_in_a_column_of_types_is_told_and_not_the_end_of_the_column(folder: Folder) -> None:
    path = folder(
        edges__csv="source,target\na,g\nb,g\n",
        nodes__csv="id,type\na,person\nb,Person\ng,organisatoin\n",
    )
    with pytest.raises(InputError, match=r"'organisatoin'.*'g'") as asked:
        opened(path, tie=["MEMBER_OF"])
    assert asked.value.where == "type, line 4"
    assert asked.value.next_step == "Did you mean organisation?"
    folder(nodes__csv="id,type\na,person\nb,Person\ng,organisation\n")
    assert {entity.id: entity.type for entity in opened(path, tie=["LINKED_TO"]).entities} == {
        "pub:a": EntityType.PERSON,
        "pub:b": EntityType.PERSON,
        "pub:g": EntityType.ORGANIZATION,
    }
    folder(nodes__csv="id,type\na,red\nb,blue\ng,organisation\n")
    assert any("type" in note for note in opened(path, tie=["MEMBER_OF"]).document.notes), "colours are no slips"


def test_what_a_table_is_for_is_part_of_what_is_loaded(folder: Folder) -> None:
    path = folder(edges__csv="source,target\n1,1\n", more__csv="id,name\n1,One\n")
    digests = {
        opened(
            path / "edges.csv", tie=["MEMBER_OF"], file_format="two-mode", **{option: path / "more.csv"}
        ).document.release.sha256
        for option in ("nodes", "groups")
    }
    assert len(digests) == 2
