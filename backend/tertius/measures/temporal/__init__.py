"""Time: what holds when, slice by slice; paths that respect it; before and after a day, tested."""
