//! Facts as immutable Parquet parts, and the catalog in one SQLite file.
