"""The versioned HTTP API of the record, under ``/api/v1``: spaces, records, text, search (docs/archive.md)."""
