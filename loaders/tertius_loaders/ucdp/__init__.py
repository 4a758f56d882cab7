"""What the loaders of the Uppsala Conflict Data Program share: its ids, its states, its coalitions."""
