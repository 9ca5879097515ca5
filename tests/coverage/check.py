"""Holds what gcovr counted against the goals:

    check.py FOLDER short|all

FOLDER has unit.json, of the unit tests alone, and all.json, of all suites that were run.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).parents[2]
WHOLE = {'lib/base', 'lib/rules'}  # by the unit tests alone
GOAL = 95.0  # of branches, elsewhere
# Where the goal isn't reached, or by so few that another order of threads would miss it: what is held,
# so that it can only rise.
FLOORS = {
    'short': {
        'lib/storage/memory': 94.5,
        'lib/storage/postgres': 3.0,  # needs a server
    },
    'all': {
        'lib/storage/memory': 94.5,
    },
}
# The reason stands behind the marker, or this isn't one.
MARKER = re.compile(r'[GL]COVR?_EXCL_(?:BR_)?(LINE|START|STOP)\b(: \w.+)?')
ROOM = 20  # how many missed places a failed case prints

Count = collections.namedtuple('Count', 'lines lines_reached branches branches_reached missed')


def counted(item):
    return not item.get('gcovr/noncode') and not item.get('gcovr/excluded')


def read(path):
    """What was counted, by directory."""
    found = {}
    for file in json.loads(path.read_text())['files']:
        name = file['file']
        lines = [line for line in file['lines'] if counted(line)]
        branches = [(line['line_number'], branch['count'])
                    for line in lines for branch in line['branches'] if counted(branch)]
        missed = [f'{name}:{line["line_number"]} line' for line in lines if not line['count']]
        # A line that isn't reached says it all.
        reached = {line['line_number'] for line in lines if line['count']}
        missed += [f'{name}:{line} branch' for line, count in branches
                   if not count and line in reached]
        one = Count(len(lines), sum(line['count'] > 0 for line in lines), len(branches),
                    sum(count > 0 for _, count in branches), missed)
        directory = str(pathlib.PurePath(name).parent)
        found[directory] = Count(*(a + b for a, b in zip(found.get(directory, (0, 0, 0, 0, [])), one)))
    return found


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def judge(directory, count, floor):
    """Whether it is good, and what to say of it."""
    share = percent(count.branches_reached, count.branches)
    figures = (f'{directory}: {count.lines_reached} of {count.lines} lines, '
               f'{count.branches_reached} of {count.branches} branches, {share:.1f}%')
    if directory in WHOLE:
        return count.lines_reached == count.lines and count.branches_reached == count.branches, figures
    if floor is None:
        return share >= GOAL, figures
    return share >= floor, f'{figures}; held is {floor}%, the goal is {GOAL}%'


def report(good, text, missed=()):
    if not good:
        for place in missed[:ROOM]:
            print(place)
        if len(missed) > ROOM:
            print(f'and {len(missed) - ROOM} more')
    print(f'[{"       OK " if good else "  FAILED  "}] {text}')
    return good


def exclusions():
    """Those in lib, and those of them that give no reason."""
    found, bare = 0, []
    for path in sorted(TOP.glob('lib/**/*.[ch]')):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for kind, reason in MARKER.findall(line):
                found += kind != 'STOP'
                if kind != 'STOP' and not reason:
                    bare.append(f'{path.relative_to(TOP)}:{number} {line.strip()}')
    return found, bare


PLANTED = """
int main(int count, char **arguments)
{
    if (count > 1)
        return arguments[1][0];
    return 0;
}
"""


def planted():
    """What this says of a program with a branch that its run doesn't take."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / 'lib' / 'rules').mkdir(parents=True)
        (folder / 'lib' / 'rules' / 'planted.c').write_text(PLANTED)
        for command in (['gcc', '--coverage', '-O0', '-o', 'planted', 'lib/rules/planted.c'], ['./planted'],
                        ['gcovr', '--root', '.', '--exclude-unreachable-branches', '--json', 'all.json']):
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        count = read(folder / 'all.json')['lib/rules']
        good, _ = judge('lib/rules', count, None)
        return not good and count.missed == ['lib/rules/planted.c:5 line', 'lib/rules/planted.c:4 branch']


def main(folder, extent):
    unit, every = read(folder / 'unit.json'), read(folder / 'all.json')
    for name, counts in (('unit', unit), ('all', every)):
        missed = [place for count in counts.values() for place in count.missed]
        (folder / f'missed-{name}').write_text(''.join(f'{place}\n' for place in missed))
    good = [report(planted(), 'a branch that no test takes is told')]
    floors = FLOORS[extent]
    for directory in sorted(WHOLE | every.keys() | floors.keys()):
        counts = unit if directory in WHOLE else every
        if directory not in counts:
            good.append(report(False, f'{directory}: nothing was counted'))
            continue
        count = counts[directory]
        good.append(report(*judge(directory, count, floors.get(directory)), count.missed))
    found, bare = exclusions()
    good.append(report(not bare, f'{found} exclusions, each with its reason', bare))
    return 0 if all(good) else 1


if __name__ == '__main__':
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2]))
