"""Every public struct is laid out as it was published (LP64). A sized struct may grow at its end.

The golden file has, for each struct, every size that it was ever published with, and for each
member its offset, bytes and type.
"""
import unittest

import headers
from golden import Golden


def current(include=headers.INCLUDE):
    declared = headers.read(include)
    sizes = headers.sizes(declared, include)
    lines = []
    for struct, members in declared.structs.items():
        kind = "sized" if "size" in members else "frozen"
        lines.append(f"{struct} {kind} {sizes[struct][0]}")
        for member, type_ in members.items():
            offset, size = sizes[f"{struct}.{member}"]
            lines.append(f"{struct}.{member} {offset} {size} {type_}")
    return lines


def split(lines):
    """{struct: (kind, its greatest size)}, {member: the line's words}"""
    structs, members = {}, {}
    for line in lines:
        name, *words = line.split(None, 3)
        if "." in name:
            members[name] = words
        else:
            kind, size = words
            structs[name] = (kind, max(int(size), structs.get(name, ("", 0))[1]))
    return structs, members


def lost(golden, now):
    old_structs, old_members = split(golden)
    structs, members = split(now)
    found = []
    for struct, (kind, size) in old_structs.items():
        new_kind, new_size = structs.get(struct, ("gone", 0))
        if new_kind != kind or new_size < size or (kind == "frozen" and new_size != size):
            found.append(f"{struct} was published {kind}, {size} bytes, and is {new_kind}, "
                         f"{new_size} bytes")
    for member, words in old_members.items():
        if members.get(member) != words:
            found.append(f"{member} was published as {words}, and is {members.get(member)}")
    for member, (offset, *_) in members.items():
        struct = member.split(".")[0]
        if member not in old_members and struct in old_structs:
            # Not even in padding: programs that were compiled before leave rubbish there.
            if int(offset) < old_structs[struct][1]:
                found.append(f"{member} is new, and lies inside what was published of {struct}")
    return found


GOLDEN = Golden("layout.txt", "test_layout.py", current, lost)


class Layout(unittest.TestCase):
    maxDiff = None

    def test_structs_are_laid_out_as_published(self):
        self.assertGreater(len(GOLDEN.lines()), 150)
        self.assertEqual([], GOLDEN.complaints())


class Damage(unittest.TestCase):
    OLD = ["s sized 16", "s.size 0 8 size_t", "s.a 8 4 int32_t",
           "f frozen 4", "f.x 0 4 int32_t"]

    def lost(self, *changes):
        now = list(self.OLD)
        for old, new in changes:
            now = [new if line == old else line for line in now]
        return lost(self.OLD, now)

    def test_no_change_is_none(self):
        self.assertEqual([], self.lost())

    def test_another_offset_size_or_type_is_seen(self):
        for new in ("s.a 12 4 int32_t", "s.a 8 8 int32_t", "s.a 8 4 uint32_t", "s.b 8 4 int32_t"):
            with self.subTest(new):
                self.assertTrue(self.lost(("s.a 8 4 int32_t", new)))

    def test_a_sized_struct_may_grow_and_not_shrink(self):
        self.assertEqual([], self.lost(("s sized 16", "s sized 24")))
        self.assertTrue(self.lost(("s sized 16", "s sized 12")))

    def test_a_frozen_struct_may_not_even_grow(self):
        self.assertTrue(self.lost(("f frozen 4", "f frozen 8")))

    def test_a_struct_that_goes_is_seen(self):
        self.assertTrue(lost(self.OLD, self.OLD[3:]))

    def test_a_new_member_comes_after_all_that_was_published(self):
        grown = ["s sized 24"] + self.OLD[1:]
        self.assertEqual([], lost(self.OLD, grown + ["s.b 16 4 int32_t"]))
        self.assertTrue(lost(self.OLD, self.OLD + ["s.b 12 4 int32_t"]))
        self.assertTrue(lost(self.OLD, self.OLD + ["f.y 2 2 int16_t"]))

    def test_a_size_that_was_outgrown_stays_known(self):
        published = ["s sized 16", "s sized 24"] + self.OLD[1:]
        self.assertTrue(lost(published, self.OLD))


if __name__ == "__main__":
    GOLDEN.main()
