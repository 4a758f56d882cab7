"""The write path: takes what a loader reads and shapes into the graph; checked, repeatable, losing no row."""
