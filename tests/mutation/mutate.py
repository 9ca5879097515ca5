"""Makes a small mistake in a copy of lib/rules, runs the unit tests, and asks that one fails; again and
again. See run.

The unit tests are linked once, with all of the library in one shared object and an empty one in
front of it, libslot.so. A mutant is its one file compiled as another libslot.so: what that defines
comes before the library's own. The sources in lib are only ever read.
"""
import collections
import concurrent.futures
import dataclasses
import hashlib
import itertools
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading
import time

import operators

HERE = pathlib.Path("tests/mutation")
BUILD = pathlib.Path("build/mutation")
EQUIVALENT = HERE / "equivalent.txt"
SAMPLE = 200
JOBS = os.cpu_count() or 1
FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-w", "-fPIC"]
INCLUDES = ["-Iinclude", "-Ilib"]
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
# The rules, what they include, and what makes the policies that their tests give them; the rest of
# the library, which that would call for other things, stays out.
LIBRARY = ["base/*.c", "rules/*.c", "service/policy.c", "service/arguments.c", "service/error.c"]
# What reads a table: the other files compile only what it names.
READERS = {"reasons.def": "reason.c", "checks.def": "check.c", "differences.def": "reconcile.c"}
SHORT_LINE = 20
# A mutant that never ends is dead once it has had this many seconds of a processor.
LIMIT_SECONDS = 3
ENVIRONMENT = dict(os.environ, MALLOC_PERTURB_="165", UBSAN_OPTIONS="halt_on_error=1",
                   ASAN_OPTIONS="allow_user_segv_handler=0:detect_leaks=0:detect_odr_violation=0")


def call(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False, **options)


def must(command):
    done = call(command)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


def in_parallel(function, items):
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        return list(pool.map(function, items))


class Tests:
    """The unit tests, linked to be run with mutants."""

    def __init__(self, name, flags):
        self.root, self.flags = BUILD / name, [*FLAGS, *flags]
        shutil.rmtree(self.root, ignore_errors=True)
        (self.root / "slot").mkdir(parents=True)
        library = [path for pattern in LIBRARY for path in sorted(pathlib.Path("lib").glob(pattern))]
        unit = sorted(pathlib.Path("tests/unit").glob("*.c"))
        in_parallel(self.compile, library + unit)
        objects = [self.object_of(path) for path in library]
        must(["gcc", *self.flags, "-shared", "-o", self.root / "slot/libslot.so", "-xc", os.devnull])
        must(["gcc", *self.flags, "-shared", "-o", self.root / "libunder.so", *objects, "-luuid"])
        must(["ar", "rcs", self.root / "libhelpers.a",
              *(self.object_of(path) for path in unit if not path.name.startswith("test_"))])
        self.symbols = {path: self.symbols_of(path) for path in library + unit}
        self.needs = {path.stem: needed for path in unit if path.name.startswith("test_")
                      if (needed := self.needed_by(path))}
        in_parallel(self.link, self.needs)
        self.seconds = dict(zip(self.needs, map(self.time, self.needs)))

    def object_of(self, path):
        return self.root / ("_".join(path.with_suffix(".o").parts))

    def compile(self, path):
        data = f'-DTESTS_DATA_DIR="{pathlib.Path("tests/data").resolve()}"'
        must(["gcc", *self.flags, *INCLUDES, data, "-c", path, "-o", self.object_of(path)])

    def link(self, name):
        must(["gcc", *self.flags, "-o", self.root / name,
              self.object_of(pathlib.Path(f"tests/unit/{name}.c")), "-L", self.root / "slot",
              "-L", self.root, "-Wl,--no-as-needed,--allow-shlib-undefined", "-lhelpers", "-lslot", "-lunder", "-lcmocka"])

    def time(self, name):
        """What it takes without a mutant, with which it must pass."""
        start = time.monotonic()
        failed, output = self.run([name], self.root / "slot")
        if failed:
            sys.exit(f"{name} fails without a mutant\n{output}")
        return time.monotonic() - start

    def symbols_of(self, path):
        """What an object defines for others, and what it wants of them."""
        defines, wants = set(), set()
        for line in must(["nm", self.object_of(path)]).splitlines():
            kind, symbol = line.split()[-2:]
            if kind == "U":
                wants.add(symbol)
            elif kind in "TDRB":
                defines.add(symbol)
        return defines, wants

    def needed_by(self, test):
        """The files of lib/rules that a test can get to; none for one of another layer."""
        definer = {symbol: path for path, (defines, _) in self.symbols.items() for symbol in defines
                   if not path.name.startswith("test_")}
        seen, left = set(), [test]
        while left:
            path = left.pop()
            if path in seen:
                continue
            seen.add(path)
            for symbol in self.symbols[path][1]:
                if symbol in definer:
                    left.append(definer[symbol])
                elif symbol.startswith("ct_") and path.parts[1] != "service":
                    return set()
        return {path for path in seen if path.parent.name == "rules"}

    def run(self, names, slot):
        """The name of the first test that fails, or "", and all that was printed."""
        script = f"ulimit -c 0; ulimit -t {LIMIT_SECONDS}\n" + "".join(
            f"./{name} || {{ echo '*** {name}'; exit 1; }}\n" for name in names)
        libraries = f"{slot.resolve()}:{self.root.resolve()}"
        done = call(["sh", "-c", script], cwd=self.root, timeout=600,
                    env=dict(ENVIRONMENT, LD_LIBRARY_PATH=libraries))
        if done.returncode == 0:
            return "", done.stdout
        return done.stdout.rsplit("*** ", 1)[-1].strip() or "?", done.stdout

    def for_file(self, path):
        """Those that can tell, the file's own ones first, then the quickest."""
        names = [name for name, paths in self.needs.items() if path in paths]
        own = f"test_{path.stem}"
        return sorted(names, key=lambda name: (not name.startswith(own), self.seconds[name]))

    def fail_with(self, source, folder, more):
        """The test that a mutant fails, "" if none, None if it does not compile."""
        slot = folder / self.root.name
        slot.mkdir()
        done = call(["gcc", *self.flags, "-shared", f"-I{more}", *INCLUDES, "-o", slot / "libslot.so",
                     source])
        if done.returncode != 0:
            return None
        return self.run(self.for_file(pathlib.Path("lib/rules") / source.name), slot)[0]


@dataclasses.dataclass
class Outcome:
    mutant: operators.Mutant
    killer: str = ""  # the test that fails, or "" when none does
    counts: bool = True  # it compiles
    same: bool = False  # the compiler makes the same of it


class Sources:
    def __init__(self):
        self.paths = sorted([*pathlib.Path("lib/rules").glob("*.c"),
                             *pathlib.Path("lib/rules").glob("*.def")])
        self.texts = {path: path.read_text() for path in self.paths}
        headers = [path.read_text() for folder in ("include/contoterzi", "lib/base", "lib/rules")
                   for path in sorted(pathlib.Path(folder).glob("*.h"))]
        self.following = operators.enums_of([*headers, *self.texts.values()])

    def mutants(self):
        return [mutant for path in self.paths
                for mutant in operators.Source(path, self.texts[path], self.following).mutants()]

    def lines(self, mutant):
        """The lines that change, as they were and as they are, on one line each; with the line before
        where that is needed to know which one it is."""
        text = self.texts[mutant.path]
        start = text.rfind("\n", 0, mutant.start) + 1
        end = text.find("\n", mutant.end)
        if end - start < SHORT_LINE:
            start = text.rfind("\n", 0, start - 1) + 1
        old = text[start:end]
        new = text[start:mutant.start] + mutant.new + text[mutant.end:end]
        return " ".join(old.split()), " ".join(new.split())

    def line_number(self, mutant):
        return self.texts[mutant.path].count("\n", 0, mutant.start) + 1

    def key(self, mutant):
        return (mutant.path.name, *self.lines(mutant))

    def write(self, mutant, folder):
        """Puts the changed file into a folder of its own, and says what is to be compiled."""
        text = self.texts[mutant.path]
        rules = folder / "rules"
        rules.mkdir(parents=True)
        (rules / mutant.path.name).write_text(text[:mutant.start] + mutant.new + text[mutant.end:])
        reader = READERS.get(mutant.path.name)
        if reader:
            shutil.copy(pathlib.Path("lib/rules") / reader, rules)
        return rules / (reader or mutant.path.name)


def equivalents():
    """The list of mutants that change nothing: for each file, old lines and new lines the reason."""
    entries, reason = {}, []
    text = EQUIVALENT.read_text() if EQUIVALENT.exists() else ""
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        if not lines:
            continue
        changes = [line for line in lines if " => " in line]
        reason = [line for line in lines if line not in changes]
        for line in changes:
            name, _, change = line.partition(": ")
            old, _, new = change.partition(" => ")
            entries[name, old, new] = " ".join(reason).strip()
    return entries


class Run:
    def __init__(self):
        self.sources, self.entries = Sources(), equivalents()
        self.plain, self.strict = Tests("plain", ["-O0"]), None
        self.lock = threading.Lock()
        self.work = BUILD / "work"
        shutil.rmtree(self.work, ignore_errors=True)

    def strict_tests(self):
        """With sanitizers, as they are run too: for those that no test else tells of."""
        with self.lock:
            if self.strict is None:
                self.strict = Tests("strict", ["-O1", "-g0", *SANITIZERS])
        return self.strict

    def is_same_code(self, mutant, source, folder):
        """Does the optimizer make the same of the mutant and of what it was?"""
        made = []
        original = self.sources.write(dataclasses.replace(mutant, end=mutant.start, new=""),
                                      folder / "original")
        for path in (original, source):
            target = folder / f"{len(made)}.o"
            call(["gcc", *FLAGS, "-O2", f"-I{path.parent.parent}", *INCLUDES, "-c", path, "-o", target])
            made.append(target.read_bytes())
        return made[0] == made[1]

    def judge(self, numbered):
        number, mutant = numbered
        folder = self.work / str(number)
        source = self.sources.write(mutant, folder)
        outcome = Outcome(mutant)
        try:
            killer = self.plain.fail_with(source, folder, folder)
            if killer is None:
                outcome.counts = False
            elif killer == "" and self.is_same_code(mutant, source, folder):
                outcome.same = True
            elif killer == "" and self.sources.key(mutant) not in self.entries:
                killer = self.strict_tests().fail_with(source, folder, folder)
            outcome.killer = killer or ""
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return outcome


def case(is_good, text):
    print(f"[{'       OK' if is_good else '  FAILED '} ] {text}", flush=True)
    return is_good


def is_surprise(run, outcome):
    """Prints a survivor that is not on the list, and what is but does not survive."""
    is_listed = run.sources.key(outcome.mutant) in run.entries
    if not outcome.counts or is_listed == (not outcome.killer) or outcome.same:
        return False
    old, new = run.sources.lines(outcome.mutant)
    what = f"is listed as equivalent but fails {outcome.killer}" if is_listed else "survives"
    print(f"{outcome.mutant.path}:{run.sources.line_number(outcome.mutant)}: {what}\n"
          f"    {outcome.mutant.path.name}: {old} => {new}", flush=True)
    return True


def tell_file(run, name, outcomes):
    surprises = sum(is_surprise(run, outcome) for outcome in outcomes)
    count = sum(outcome.counts for outcome in outcomes)
    killed = sum(bool(outcome.killer) for outcome in outcomes)
    survived = sum(not outcome.killer and not outcome.same and outcome.counts and
                   run.sources.key(outcome.mutant) not in run.entries for outcome in outcomes)
    return case(not surprises, f"{name}: {count} mutants, {killed} killed, "
                               f"{count - killed - survived} equivalent" +
                               (f", {survived} survive" if survived else ""))


def tell_all(run, mutants):
    """A case a file, as soon as it is done."""
    good, total = True, 0
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        outcomes = pool.map(run.judge, enumerate(mutants))
        for path, group in itertools.groupby(outcomes, lambda outcome: outcome.mutant.path):
            group = list(group)
            total += sum(outcome.counts for outcome in group)
            good = tell_file(run, path.name, group) and good
    print(f"{total} mutants")
    return good and total > 0


def check_list(run, mutants):
    """Each entry is about one mutant, and has a reason."""
    count = collections.Counter(run.sources.key(mutant) for mutant in mutants)
    good = True
    for key, reason in run.entries.items():
        wrong = {0: "no such mutant", 1: ""}.get(count[key], "several mutants") or (
            "" if reason else "no reason")
        if wrong:
            name, old, new = key
            print(f"{EQUIVALENT}: {wrong}\n    {name}: {old} => {new}")
            good = False
    return case(good, f"equivalent.txt: {len(run.entries)} entries")


def chosen(words, run, mutants):
    """All, those of some files, or a sample by a seed, which the sources give if nobody does."""
    if words and words[0] == "all":
        return mutants
    if words and not words[0].isdigit():
        return [mutant for mutant in mutants if mutant.path.name in words]
    paths = [*run.sources.paths, *sorted(pathlib.Path("tests/unit").glob("*.c"))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).digest()
    seed = int(words[1]) if len(words) > 1 else int.from_bytes(digest[:4], "big")
    fresh = [mutant for mutant in mutants if run.sources.key(mutant) not in run.entries]
    count = min(int(words[0]) if words else SAMPLE, len(fresh))
    print(f"{count} of {len(mutants)} mutants, seed {seed}")
    picked = random.Random(seed).sample(range(len(fresh)), count)
    return [fresh[i] for i in sorted(picked)]


def main(words):
    run = Run()
    mutants = run.sources.mutants()
    good = check_list(run, mutants)
    good = tell_all(run, chosen(words, run, mutants)) and good
    shutil.rmtree(run.work, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
