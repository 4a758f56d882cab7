"""What is true of small random graphs, found by looking at every day and every reading of the dates."""
