"""What if something were not there: a network before and after."""
