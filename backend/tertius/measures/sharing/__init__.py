"""What groups share, and whether it is more than chance."""
