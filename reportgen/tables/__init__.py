"""Where tables come from: ranges of workbooks, Parquet files, queries of databases, frames."""
