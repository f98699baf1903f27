"""The database, the broker and the supervisor that a fresh machine does not have."""
