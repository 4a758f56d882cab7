"""Loaders: one folder a source, and the engine that writes what they emit."""
