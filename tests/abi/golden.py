"""Golden files: what was once published, one fact a line. Lines are added, never changed."""
import pathlib
import sys

import reporting


class Golden:
    """A golden file, and what the headers say now."""

    def __init__(self, name, script, current, lost):
        """`current()` lists today's lines; `lost(golden, current)` says what of yesterday's was
        broken."""
        self.path = pathlib.Path(__file__).resolve().parent / name
        self.script = script
        self.current = current
        self.lost = lost

    def lines(self):
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        return [line for line in text.splitlines() if line and not line.startswith("#")]

    def complaints(self):
        """Why the test fails; empty if it does not."""
        golden, current = self.lines(), self.current()
        new = [line for line in current if line not in golden]
        return self.lost(golden, current) + [
            f"new, and not in {self.path.name} yet: {line} "
            f"(python3 tests/abi/{self.script} --update)" for line in new]

    def update(self):
        """Adds what is new, each line after its neighbour. What was published is not forgotten."""
        golden, current = self.lines(), self.current()
        lost = self.lost(golden, current)
        if lost:
            sys.exit("\n".join(lost) + f"\n{self.path.name} is left as it is: that breaks programs")
        for index, line in enumerate(current):
            if line not in golden:
                golden.insert(golden.index(current[index - 1]) + 1 if index else 0, line)
        head = [line for line in self.path.read_text(encoding="utf-8").splitlines()
                if line.startswith("#")]
        self.path.write_text("\n".join(head + golden) + "\n", encoding="utf-8")

    def main(self):
        if sys.argv[1:] == ["--update"]:
            self.update()
        else:
            reporting.run()
