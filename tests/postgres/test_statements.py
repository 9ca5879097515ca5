"""Every statement that the server sees is one that PostgreSQL-compatible distributed engines (Citus,
YugabyteDB, CockroachDB) take too: of a few shapes, without what they lack or are slow at.

    sh server test_statements.py ASSIGN [PROGRAM]...

The server is to log all statements, each with the name of its client before it."""
import os
import pathlib
import re
import subprocess
import sys

LOG = pathlib.Path(os.environ["CONTOTERZI_TEST_POSTGRES_FOLDER"]) / "log"
NAME = r'"[^"]+"'
TABLE = rf"{NAME}\.{NAME}"
NAMES = rf"{NAME}(?:, {NAME})*"
PLACES = r"\$\d+(?:, \$\d+)*"
TYPE = r'(?:bigint|text COLLATE "C"|bytea|uuid|date|timestamptz|boolean)(?: NOT NULL)?'
KEY = rf"{NAME} = \$\d+(?: AND {NAME} = \$\d+)*"
# Comparisons of columns with parameters, put together by AND and OR.
CONDITION = rf"(?:{NAME}|\$\d+|[()<>=, ]|AND|OR|IS|NOT|NULL|FALSE)+"
ORDER = rf"{NAME}(?: DESC)?(?: NULLS (?:FIRST|LAST))?"
QUERY = (rf"SELECT {NAMES} FROM {TABLE}(?: WHERE {CONDITION})?(?: ORDER BY {ORDER}(?:, {ORDER})*)?"
         rf"(?: LIMIT \$\d+)?")
SHAPES = {
    "begin": r"BEGIN ISOLATION LEVEL (?:SERIALIZABLE READ (?:ONLY|WRITE)|READ COMMITTED)",
    "end": r"COMMIT|ROLLBACK",
    "setting": r"SET [a-z_]+ = \w+|SELECT set_config\('synchronous_commit', 'on', false\).*",
    "turn": rf"LOCK TABLE {TABLE} IN (?:ROW )?EXCLUSIVE MODE",
    "query": QUERY,
    "look": rf"SELECT 1 / \(1 - count\(\*\)\) FROM \({QUERY}\) AS found",
    "insert": rf"INSERT INTO {TABLE} \({NAMES}\) VALUES \({PLACES}\)",
    "update": rf"UPDATE {TABLE} SET {NAME} = \$\d+(?:, {NAME} = \$\d+)* WHERE {KEY}",
    "delete": rf"DELETE FROM {TABLE} WHERE {KEY}",
    "schema": rf"CREATE SCHEMA {NAME}",
    "table": rf"CREATE TABLE IF NOT EXISTS {TABLE} \((?:{NAME} {TYPE}, )+PRIMARY KEY \({NAMES}\)\)"
             r" WITH \(fillfactor = \d+\)",
    "index": rf"CREATE (?:UNIQUE )?INDEX IF NOT EXISTS {NAME} ON {TABLE}"
             rf" \({NAME}(?: NULLS FIRST)?(?:, {NAME}(?: NULLS FIRST)?)*\)",
    "comment": rf"COMMENT ON COLUMN {TABLE}\.{NAME} IS 'references \w+'",
    "mark": rf'CREATE TABLE {NAME}\."contoterzi_store" .*|'
            rf'INSERT INTO {NAME}\."contoterzi_store" \(version, application\) VALUES .*|'
            rf'SELECT version::text FROM {NAME}\."contoterzi_store" WHERE application = \$1',
    "catalogue": r"SELECT c\.relname::text FROM pg_catalog\.pg_namespace n .*",
}
HABITS = ("begin", "end", "setting", "turn", "query", "look", "insert", "update", "delete", "table",
          "index")


def statements():
    """Those of the library's connections, each once."""
    line = re.compile(r"contoterzi\|LOG:  (?:statement|execute [^:]*): (.*)")
    with LOG.open(encoding="utf-8", errors="replace") as log:
        return {found[1] for found in map(line.match, log) if found}


def shape_of(statement):
    return next((name for name, shape in SHAPES.items() if re.fullmatch(shape, statement)), None)


def begins_with_a_number(statement):
    """A table whose rows would all be written at one end."""
    key = re.search(rf"PRIMARY KEY \(({NAME})", statement)
    return bool(key) and f"{key[1]} bigint" in statement


def check(name, faults):
    print(f"[ RUN      ] {name}")
    for fault in sorted(faults)[:20]:
        print(fault)
    print("[  FAILED  ]" if faults else "[       OK ]", name, flush=True)
    return bool(faults)


def main():
    assign, *programs = sys.argv[1:]
    subprocess.run([assign, "4", "300", "250"], check=True, stdout=subprocess.DEVNULL)
    for program in programs:
        subprocess.run([program], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seen = statements()
    shapes = {statement: shape_of(statement) for statement in seen}
    failed = check("every_statement_is_of_a_known_shape",
                   [statement for statement, shape in shapes.items() if not shape])
    failed |= check("every_shape_was_seen", set(HABITS) - set(shapes.values()))
    failed |= check("keys_spread", list(filter(begins_with_a_number, seen)))
    return failed


if __name__ == "__main__":
    sys.exit(main())
