"""Key players: sets of nodes whose loss falls hardest on a network, or that reach most of it."""
