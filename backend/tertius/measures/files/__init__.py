"""Networks from files: what `tertius.reading.network_files` reads, put together as one `Network`. No database."""
