"""`python -m contoterzi report --db FILE --studio STUDIO`: a studio's situation on paper."""
from __future__ import annotations

import argparse
import datetime
import os
import pathlib
import sys
import uuid
from typing import Dict, List, Optional, Union

from . import report
from ._store import Store, open
from .errors import Error, InvalidArgument, NotFound, RuleRefused
from .storage import without_secrets
from .studios import Studio

# As the program contoterzi has them.
DONE, REFUSED, USAGE, STORAGE = 0, 1, 2, 3

SAID: Dict[str, Dict[str, str]] = {
    "about": {
        "it": "Scrive la situazione di uno studio come pagina HTML e come CSV.",
        "en": "Writes a studio's situation as an HTML page and as CSV.",
    },
    "db": {"it": "il database: un file o postgresql://...",
           "en": "the database: a file or postgresql://..."},
    "studio": {"it": "lo studio: id o partita IVA", "en": "the studio: id or VAT number"},
    "html": {"it": "il file della pagina", "en": "the file of the page"},
    "csv": {"it": "il file della tabella", "en": "the file of the table"},
    "year": {"it": "l'anno da rinnovare (il prossimo)", "en": "the year to renew (the next)"},
    "today": {"it": "come se oggi fosse quel giorno", "en": "as if today were that day"},
    "lang": {"it": "la lingua", "en": "the language"},
    "no_store": {"it": "{path}: non c'è un archivio", "en": "{path}: there is no store"},
    "written": {"it": "scritto {path}", "en": "written {path}"},
}


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs one command; answers its exit status."""
    lang = _language(sys.argv[1:] if arguments is None else arguments)
    options = _parser(lang).parse_args(arguments)
    try:
        store = open(options.db, today=options.today, lang=lang, actor="report", create=False)
    except NotFound:
        shown = without_secrets(options.db) if "://" in options.db else options.db
        return _failed(SAID["no_store"][lang].format(path=shown), STORAGE)
    except InvalidArgument as error:
        return _failed(str(error), USAGE)
    except Error as error:
        return _failed(str(error), STORAGE)
    try:
        with store:
            found = report.situation(store, _studio(store, options.studio), options.year)
        stem = f"contoterzi-{found.studio.vat_number}-{found.day}"
        html, csv = options.html, options.csv
        if html is None and csv is None:
            html, csv = f"{stem}.html", f"{stem}.csv"
        for path, write in ((html, report.page), (csv, report.clients_as_csv)):
            if path is not None:
                _write(pathlib.Path(path), write(found, lang))
                print(SAID["written"][lang].format(path=path))
    except (RuleRefused, NotFound) as error:
        return _failed(str(error), REFUSED)
    except InvalidArgument as error:
        return _failed(str(error), USAGE)
    except (Error, OSError) as error:
        return _failed(str(error), STORAGE)
    return DONE


def _parser(lang: str) -> argparse.ArgumentParser:
    said = {key: value[lang] for key, value in SAID.items()}
    parser = argparse.ArgumentParser(prog="python -m contoterzi")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("report", help=said["about"], description=said["about"])
    command.add_argument("--db", required=True, metavar="FILE", help=said["db"])
    command.add_argument("--studio", required=True, metavar="ID", help=said["studio"])
    command.add_argument("--html", metavar="FILE", help=said["html"])
    command.add_argument("--csv", metavar="FILE", help=said["csv"])
    command.add_argument("--year", type=int, metavar="YYYY", help=said["year"])
    command.add_argument(
        "--today", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD", help=said["today"])
    command.add_argument("--lang", choices=("it", "en"), default=lang, help=said["lang"])
    return parser


def _language(arguments: List[str]) -> str:
    """Help is in it too, so it comes first."""
    for index, word in enumerate(arguments):
        chosen = word[len("--lang="):] if word.startswith("--lang=") else (
            arguments[index + 1] if word == "--lang" and index + 1 < len(arguments) else None)
        if chosen is not None:
            return "it" if chosen == "it" else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "it" if os.environ[name].startswith("it") else "en"
    return "en"


def _studio(store: Store, named: str) -> Union[Studio, uuid.UUID]:
    try:
        return uuid.UUID(named)
    except ValueError:
        return store.studios.find(named)


def _write(path: pathlib.Path, text: str) -> None:
    """All of it or nothing: what was there stays until the new one is whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _failed(text: str, status: int) -> int:
    print(f"contoterzi: {text}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
