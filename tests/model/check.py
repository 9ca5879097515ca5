"""See run, which starts it: python3 check.py OPERATIONS SEED"""
import itertools
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

import beside
import faults
import history
import shrink
from library import SOURCE

MOST_CUT = 4  # of the histories that disagree: one fault shows in many


class Way(NamedTuple):
    """Of running histories: so many operations each, and of all operations that share."""

    back_end: str
    turn: str  # "killed", "callers" or "": what happens in them
    length: int
    share: float
    often: str = ""  # operations that are drawn ten times as often, by single spaces

    def write(self, seed):
        operations = history.write(seed, self.length, self.often.split())
        if self.turn == "killed":
            return history.with_deaths(operations, seed, self.back_end)
        return history.with_callers(operations, seed) if self.turn else operations

    def count(self, seed):
        """How many operations it has."""
        return sum(sum(map(len, rest)) if name == "together" else name not in beside.DEATHS
                   for name, *rest in self.write(seed))

    def name(self):
        return self.back_end + (self.turn and f"_{self.turn}")


# What writes to a disk or over a wire is slower.
WAYS = (Way("memory", "", 1000, 0.93), Way("sqlite", "", 1000, 0.03),
        Way("postgres", "", 1000, 0.01), Way("memory", "callers", 250, 0.03),
        Way("sqlite", "callers", 150, 0.004), Way("postgres", "callers", 100, 0.001),
        Way("sqlite", "killed", 250, 0.01), Way("postgres", "killed", 150, 0.0015))


class Result(NamedTuple):
    text: str
    is_good: bool
    to_cut: tuple = None  # the way, the seed and what was found: it can be cut down


def case(wanted):
    """Runs one history."""
    way, seed = wanted
    name = f"model_{way.name()}_seed_{seed}"
    try:
        beside.run(way.write(seed), way.back_end)
        return Result(f"[       OK ] {name}", True)
    except beside.Disagreement as found:
        return Result(f"seed {seed}, {way.name()}: {found.text}\n[  FAILED  ] {name}", False,
                      (way, seed, found.text))
    except Exception as error:  # whatever the library raises that no rule is
        return Result(f"seed {seed}, {way.name()}: {error!r}\n[  FAILED  ] {name}", False)


def cut(wanted):
    """The script of a history that disagrees."""
    way, seed, text = wanted
    left, found = shrink.shrink(way.write(seed), way.back_end)
    if found is None:
        return f"# seed {seed}, {way.name()}: it is not there when it is run again: {text}"
    return shrink.script(left, way.back_end, found, seed)


def planted(wanted):
    """A fault must be found, cut down, and found again by the script that is printed; the very
    script run with the true model and library agrees."""
    fault, turn, most, often = (*wanted, "")[:4]
    name = f"model_finds_{fault.__name__}" + (turn and f"_{turn}")
    is_model = issubclass(fault, beside.programme.Programme)
    is_of_a_file = fault in faults.OF_A_FILE
    length = 40 if is_of_a_file else 1000 if fault in faults.RARE else \
        {"killed": 100, "callers": 40}.get(turn, 200)
    way = Way("sqlite" if turn == "killed" or is_of_a_file else "memory", turn, length, 0, often)
    faulty = {"model_class" if is_model else "library_class": fault}
    for seed in range(1, 400):
        try:
            beside.run(way.write(seed), way.back_end, **faulty)
        except beside.Disagreement:
            left, found = shrink.shrink(way.write(seed), way.back_end, **faulty)
            if found:
                break
    else:
        return Result(f"nothing was found\n[  FAILED  ] {name}", False)
    text = shrink.script(left, way.back_end, found, seed)
    with tempfile.NamedTemporaryFile("w", suffix=".py", delete=False) as file:
        file.write(text)
    ran = subprocess.run([sys.executable, file.name], cwd=SOURCE, capture_output=True,
                         text=True, check=False)
    os.unlink(file.name)
    if len(left) > most or ran.returncode != 0 or ran.stdout != "they agree\n":
        return Result(f"{text}{ran.stdout}{ran.stderr}[  FAILED  ] {name}", False)
    return Result(f"{text}[       OK ] {name}", True)


def main(operations, seed):
    began = time.monotonic()
    wanted = []
    for way in WAYS:
        if way.back_end == "postgres" and "CONTOTERZI_TEST_POSTGRES" not in os.environ:
            print(f"no PostgreSQL here: {way.name()} is left out", flush=True)
            continue
        count = max(1, round(operations * way.share / way.length))
        wanted += [(way, seed + len(wanted) + place) for place in range(count)]
    good, to_cut = True, []
    # The slow ones first, so that all processors have something to do until the end.
    wanted.sort(key=lambda each: (each[0].back_end == "memory", each[1]))
    with multiprocessing.get_context("spawn").Pool() as workers:
        runs = [workers.imap_unordered(planted, faults.FAULTS),
                workers.imap_unordered(case, wanted)]
        for result in itertools.chain(*runs):
            print(result.text, flush=True)
            good &= result.is_good
            to_cut += [result.to_cut] if result.to_cut else []
        for text in workers.imap_unordered(cut, to_cut[:MOST_CUT]):
            print(text, flush=True)
    done = sum(way.count(seed) for way, seed in wanted)
    print(f"{done} operations in {time.monotonic() - began:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
