"""The tables that outlive the server, as the steps that made them: a database is brought forward, never back. Pure.

A step that was released is never changed; a new one is appended.
"""

Step = tuple[str, ...]
"""Statements that are executed together or not at all."""

STEPS: tuple[Step, ...] = (
    (
        """CREATE TABLE hosts (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,  -- folded: what is compared
            shown TEXT NOT NULL,        -- as it was typed
            password TEXT NOT NULL,     -- Argon2, with its parameters
            created INTEGER NOT NULL
        )""",
        """CREATE TABLE sign_ins (
            digest BLOB PRIMARY KEY,    -- SHA-256 of the cookie
            host INTEGER NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
            expires INTEGER NOT NULL
        )""",
        """CREATE TABLE rooms (
            name TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            owner INTEGER REFERENCES hosts (id) ON DELETE SET NULL,
            generation INTEGER NOT NULL DEFAULT 1,
            created INTEGER NOT NULL,
            closed INTEGER
        )""",
        "CREATE INDEX rooms_of_owner ON rooms (owner)",
        "CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
    ),
    (
        "ALTER TABLE rooms ADD COLUMN locked INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE rooms ADD COLUMN lobby INTEGER NOT NULL DEFAULT 0",
    ),
    (
        "CREATE TABLE host_numbers (id INTEGER PRIMARY KEY AUTOINCREMENT)",  # each is given once
        "INSERT INTO host_numbers SELECT id FROM hosts",
    ),
)
