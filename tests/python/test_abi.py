"""contoterzi._abi is exactly what the headers say, and the library and its map say the same."""
import ctypes
import pathlib
import shutil
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SOURCE / "tests" / "abi"), str(SOURCE / "bindings" / "python")]

import headers
import reporting
import symbols
from contoterzi import _abi


def differences(ours, theirs):
    """One line for each key on which two views differ."""
    return [
        f"{key}: _abi.py has {ours.get(key, 'nothing')}, the headers {theirs.get(key, 'nothing')}"
        for key in sorted({**ours, **theirs})
        if str(ours.get(key)) != str(theirs.get(key))
    ]


def prototype(signature):
    """A Signature as the headers' reader spells it."""
    arguments = {name: type_.c for name, type_ in signature.arguments.items()}
    return headers.Function(signature.result.c, arguments)


def classes(base):
    return {
        name: value for name, value in vars(_abi).items()
        if isinstance(value, type) and issubclass(value, base) and value is not base
    }


def structs():
    return {**classes(_abi.Frozen), **classes(_abi.Sized)}


def member_type(declared):
    if isinstance(declared, _abi.Callback):
        return prototype(declared.signature)
    return _abi.c_type(declared).c


# The table of each library's functions; those of a library of its own are used where it is there.
TABLES = {
    "contoterzi": _abi.SIGNATURES,
    "contoterzi-postgres": _abi.POSTGRES_SIGNATURES,
    "contoterzi-testkit": _abi.TESTKIT_SIGNATURES,
}


def prototype_differences(declared):
    ours = {name: prototype(signature)
            for table in TABLES.values() for name, signature in table.items()}
    return differences(ours, declared.functions)


def member_differences(declared):
    ours = {
        name: [f"{member}: {member_type(type_)}" for member, type_ in struct.members.items()]
        for name, struct in structs().items()
    }
    theirs = {
        name: [f"{member}: {type_}" for member, type_ in members.items()]
        for name, members in declared.structs.items()
    }
    return differences(ours, theirs)


def layout_differences(declared, include):
    """ctypes lays every struct out as the compiler does."""
    ours = {}
    for name, struct in structs().items():
        ours[name] = (ctypes.sizeof(struct),)
        for member in struct.members:
            field = getattr(struct, member)
            ours[f"{name}.{member}"] = (field.offset, field.size)
    return differences(ours, headers.sizes(declared, include))


def declaration(signature, name):
    """A prototype of `name`, as C writes it."""
    arguments = [headers.joined(type_.c, key) for key, type_ in signature.arguments.items()]
    return headers.joined(signature.result.c, f"{name}({', '.join(arguments) or 'void'})")


def compiler_differences(include):
    """What the compiler says to all that _abi.py declares, behind the headers: a function may be
    declared twice only if both say the same, and a member is of the type that _Generic takes it
    for."""
    lines = [declaration(signature, name) + ";"
             for table in TABLES.values() for name, signature in table.items()]
    for name, struct in structs().items():
        for member, declared in struct.members.items():
            if isinstance(declared, _abi.Callback):
                pointer = declaration(declared.signature, "(**)")
            else:
                base, bracket, rest = _abi.c_type(declared).c.partition("[")
                pointer = headers.joined(base, f"(*){bracket}{rest}")
            lines.append(f'_Static_assert(_Generic(&(({name} *)0)->{member}, {pointer}: 1, '
                         f'default: 0), "{name}.{member}");')
    return headers.complaints("\n".join(lines), include)


def constant_differences(declared, include):
    ours = {name: value for name, value in vars(_abi).items() if name.startswith("CT_")}
    return differences(ours, headers.values(declared, include))


def scalar_differences(declared, include):
    """Every name of a number means as many bytes here as in C, and the same sign."""
    theirs = headers.scalars(declared, include)
    ours = {
        type_.c: (ctypes.sizeof(type_.ctype), type_.ctype(-1).value < 0)
        for type_ in vars(_abi).values()
        if isinstance(type_, _abi.CType) and type_.c in theirs
    }
    used = {name: theirs[name] for name in theirs if name in ours or name in declared.typedefs}
    return differences(ours, used)


class Abi(unittest.TestCase):
    maxDiff = None
    include = headers.INCLUDE

    @classmethod
    def setUpClass(cls):
        cls.declared = headers.read(cls.include)

    def test_the_headers_were_read(self):
        self.assertGreater(len(self.declared.functions), 240)
        self.assertGreater(len(self.declared.structs), 20)
        self.assertGreater(len(self.declared.constants), 130)

    def test_functions_of_headers_map_and_library_have_signatures(self):
        self.assertEqual(headers.libraries(), sorted(TABLES))
        for library, table in TABLES.items():
            with self.subTest(library=library):
                self.assertEqual(sorted(table), sorted(self.declared.exported_by(library)))
                self.assertEqual(sorted(table), sorted(symbols.in_map(symbols.MAPS[library])))
                if library in symbols.built():
                    self.assertEqual(sorted(table),
                                     sorted(symbols.exported(symbols.library(library))))

    def test_prototypes(self):
        self.assertEqual([], prototype_differences(self.declared))

    def test_the_compiler_takes_prototypes_and_members_for_the_same(self):
        self.assertEqual([], compiler_differences(self.include))

    def test_members_of_structs(self):
        self.assertEqual([], member_differences(self.declared))

    def test_sizes_and_offsets(self):
        self.assertEqual([], layout_differences(self.declared, self.include))

    def test_values_of_constants(self):
        self.assertEqual([], constant_differences(self.declared, self.include))

    def test_bytes_and_signs_of_numbers(self):
        self.assertEqual([], scalar_differences(self.declared, self.include))

    def test_handles(self):
        self.assertEqual(sorted(self.declared.opaque), sorted(classes(_abi.Opaque)))

    def test_sized_structs_start_from_their_size(self):
        for name, struct in classes(_abi.Sized).items():
            with self.subTest(struct=name):
                self.assertEqual("size", struct._fields_[0][0])
                self.assertEqual(ctypes.sizeof(struct), struct().size)

    def test_only_sized_structs_start_from_a_size(self):
        for name, members in self.declared.structs.items():
            self.assertEqual("size" in members, issubclass(structs()[name], _abi.Sized), name)


class Damage(unittest.TestCase):
    """Each check above finds the change of one word in a copy of the headers."""

    def damaged(self, header, old, new):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        include = pathlib.Path(directory.name, "include")
        shutil.copytree(headers.INCLUDE, include)
        path = include / "contoterzi" / header
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return headers.read(include), include

    def assertFound(self, word, found):
        self.assertEqual(1, len(found), found)
        self.assertIn(word, found[0])

    def test_another_argument_type(self):
        declared, include = self.damaged("license.h", "ct_date day,", "ct_instant day,")
        self.assertFound("ct_license_in_force", prototype_differences(declared))
        self.assertFound("ct_license_in_force", compiler_differences(include))

    def test_a_lost_const(self):
        declared, include = self.damaged("coupon.h", "ct_pack_kind(const ", "ct_pack_kind(")
        self.assertFound("ct_pack_kind", prototype_differences(declared))
        self.assertFound("ct_pack_kind", compiler_differences(include))

    def test_another_result(self):
        declared, _ = self.damaged("outbox.h", "uint32_t ct_message_attempts",
                                   "int32_t ct_message_attempts")
        self.assertFound("ct_message_attempts", prototype_differences(declared))

    def test_a_new_function(self):
        declared, _ = self.damaged("base.h", "CT_API uint32_t ct_version(void);",
                                   "CT_API uint32_t ct_version(void); CT_API void ct_new(void);")
        self.assertFound("ct_new", prototype_differences(declared))

    def test_members_in_another_order(self):
        declared, include = self.damaged("base.h", "uint8_t month;", "uint8_t day; uint8_t month;")
        path = include / "contoterzi" / "base.h"
        head, tail = path.read_text(encoding="utf-8").rsplit("    uint8_t day; ", 1)
        path.write_text(head + tail, encoding="utf-8")
        declared = headers.read(include)
        self.assertFound("ct_date", member_differences(declared))
        self.assertEqual(2, len(layout_differences(declared, include)))

    def test_another_prototype_of_a_callback(self):
        declared, include = self.damaged("storage.h", "(*rollback)(void *session)",
                                         "(*rollback)(void *session, ct_diag *diag)")
        self.assertFound("ct_storage_ops", member_differences(declared))
        self.assertFound("ct_storage_ops.rollback", compiler_differences(include))

    def test_a_member_of_another_type(self):
        _, include = self.damaged("client.h", "const char *const *emails;", "const char **emails;")
        self.assertFound("ct_client_request.emails", compiler_differences(include))

    def test_another_value(self):
        declared, include = self.damaged("base.h", "CT_ERR_BUSY = -13", "CT_ERR_BUSY = -113")
        self.assertFound("CT_ERR_BUSY", constant_differences(declared, include))

    def test_a_wider_enumeration(self):
        declared, include = self.damaged("license.h", "typedef int32_t ct_plan;",
                                         "typedef int64_t ct_plan;")
        self.assertFound("ct_plan", scalar_differences(declared, include))


if __name__ == "__main__":
    reporting.run()
