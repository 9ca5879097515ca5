"""The names that the map lists and that the built library and archive define."""
import os
import re
import subprocess
from typing import NamedTuple

import headers

MAPS = {
    headers.MAIN: headers.SOURCE / "lib" / "contoterzi.map",
    "contoterzi-postgres":
        headers.SOURCE / "lib" / "storage" / "postgres" / "contoterzi-postgres.map",
    "contoterzi-testkit": headers.SOURCE / "lib" / "testkit" / "contoterzi-testkit.map",
}
MAP = MAPS[headers.MAIN]


class Symbol(NamedTuple):
    name: str
    node: str  # of its version; "" if it has none


def variable(name):
    return name.upper().replace("-", "_") + "_LIBRARY"


def library(name=headers.MAIN):
    """Where the build has put it: CONTOTERZI_LIBRARY, CONTOTERZI_TESTKIT_LIBRARY."""
    return os.environ[variable(name)]


def built():
    """The libraries that this build has: it may do without PostgreSQL."""
    return [name for name in headers.libraries() if variable(name) in os.environ]


def archive():
    return os.environ["CONTOTERZI_ARCHIVE"]


def in_map(path=MAP):
    """Names of all nodes' global lines. A wildcard is a name that nothing else has."""
    text = re.sub(r"/\*.*?\*/|#.*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    names = []
    for block in re.findall(r"global:(.*?)(?:local:|\})", text, flags=re.DOTALL):
        names += block.replace(";", " ").split()
    return names


def versioned(path=None):
    """Every Symbol that the shared library defines for others, version nodes left out."""
    defined = []
    for line in _output("nm", "-D", "--defined-only", path or library()).splitlines():
        _, kind, name = line.split()
        if kind != "A":
            defined.append(Symbol(*re.fullmatch(r"([^@]*)@*(.*)", name).groups()))
    return defined


def exported(path=None):
    return [symbol.name for symbol in versioned(path)]


def in_archive(path=None):
    """Global symbols that the archive's members define, but for those that a sanitizer adds."""
    lines = _output("nm", "-g", "--defined-only", path or archive()).splitlines()
    names = [line.split()[2] for line in lines if len(line.split()) == 3]
    return [name for name in names if not name.startswith("__odr_asan.")]


def wanted_by_members(path=None):
    """Each member of the archive with the names that it wants from others."""
    found = {}
    for line in _output("nm", "-A", "--undefined-only", path or archive()).splitlines():
        place, name = line.rsplit(maxsplit=1)
        found.setdefault(place.split(":")[-2], set()).add(name)
    return found


def soname(path=None):
    match = re.search(r"\(SONAME\).*\[(.*)\]", _output("readelf", "-d", path or library()))
    return match[1] if match else ""


def needed(path):
    """The libraries that a program or library asks the loader for."""
    return re.findall(r"\(NEEDED\).*\[(.*)\]", _output("readelf", "-d", path))


def _output(*command):
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    environment["LC_ALL"] = "C"
    return subprocess.run(command, check=True, capture_output=True, text=True,
                          env=environment).stdout
