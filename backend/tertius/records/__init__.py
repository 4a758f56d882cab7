"""Single records and lists of them: entities, ties, claims, sources, and the evidence behind a tie."""
