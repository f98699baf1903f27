"""Who may do what in the database: one role owns it, the site only uses it."""

from typing import LiteralString

import psycopg

OWNER = "queqiao_owner"
APPLICATION = "queqiao"
DATABASE = "queqiao"

# Said in template1, so that a test database made from it is guarded the same way.
GRANTS: tuple[LiteralString, ...] = (
    "GRANT queqiao TO queqiao_owner",
    "GRANT USAGE, CREATE ON SCHEMA public TO queqiao_owner",
    "GRANT USAGE ON SCHEMA public TO queqiao",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    """ALTER DEFAULT PRIVILEGES FOR ROLE queqiao_owner
       GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO queqiao""",
    """ALTER DEFAULT PRIVILEGES FOR ROLE queqiao_owner
       GRANT USAGE, SELECT ON SEQUENCES TO queqiao""",
)
ROLES: tuple[tuple[str, LiteralString], ...] = (
    (OWNER, "CREATE ROLE queqiao_owner LOGIN CREATEDB NOSUPERUSER"),
    (APPLICATION, "CREATE ROLE queqiao LOGIN NOSUPERUSER"),
)


def make_roles(template: "psycopg.Connection[tuple]") -> LiteralString | None:
    """Make both roles and their rights; return what makes the database, if missing."""
    for name, statement in ROLES:
        known = template.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if known.fetchone() is None:
            template.execute(statement)
    found = template.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
    if found.fetchone() is not None:
        return None
    for statement in GRANTS:
        template.execute(statement)
    return "CREATE DATABASE queqiao OWNER queqiao_owner"
