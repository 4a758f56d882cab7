"""The HTTP face: thin."""
