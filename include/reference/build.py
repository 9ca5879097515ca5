"""Makes the reference out of the public headers: HTML by Doxygen, and manual pages.

    build.py SOURCE OUTPUT VERSION DOXYGEN

writes OUTPUT/html and OUTPUT/man3, and fails when Doxygen has anything to complain of."""
import pathlib
import shutil
import subprocess
import sys

import declarations
import doxygen
import man


def main(source, output, version, program):
    source, output = pathlib.Path(source), pathlib.Path(output)
    headers = declarations.read(source)
    for name in ("html", "man3", "text"):
        shutil.rmtree(output / name, ignore_errors=True)
        (output / name).mkdir(parents=True)
    doxygen.write(headers, source, output / "text")
    man.write(headers, source, output / "man3", version)
    settings = (source / "include" / "reference" / "Doxyfile").read_text(encoding="utf-8")
    settings += (f'\nPROJECT_NUMBER = {version}\nOUTPUT_DIRECTORY = "{output}"\n'
                 f'INPUT = "{output}/text"\n'
                 f'STRIP_FROM_PATH = "{output}/text"\nSTRIP_FROM_INC_PATH = "{output}/text"\n'
                 f'GENERATE_TAGFILE = "{output}/html/contoterzi.tag"\n'
                 f'LAYOUT_FILE = "{source}/include/reference/layout.xml"\n'
                 f'HTML_EXTRA_STYLESHEET = "{source}/include/reference/style.css"\n')
    subprocess.run([program, "-"], input=settings, text=True, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
