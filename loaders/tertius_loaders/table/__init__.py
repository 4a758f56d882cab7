"""Any table (CSV, TSV, XLSX, Parquet), with a mapping that says what its columns mean.

``README.md`` says how to write one.
"""

from tertius_loaders.table.read import LOADER

__all__ = ["LOADER"]
