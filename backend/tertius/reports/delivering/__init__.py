"""Bringing what was found to where people read it: into folders, and by e-mail; each once, recorded, tried again."""
