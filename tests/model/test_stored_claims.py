"""Claims as the graph holds them; that nothing is lost on the way is in `test_claim_rows.py`."""

from tertius.model.claims import Claim
from tertius.model.kinds import EVENT_RECORD
from tertius.model.stored_claims import stored_claim, stored_claim_row


def test_what_a_node_does_not_have_is_a_default() -> None:
    stored = {"source_id": "report", "record": "p1-1", "kind": "NAME", "value": "Ana"}
    assert stored_claim(stored, [("subject", "report:ana")]) == Claim(
        source="report", record="p1-1", kind="NAME", about=(("subject", "report:ana"),), value="Ana"
    )


def test_the_row_of_a_record_is_about_its_event() -> None:
    stored = {"source_id": "report", "record": "row 1", "kind": EVENT_RECORD, "revision": 2, "deaths_best": 3}
    row = stored_claim_row(stored, [("place", "report:gao", "Gao"), ("event", "report:battle", "The battle")])
    assert (row["subject"], row["subject_name"]) == ("report:battle", "The battle")
    assert (row["object"], row["object_name"]) == ("", "")
    assert row["value"] == '{"place": "report:gao", "deaths_best": 3}'
    assert row["revision"] == "2"
