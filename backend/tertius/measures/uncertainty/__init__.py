"""How far a score can be trusted: sampled worlds, ranks over them, sources left out, and what may be missing."""
