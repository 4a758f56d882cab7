"""Choosing a network: from the graph as it is, or from the claims as they stood on a past day, by sources in or out."""
