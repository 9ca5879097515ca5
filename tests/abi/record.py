"""Records what a release publishes, so that later ones are held to it:

    python3 tests/abi/record.py BUILD 0.1

BUILD is a folder of meson's in which all libraries are built, by gcc, with debug info and with
PostgreSQL. It is run once for each MAJOR.MINOR, on the day of its release, and what it writes to
tests/abi/MAJOR.MINOR is committed. From 1.0 on a recorded release is never recorded anew: programs
are out there that were compiled with it. Before, what is recorded may be replaced (--replace), in a
commit that says what it breaks."""
import pathlib
import re
import sys

import headers
import released


def main(arguments):
    replace = "--replace" in arguments
    arguments = [word for word in arguments if word != "--replace"]
    if len(arguments) != 2 or not re.fullmatch(r"\d+\.\d+", arguments[1]):
        sys.exit("usage: record.py BUILD MAJOR.MINOR [--replace]")
    build, version = pathlib.Path(arguments[0]), arguments[1]
    folder = released.HERE / version
    if folder.exists() and (not replace or not version.startswith("0.")):
        sys.exit(f"{folder} is there; only one before 1.0 may be replaced, with --replace")
    built = {}
    for library in headers.libraries():
        found = [path for path in build.rglob(f"lib{library}.so") if path.exists()]
        if len(found) != 1:
            sys.exit(f"{build}: one lib{library}.so is needed, and {len(found)} are there")
        built[library] = found[0]
    try:
        released.Release(folder).record(built)
    except released.Unreadable as error:
        sys.exit(str(error))
    print(f"{folder}: {', '.join(built)}")


if __name__ == "__main__":
    main(sys.argv[1:])
