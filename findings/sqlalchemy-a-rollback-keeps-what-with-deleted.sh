#!/usr/bin/env bash
# SQLAlchemy 2.0.51 on Python's sqlite3: a DELETE that begins with WITH is not undone by a rollback.
#
# Found: a connection that is rolled back, or closed without a commit, undoes `delete from figures`, and keeps the rows
# deleted by `with old as (...) delete from figures`. Python's sqlite3 opens a transaction before statements whose first
# word is INSERT, UPDATE, DELETE or REPLACE alone; all others are made good at once. A reader of databases that relies
# on a rollback to change nothing opens SQLite files with `mode=ro` instead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sqlalchemy==2.0.51
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sqlite3
import sys
from pathlib import Path

import sqlalchemy

PLAIN = "delete from figures"
WITH = "with old as (select 1) delete from figures"


def left(statement: str, name: str) -> int:
    """The rows of a table of two after a statement and a rollback."""
    engine = sqlalchemy.create_engine(f"sqlite:///{Path(sys.argv[1]) / name}")
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("create table figures (value)"))
        connection.execute(sqlalchemy.text("insert into figures values (1), (2)"))
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text(statement))
        connection.rollback()
    with engine.connect() as connection:
        return connection.execute(sqlalchemy.text("select count(*) from figures")).scalar_one()


print(f"SQLAlchemy {sqlalchemy.__version__}, SQLite {sqlite3.sqlite_version}, Python {sys.version.split()[0]}")
found = {statement: left(statement, f"{place}.db") for place, statement in enumerate((PLAIN, WITH))}
for statement, rows in found.items():
    print(f"{rows} of 2 rows are left after a rollback of: {statement}")
if found != {PLAIN: 2, WITH: 0}:
    sys.exit("the behaviour described above has changed")
PYTHON
