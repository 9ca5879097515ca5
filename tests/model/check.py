"""See run, which starts it: python3 check.py OPERATIONS SEED"""
import multiprocessing
import os
import sys
import tempfile
import subprocess
import time

import beside
import faults
import history
import shrink

LENGTH = 1000  # of a history
# Of the operations, the share of each back end: what writes to a disk or over a wire is slower.
SHARES = {"memory": 0.9, "sqlite": 0.08, "postgres": 0.02}


def case(wanted):
    """Runs one history, and answers what to print, and whether they agree."""
    back_end, seed = wanted
    operations = history.write(seed, LENGTH)
    name = f"model_{back_end}_seed_{seed}"
    try:
        beside.run(operations, back_end)
        return f"[       OK ] {name}", True
    except beside.Disagreement as first:
        left, found = shrink.shrink(operations, back_end)
        text = shrink.script(left, back_end, found or first, seed)
        if found is None:
            text = "# It is not there when the history is run again.\n" + text
        return f"{text}[  FAILED  ] {name}", False
    except Exception as error:  # whatever the library raises that no rule is
        return f"seed {seed}, {back_end}: {error!r}\n[  FAILED  ] {name}", False


def planted(model_class, most):
    """A fault must be found, cut down, and found again by the script that is printed; the very
    script run with the true model agrees, for the library is right."""
    name = f"model_finds_{model_class.__name__}"
    for seed in range(1, 400):
        operations = history.write(seed, 200)
        # The library draws coupons from its pool at random, so that a fault which shows by the one
        # that was drawn may not show again: the next seed is taken then.
        left, found = shrink.shrink(operations, "memory", model_class)
        if found:
            break
    else:
        return f"nothing was found\n[  FAILED  ] {name}", False
    text = shrink.script(left, "memory", found, seed)
    with tempfile.NamedTemporaryFile("w", suffix=".py", delete=False) as file:
        file.write(text)
    ran = subprocess.run([sys.executable, file.name], cwd=beside.SOURCE, capture_output=True,
                         text=True, check=False)
    os.unlink(file.name)
    if len(left) > most or ran.returncode != 0 or ran.stdout != "they agree\n":
        return f"{text}{ran.stdout}{ran.stderr}[  FAILED  ] {name}", False
    return f"{text}[       OK ] {name}", True


def main(operations, seed):
    began = time.monotonic()
    count = -(-operations // LENGTH)
    wanted = []
    for back_end, share in SHARES.items():
        if back_end == "postgres" and "CONTOTERZI_TEST_POSTGRES" not in os.environ:
            print("no PostgreSQL here: that back end is left out", flush=True)
            continue
        own = max(1, round(count * share))
        wanted += [(back_end, seed + len(wanted) + place) for place in range(own)]
    good = True
    for model_class, most in faults.FAULTS.items():
        text, ok = planted(model_class, most)
        print(text, flush=True)
        good &= ok
    with multiprocessing.get_context("spawn").Pool() as workers:
        for text, ok in workers.imap_unordered(case, wanted):
            print(text, flush=True)
            good &= ok
    print(f"{len(wanted) * LENGTH} operations in {time.monotonic() - began:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
