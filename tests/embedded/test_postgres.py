"""The embedded database: who may do what in it, and where it may live."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from annotation_site.embedded import postgres
from annotation_site.embedded.errors import CannotStart
from annotation_site.embedded.paths import Account, explain_postgres_home
from tests.embedded.programs import alive, until
from tests.embedded_database import open_temporary_folder


@pytest.fixture(scope="module")
def server():
    folder = open_temporary_folder()
    made = postgres.postgres_in(folder)
    process = postgres.start(made, dies_with_us=True, durable=False)
    with made.connect("queqiao_owner", "queqiao") as connection:
        connection.execute("CREATE TABLE note (id serial PRIMARY KEY, text text)")
    yield made
    postgres.stop(made)
    process.wait()
    shutil.rmtree(folder)


def test_the_site_may_read_and_write(server):
    with server.connect("queqiao", "queqiao") as connection:
        connection.execute("INSERT INTO note (text) VALUES ('one')")
        connection.execute("UPDATE note SET text = 'two'")
        assert connection.execute("SELECT text FROM note").fetchone() == ("two",)
        connection.execute("DELETE FROM note")


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE note",
        "DROP TABLE note",
        "ALTER TABLE note DISABLE TRIGGER ALL",
        "CREATE TABLE other (id int)",
        "CREATE DATABASE other",
        "CREATE ROLE other SUPERUSER",
        "SET ROLE queqiao_owner",
    ],
)
@pytest.mark.parametrize("database", ["queqiao", "made_from_template"])
def test_the_site_may_not_change_tables(server, statement, database):
    with server.connect("queqiao_owner", "queqiao") as connection:
        if (
            database != "queqiao"
            and not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s",
                [database],
            ).fetchone()
        ):
            connection.execute(f"CREATE DATABASE {database}")
    with server.connect("queqiao_owner", database) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (id int)")
    with (
        server.connect("queqiao", database) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


@pytest.mark.parametrize("role", ["queqiao", "queqiao_owner"])
def test_neither_role_is_a_superuser(server, role):
    with server.connect(role, "queqiao") as connection:
        found = connection.execute("SELECT current_setting('is_superuser')").fetchone()
    assert found == ("off",)


def test_a_long_path_is_no_hindrance(folder):
    deep = folder / ("long-" * 20) / ("name-" * 10)
    deep.mkdir(parents=True)
    server = postgres.postgres_in(deep)
    process = postgres.start(server, dies_with_us=True, durable=False)
    assert postgres.answers(server)
    postgres.stop(server)
    process.wait()
    shutil.rmtree(server.socket)


def test_a_half_made_folder_is_made_anew(folder):
    server = postgres.postgres_in(folder)
    left_over = server.data.parent / "making-before"
    left_over.mkdir()
    (left_over / "PG_VERSION").write_text("18")
    process = postgres.start(server, dies_with_us=True, durable=False)
    assert postgres.answers(server)
    assert not left_over.exists()
    postgres.stop(server)
    process.wait()


def test_a_closed_folder_does_not_stop_root(folder):
    closed = folder / "home" / "var"
    closed.mkdir(parents=True)
    closed.parent.chmod(0o700)
    server = postgres.postgres_in(closed)
    try:
        process = postgres.start(server, dies_with_us=True, durable=False)
        assert postgres.answers(server)
        postgres.stop(server)
        process.wait()
        if os.geteuid() == 0:
            assert str(server.data.parent) in explain_postgres_home(closed)
            assert closed.parent.stat().st_mode & 0o777 == 0o700
        else:
            assert explain_postgres_home(closed) is None
            assert server.data.is_relative_to(closed)
    finally:
        shutil.rmtree(server.data.parent)


def test_a_hostile_locale_is_no_hindrance(folder, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.GB18030")
    monkeypatch.setenv("LC_ALL", "no_SUCH.locale")
    server = postgres.postgres_in(folder)
    process = postgres.start(server, dies_with_us=True, durable=False)
    with server.connect("queqiao", "queqiao") as connection:
        assert connection.execute("SELECT lower('ÄÖ鹊')").fetchone() == ("äö鹊",)
    postgres.stop(server)
    process.wait()


def test_commands_at_once_share_one_database_and_the_last_stops_it(
    folder,
    run_command,
):
    assert run_command("showmigrations").returncode == 0
    sleepy = (
        "from django.db import connection; c = connection.cursor(); "
        "c.execute('SELECT pg_sleep(%s), count(*) FROM django_migrations'); "
        "print('rows', c.fetchone()[1] > 0)"
    )
    with ThreadPoolExecutor() as pool:
        runs = [
            pool.submit(run_command, "shell", "-v", "0", "-c", sleepy % seconds)
            for seconds in (0, 1, 2)
        ]
        answers = [run.result() for run in runs]
    assert [a.stdout.strip() for a in answers] == ["rows True"] * 3, answers
    assert postgres.server_pid(postgres.postgres_in(folder)) is None


def test_a_server_of_ones_own_is_used_instead(folder, server, run_command):
    answer = run_command(
        "shell",
        *("-v", "0", "-c"),
        "from django.db import connection as c; c.ensure_connection(); "
        "print(c.settings_dict['HOST'])",
        DATABASE_URL=server.url(),
    )
    assert answer.stdout.strip() == str(server.socket), answer.stderr
    assert not (folder / "postgres").exists()


def test_the_server_dies_with_the_one_who_started_it(folder):
    program = (
        "import sys; from pathlib import Path; "
        "from annotation_site.embedded import postgres; "
        f"s = postgres.postgres_in(Path({str(folder)!r})); "
        "postgres.start(s, dies_with_us=True); "
        "print(postgres.server_pid(s), flush=True); sys.stdin.read()"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with starter:
        pid = int(starter.stdout.readline())
        starter.kill()
    until(lambda: not alive([pid]))


def test_a_broken_database_is_no_long_wait(folder):
    server = postgres.postgres_in(folder)
    postgres.initialise(server)
    (server.data / "global" / "pg_control").unlink()
    with pytest.raises(CannotStart, match=str(server.log)):
        postgres.start(server, dies_with_us=True)
    assert postgres.server_pid(server) is None


def test_somebody_elses_database_is_left_alone(folder):
    server = postgres.postgres_in(folder)
    postgres.initialise(server)
    stranger = replace(server, account=Account(uid=os.getuid() + 1, gid=os.getgid()))
    with pytest.raises(CannotStart, match="belongs to another user"):
        postgres.initialise(stranger)


def test_a_database_stays_where_it_was_made(folder):
    closed = folder / "home" / "var"
    closed.mkdir(parents=True)
    closed.parent.chmod(0o700)
    server = postgres.postgres_in(closed)
    try:
        postgres.initialise(server)
        closed.parent.chmod(0o755)
        assert postgres.postgres_in(closed).data == server.data
    finally:
        shutil.rmtree(server.data.parent)
