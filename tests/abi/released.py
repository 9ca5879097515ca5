"""What each release published, kept in a folder of its number: its headers, what libabigail saw of
its libraries, and program.c, written by hand in its terms. record.py puts it there."""
import contextlib
import functools
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree

import headers
import symbols
import test_constants
import test_layout

HERE = pathlib.Path(__file__).resolve().parent
# A sized struct says its size to the library, which leaves alone what lies beyond: it may grow at
# its end, where it is passed by address. Only for one that grew: under this abidiff 2.2 forgives other
# changes of the struct too, which the layout then has to show.
GREW = """
[suppress_type]
  label = {0} begins with its size, and grew at its end
  name = {0}
  type_kind = struct
  accessed_through = pointer
  has_data_member_inserted_at = end
"""
# abidiff tells public types from private ones by the file name alone, and lib/ has a storage.h too.
OPAQUE = """
[suppress_type]
  label = programs have {0} only by address, and never look inside
  name = {0}
  type_kind = struct
  accessed_through = pointer
"""
# Where the C library defines what public headers are written in. abidiff takes a type of any other
# header than those it is given for private, and is silent about int32_t that became int64_t.
STANDARD_HEADERS = ("stddef.h", "stdint-intn.h", "stdint-uintn.h", "types.h")
# What is not the interface: where it was built, and the libraries behind ours. The file names of
# types stay: abidiff takes a type without one for private, and says nothing of it.
XML_OPTIONS = ("--short-locs", "--no-comp-dir-path", "--no-corpus-path", "--no-elf-needed",
               "--exported-interfaces-only", "--drop-private-types")


class Unreadable(Exception):
    """What was given can't be compared."""


class Release:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.include = self.folder

    def abi(self, library):
        return self.folder / f"lib{library}.abi.gz"

    def libraries(self):
        return sorted(path.name[len("lib"):-len(".abi.gz")]
                      for path in self.folder.glob("lib*.abi.gz"))

    def program(self):
        return self.folder / "program.c"

    def exported(self, library):
        """(name, node of its version) of each function that the library had."""
        with gzip.open(self.abi(library)) as file:
            root = xml.etree.ElementTree.parse(file).getroot()
        return [(item.get("name"), item.get("version", ""))
                for item in root.findall("elf-function-symbols/elf-symbol")]

    def record(self, built, include=headers.INCLUDE):
        """Keeps what is built: {library: its path}, from the headers under `include`."""
        shutil.rmtree(self.folder / "contoterzi", ignore_errors=True)
        (self.folder / "contoterzi").mkdir(parents=True)
        for library in self.libraries():
            self.abi(library).unlink()
        for name in headers.names_in(include):
            shutil.copy(pathlib.Path(include) / "contoterzi" / name, self.folder / "contoterzi")
        for library, path in built.items():
            need_debug_info(path)
            with _standard_headers() as standard:
                text = _run("abidw", *XML_OPTIONS, "--headers-dir", include, "--headers-dir",
                            standard, path).stdout
            self.abi(library).write_bytes(gzip.compress(text.encode(), mtime=0))

    def compare(self, built, include=headers.INCLUDE):
        """(what breaks programs of this release, what is new) in what is built now."""
        broken, added = [], []
        for facts, old in self._facts:
            new = facts.current(include)
            broken += facts.lost(old, new)
            added += [line for line in new if line not in old]
        declared = self._declared
        broken += _other_handles(declared, headers.read(include))
        forgiven = [GREW.format(line.split()[0]) for line in added if " sized " in line]
        forgiven += [OPAQUE.format(name) for name in declared.opaque]
        for library in self.libraries():
            if library in built:
                self._compare_library(library, built[library], include, forgiven, broken, added)
        return broken, added

    @functools.cached_property
    def _facts(self):
        return [(facts, facts.current(self.include)) for facts in (test_layout, test_constants)]

    @functools.cached_property
    def _declared(self):
        return headers.read(self.include)

    def _compare_library(self, library, path, include, forgiven, broken, added):
        need_debug_info(path)
        with _standard_headers() as standard:
            old, suppressions = standard / f"lib{library}.abi", standard / "forgiven.abignore"
            old.write_bytes(gzip.decompress(self.abi(library).read_bytes()))
            suppressions.write_text("".join(forgiven), encoding="utf-8")
            # Redundant: what was shown inside a forgiven type must be shown elsewhere again.
            words = ["abidiff", "--drop-private-types", "--exported-interfaces-only", "--redundant",
                     "--headers-dir2", include, "--headers-dir2", standard, "--suppressions",
                     suppressions, old, path]
            # Any bit of its status: that of incompatible changes misses some of them.
            done = _run(*words, "--no-added-syms", good=range(16))
            if done.returncode:
                broken.append(f"lib{library}: abidiff answers {done.returncode}\n{done.stdout}"
                              f"{done.stderr}")
            listed = _run(*words, good=range(16)).stdout
            added += [line.strip() for line in listed.splitlines()
                      if line.strip().startswith("[A] ")]


def releases():
    return [Release(path) for path in sorted(HERE.iterdir())
            if re.fullmatch(r"\d+\.\d+", path.name)]


def built():
    return {name: symbols.library(name) for name in symbols.built()}


def need_debug_info(path):
    """Without it abidiff is content with anything."""
    if " .debug_info" not in _run("readelf", "--sections", "--wide", path).stdout:
        raise Unreadable(f"{path}: no debug info, so that nothing can be said of its types "
                         "(meson setup -Dbuildtype=debugoptimized)")


def _other_handles(old, new):
    """Functions that take or give another opaque type, which abidiff was told not to look into."""
    def handles(function):
        words = [re.sub(r"\bconst\b|[* ]", "", c)
                 for c in (function.result, *function.arguments.values())]
        return [word if word in old.opaque else "" for word in words]

    return [f"{name} was published with {function}, and has {new.functions[name]}"
            for name, function in old.functions.items()
            if name in new.functions and handles(function) != handles(new.functions[name])]


@contextlib.contextmanager
def _standard_headers():
    """A folder with files of their names: that is what libabigail goes by."""
    with tempfile.TemporaryDirectory() as place:
        for name in STANDARD_HEADERS:
            pathlib.Path(place, name).touch()
        yield pathlib.Path(place)


def _run(*command, good=(0,)):
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    environment["LC_ALL"] = "C"
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          env=environment)
    if done.returncode not in good:
        raise Unreadable(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stderr}")
    return done
