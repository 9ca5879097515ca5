"""Runs the three analysers over what a build compiles: a case a tool and folder (cppcheck reads all
at once), and a case a fault that was planted for a tool to find. The faults lie in planted/; the
line above one says who must tell it:

    /* told by: gcc -Wanalyzer-double-free, cppcheck doubleFree */
    free(text);
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path("tests/analysis")
JOBS = 2

class Source:
    """One compiled file: its path from the top, and how it is compiled there."""

    def __init__(self, entry):
        self.directory = entry["directory"]
        self.path = os.path.relpath(os.path.join(self.directory, entry["file"]))
        words = shlex.split(entry["command"])
        for name in ("-o", "-MQ", "-MF"):
            at = words.index(name)
            del words[at:at + 2]
        left_out = ("-MD", "-O2", "-Werror", "-fdiagnostics-color=always")
        self.command = [word for word in words if word not in left_out]


def output(command, directory="."):
    done = subprocess.run(command, cwd=directory, text=True, errors="replace", check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def gcc(source, _build):
    # Not optimized: at -O2 a double free of what nobody reads is gone before the analyser looks.
    status, text = output([*source.command, "-O0", "-fanalyzer", "-o", os.devnull],
                          source.directory)
    return status != 0 or "warning:" in text, text


def clang_tidy(source, build):
    # One file a run: clang 14's check of va_list remembers the file before.
    status, text = output(["clang-tidy", "-p", build, "--quiet", source.path])
    return status != 0 or "warning:" in text, text


def cppcheck(_source, build):
    status, text = output(["cppcheck", f"--project={build}/compile_commands.json", *CPPCHECK])
    return status != 0 or bool(text), text


CPPCHECK = ["--quiet", "--inline-suppr", "--enable=warning,style,performance,portability",
            f"--library={HERE}/cppcheck.cfg",
            f"--suppressions-list={HERE}/cppcheck-suppressions.txt",
            "--error-exitcode=1", "--template={file}:{line}: {severity}: {message} [{id}]"]
TOOLS = {"gcc": gcc, "clang-tidy": clang_tidy, "cppcheck": cppcheck}


def read(build):
    with open(f"{build}/compile_commands.json", encoding="utf-8") as file:
        return [Source(entry) for entry in json.load(file)]


def case(name, is_good, text=""):
    if not is_good:
        print(text)
    print(f"[       OK ] {name}" if is_good else f"[  FAILED  ] {name}", flush=True)
    return is_good


def plant(folder):
    """A build of the planted files."""
    files = sorted(HERE.glob("planted/*.c"))
    flags = "-std=c11 -O2 -Wall"
    entries = [{"directory": os.getcwd(), "file": str(file),
                "command": f"gcc {flags} -MD -MQ x -MF x -o x -c {file}"} for file in files]
    with open(f"{folder}/compile_commands.json", "w", encoding="utf-8") as file:
        json.dump(entries, file)
    return read(folder)


def faults(source):
    """Of each fault: the line, the tool and the check that tells it."""
    text = pathlib.Path(source.path).read_text(encoding="utf-8")
    for told in re.finditer(r"told by:\s(.*?) \*/", text, re.DOTALL):
        line = text.count("\n", 0, told.end()) + 2
        for one in told[1].replace("*", " ").split(","):
            yield (line, *one.split())


def check_planted(pool):
    results = []
    with tempfile.TemporaryDirectory() as folder:
        sources = plant(folder)
        wanted = [(source, *fault) for source in sources for fault in faults(source)]
        answers = pool.map(lambda it: TOOLS[it[2]](it[0], folder)[1], wanted)
        for (source, line, tool, check), text in zip(wanted, answers):
            place = re.compile(rf"{re.escape(source.path)}:{line}:.*\[.*{re.escape(check)}\b")
            results.append(case(f"{tool}_finds_{check}", bool(place.search(text)), text))
    for tool in TOOLS:
        results.append(case(f"{tool}_has_planted_faults", any(it[2] == tool for it in wanted)))
    return results


def check_tool(pool, build, tool, sources):
    folders = {}
    answers = pool.map(lambda source: TOOLS[tool](source, build), sources)
    for source, (is_found, text) in zip(sources, answers):
        found = folders.setdefault(os.path.dirname(source.path), [])
        if is_found:
            found.append(text)
    return [case(f"{tool}_{folder}", not found, "\n".join(found))
            for folder, found in sorted(folders.items())]


def main(build):
    sources = read(build)
    compiled = {source.path for source in sources}
    missing = [str(path) for top in ("lib", "examples") for path in pathlib.Path(top).rglob("*.c")
               if str(path) not in compiled]
    results = [case("every_file_is_compiled", not missing, "not compiled: " + " ".join(missing))]
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        results += check_planted(pool)
        whole = pool.submit(cppcheck, None, build)  # a run a file takes it four times as long
        for tool in ("gcc", "clang-tidy"):
            results += check_tool(pool, build, tool, sources)
        is_found, text = whole.result()
        results.append(case("cppcheck_lib_and_examples", not is_found, text))
    return 0 if all(results) else 1


sys.exit(main(sys.argv[1]))
