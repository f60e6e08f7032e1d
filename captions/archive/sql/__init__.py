"""One archive over two kinds of database: a SQLite file, which is the default, or a PostgreSQL server."""
