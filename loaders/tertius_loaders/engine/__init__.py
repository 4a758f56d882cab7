"""Takes what a loader reads and shapes into the graph: checked, repeatable, resumable, and never losing a row."""
