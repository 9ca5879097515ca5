"""What the public headers declare: preprocessed by the C compiler, parsed by pycparser.

Types are text in one spelling, "const char *const *", so that two views of a declaration can be
compared and read. Numbers (sizes, offsets, values) come from a program that the compiler compiled.
"""
import os
import pathlib
import re
import subprocess
import tempfile
from typing import Dict, List, NamedTuple, Union

from pycparser import c_ast, c_parser

SOURCE = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = SOURCE / "include"
COMPILER = "gcc"
# What a program starts with that is not of this machine, as tests/portability/run has it.
STARTER = os.environ.get("CONTOTERZI_STARTER", "").split()

# The headers that are of a library of their own; the others are of libcontoterzi.
MAIN = "contoterzi"
LIBRARIES = {"postgres.h": "contoterzi-postgres", "testkit.h": "contoterzi-testkit"}

# The parser needs to know that these are types, and nothing of what the system's headers say.
STANDARD_TYPES = (
    "size_t", "int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t",
    "uint64_t",
)


class Function(NamedTuple):
    """A prototype, of a function or of what a member points to."""
    result: str
    arguments: Dict[str, str]

    def __str__(self):
        arguments = ", ".join(joined(c, name) for name, c in self.arguments.items())
        return f"{joined(self.result, '(*)')}({arguments or 'void'})"


Type = Union[str, Function]


class Headers:
    """The declarations of all public headers, by name, in their order."""

    def __init__(self):
        self.functions: Dict[str, Function] = {}
        self.exported: List[str] = []
        self.structs: Dict[str, Dict[str, Type]] = {}
        self.opaque: List[str] = []
        self.typedefs: Dict[str, str] = {}
        self.enumerators: Dict[str, str] = {}  # each with the tag of its enum
        self.macros: List[str] = []
        self.initializers: List[str] = []  # macros of sized structs
        self.files: Dict[str, str] = {}  # the header of each name above

    @property
    def constants(self):
        return list(self.enumerators) + self.macros

    def exported_by(self, library):
        """The functions that the headers of one library export."""
        return [name for name in self.exported if library_of(self.files[name]) == library]


def joined(c, name):
    return c + name if c.endswith("*") else f"{c} {name}"


def library_of(file):
    return LIBRARIES.get(file, MAIN)


def libraries():
    return [MAIN, *sorted(set(LIBRARIES.values()))]


def names_in(include=INCLUDE):
    """The public headers' file names."""
    return sorted(path.name for path in (pathlib.Path(include) / "contoterzi").glob("*.h"))


def read(include=INCLUDE):
    """Parses all the headers under `include`."""
    headers = Headers()
    for node in c_parser.CParser().parse(_preprocessed(include)).ext:
        file = os.path.basename(node.coord.file)
        if file in names_in(include):
            _declare(headers, node, file)
    _read_macros(headers, include)
    headers.opaque = [name for name in headers.opaque if name not in headers.structs]
    return headers


def run_program(body, include=INCLUDE):
    """The lines that a C program prints whose main() is `body`."""
    with tempfile.TemporaryDirectory() as directory:
        source, program = os.path.join(directory, "p.c"), os.path.join(directory, "p")
        with open(source, "w", encoding="utf-8") as file:
            file.write(_PROGRAM % (_includes(include), body))
        _run([COMPILER, "-std=c11", "-I", str(include), "-o", program, source])
        return _run([*STARTER, program]).splitlines()


def complaints(declarations, include=INCLUDE):
    """The errors that the compiler has with these declarations behind the headers."""
    command = [COMPILER, "-std=c11", "-fsyntax-only", "-fno-diagnostics-show-caret", "-w",
               "-I", str(include), "-x", "c", "-"]
    done = subprocess.run(command, input=_includes(include) + declarations, capture_output=True,
                          text=True, env=_environment())
    found = [line for line in done.stderr.splitlines() if " error: " in line]
    if bool(done.returncode) != bool(found):
        raise AssertionError(done.stderr)
    return found


def values(headers, include=INCLUDE):
    """The value of each public constant."""
    body = "".join(f'SHOW("{name}", {name});\n' for name in headers.constants)
    return {name: int(value) for name, value in map(str.split, run_program(body, include))}


def sizes(headers, include=INCLUDE):
    """(bytes) of each public struct; (offset, bytes) of each member as `struct.member`."""
    body = ""
    for struct, members in headers.structs.items():
        body += f'SHOW("{struct}", sizeof({struct}));\n'
        for member in members:
            body += f'SHOW_MEMBER({struct}, {member});\n'
    lines = map(str.split, run_program(body, include))
    return {line[0]: tuple(map(int, line[1:])) for line in lines}


def scalars(headers, include=INCLUDE):
    """(bytes, is signed) of each arithmetic type that the headers name or define."""
    names = list(STANDARD_TYPES) + list(headers.typedefs)
    body = "".join(f'SHOW2("{name}", sizeof({name}), ({name})-1 < 0);\n' for name in names)
    lines = map(str.split, run_program(body, include))
    return {name: (int(size), signed == "1") for name, size, signed in lines}


_PROGRAM = """
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
%s
#define SHOW(name, value) printf("%%s %%" PRId64 "\\n", name, (int64_t)(value))
#define SHOW2(name, a, b) printf("%%s %%" PRId64 " %%d\\n", name, (int64_t)(a), b)
#define SHOW_MEMBER(type, member) \\
    printf(#type "." #member " %%zu %%zu\\n", offsetof(type, member), sizeof ((type *)0)->member)
int main(void) {
%s
return 0; }
"""


def _includes(include):
    return "".join(f"#include <contoterzi/{name}>\n" for name in names_in(include))


def _environment():
    """Without a preloaded sanitizer: it is for the library under test, not for compilers."""
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}


def _run(command, text=None):
    """Output of a command; what it complained of is part of the failure."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, env=_environment())
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}: {done.returncode}\n{done.stderr}")
    return done.stdout


def _preprocess(include, *options):
    """All headers through the preprocessor, the system's headers replaced by bare type names.
    CT_API turns into `inline`, which the parser knows and tells us of."""
    with tempfile.TemporaryDirectory() as fake:
        types = "".join(f"typedef int {name};\n" for name in STANDARD_TYPES)
        for name, text in (("stdint.h", "#pragma once\n" + types), ("stddef.h", "")):
            pathlib.Path(fake, name).write_text(text, encoding="utf-8")
        command = [COMPILER, "-E", "-std=c11", "-nostdinc", "-I", fake, "-I", str(include),
                   "-D__attribute__(x)=inline", *options, "-"]
        return _run(command, "#include <stdint.h>\n" + _includes(include))


def _preprocessed(include):
    text = _preprocess(include)
    return re.sub(r"^#pragma.*$", "", text, flags=re.MULTILINE)


def _read_macros(headers, include):
    """Object-like CT_ macros. What is neither CT_API nor an initializer stands for a number."""
    for line in _preprocess(include, "-dD").splitlines():
        match = re.match(r"#define (CT_\w+) (.+)", line)
        if match and match[1].endswith("_INIT"):
            headers.initializers.append(match[1])
        elif match and match[1] != "CT_API":
            headers.macros.append(match[1])


def _declare(headers, node, file):
    if isinstance(node, c_ast.Typedef):
        _declare_typedef(headers, node, file)
    elif isinstance(node.type, c_ast.Enum):
        for item in node.type.values.enumerators:
            headers.enumerators[item.name] = node.type.name
            headers.files[item.name] = file
    elif isinstance(node.type, c_ast.FuncDecl):
        headers.functions[node.name] = _function(node.type)
        headers.files[node.name] = file
        if node.funcspec == ["inline"]:
            headers.exported.append(node.name)
    else:
        raise AssertionError(f"{file}: a declaration of a kind that a public header has none of")


def _declare_typedef(headers, node, file):
    headers.files[node.name] = file
    target = node.type.type
    if not isinstance(target, c_ast.Struct):
        headers.typedefs[node.name] = _spelled(node.type)
    elif target.decls is None:
        headers.opaque.append(node.name)
    else:
        headers.structs[node.name] = {item.name: _member(item.type) for item in target.decls}


def _function(node):
    arguments = {}
    for item in node.args.params if node.args else ():
        c = _spelled(item.type)
        if c != "void":
            arguments[item.name] = c
    return Function(_spelled(node.type), arguments)


def _member(node):
    if isinstance(node, c_ast.PtrDecl) and isinstance(node.type, c_ast.FuncDecl):
        return _function(node.type)
    if isinstance(node, c_ast.ArrayDecl):
        return f"{_spelled(node.type)}[{node.dim.value}]"
    return _spelled(node)


def _spelled(node):
    """The type as C writes it; an array is what it decays to."""
    if isinstance(node, c_ast.TypeDecl):
        return " ".join(node.quals + node.type.names)
    if isinstance(node, (c_ast.PtrDecl, c_ast.ArrayDecl)):
        pointer = joined(_spelled(node.type), "*")
        return pointer + " ".join(getattr(node, "quals", ()))
    raise AssertionError(f"{node.coord}: a type that a public function cannot have")
