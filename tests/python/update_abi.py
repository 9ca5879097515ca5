"""Writes what the headers declare where it is written down once more: the declarations of
contoterzi._abi, the version script, and the golden files of tests/abi.

    python3 tests/python/update_abi.py

The tests prove that they agree; this saves the typing. What was published is not forgotten: a
golden file refuses to lose a line."""
import pathlib
import re
import subprocess
import sys
import textwrap

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "abi"))

import headers
import symbols

MODULE = SOURCE / "bindings" / "python" / "contoterzi" / "_abi.py"
# As they include each other.
FIRST = ("base.h", "policy.h", "storage.h", "context.h", "client.h", "license.h", "coupon.h")


def python_type(c):
    """`const char *const *` as `const(text)`."""
    if c == "const char *":
        return "text"
    pointer = re.fullmatch(r"(.*?) ?\*(const)?", c)
    if pointer:
        target = pointer[1].strip()
        if target.endswith("*const"):
            return f"const({python_type(target[:-len('const')])})"
        if target.startswith("const ") and "*" not in target:
            return f"const({target[len('const '):]})"
        return f"ptr({python_type(target)})"
    array = re.fullmatch(r"(\w+)\[(\d+)\]", c)
    return f"array({array[1]}, {array[2]})" if array else c


def call(name, what, function):
    """A prototype, on one line or wrapped."""
    arguments = [python_type(function.result)] + [
        f"{key}={python_type(c)}" for key, c in function.arguments.items()]
    if "count" in function.arguments:
        # What a callback gets with a length need not end in NUL, as ctypes takes it of `text`.
        arguments = [each.replace("bytes=text", "bytes=chars") for each in arguments]
    head, tail = f'"{name}": {what}(', "),"
    return head, ", ".join(arguments), tail


def wrapped(head, body, tail, indent):
    line = " " * indent + head + body + tail
    if len(line) <= 100:
        return line
    lines = textwrap.wrap(body + tail, 100 - indent - 4, break_long_words=False)
    return "\n".join([" " * indent + head] + [" " * (indent + 4) + text for text in lines])


def member(name, declared):
    if isinstance(declared, headers.Function):
        return wrapped(*call(name, "callback", declared), 8)
    return f'        "{name}": {python_type(declared)},'


def struct(name, members):
    base = "Sized" if "size" in members else "Frozen"
    lines = [member(key, declared) for key, declared in members.items()]
    return "\n".join([f"class {name}({base}):", "    members = {", *lines, "    }",
                      "    _fields_ = fields(members)"])


def of_file(declared, file, names):
    return [name for name in names if declared.files.get(name) == file]


def macro_file(name):
    for path in (SOURCE / "include" / "contoterzi").glob("*.h"):
        if re.search(rf"^#define {name}\b", path.read_text(encoding="utf-8"), re.MULTILINE):
            return path.name
    return None


def constants(declared, file, values):
    macros = [f"{name} = {values[name]}" for name in declared.macros if macro_file(name) == file]
    blocks = ["\n".join(macros)] if macros else []
    tags = list(dict.fromkeys(declared.enumerators[name]
                              for name in of_file(declared, file, declared.enumerators)))
    for tag in tags:
        lines = [f"{name} = {values[name]}" for name, own in declared.enumerators.items()
                 if own == tag]
        blocks.append("\n".join([f"# enum {tag}"] + lines))
    types = [f'{name} = typedef("{name}", {c})' for name, c in declared.typedefs.items()
             if declared.files[name] == file]
    if types:
        blocks.append("\n".join(types))
    return "\n\n".join(blocks)


def section(declared, file, values):
    opaque = [f"class {name}(Opaque): ..." for name in of_file(declared, file, declared.opaque)]
    blocks = [constants(declared, file, values), "\n".join(opaque)]
    blocks += [struct(name, declared.structs[name])
               for name in of_file(declared, file, declared.structs)]
    blocks = [block for block in blocks if block]
    return f"# {file}\n\n" + "\n\n\n".join(blocks) if blocks else ""


def table_of(library):
    """SIGNATURES, and TESTKIT_SIGNATURES of a library of its own."""
    suffix = library[len(headers.MAIN):].lstrip("-").upper()
    return f"{suffix}_SIGNATURES" if suffix else "SIGNATURES"


def functions(declared, files, library):
    lines = [f"{table_of(library)}: Dict[str, Signature] = {{"]
    for file in files:
        if headers.library_of(file) != library:
            continue
        names = of_file(declared, file, declared.functions)
        if names:
            lines.append(f"    # {file}")
        lines += [wrapped(*call(name, "returns", declared.functions[name]), 4) for name in names]
    return "\n".join(lines + ["}"])


def order(declared):
    others = [name for name in headers.names_in() if name not in FIRST]
    return list(FIRST) + others


def write_module(declared):
    text = MODULE.read_text(encoding="utf-8")
    head = text[:text.index("# base.h\n")]
    values = headers.values(declared)
    files = order(declared)
    sections = [section(declared, file, values) for file in files]
    parts = [part for part in sections if part]
    parts += [functions(declared, files, library) for library in headers.libraries()]
    MODULE.write_text(head + "\n\n\n".join(parts) + "\n", encoding="utf-8")


def write_script(declared, library):
    script = symbols.MAPS[library]
    text = script.read_text(encoding="utf-8")
    head, rest = text.split("global:\n", 1)
    tail = rest[rest.index("local:"):]
    names = "".join(f"    {name};\n" for name in sorted(declared.exported_by(library)))
    script.write_text(f"{head}global:\n{names}{tail}", encoding="utf-8")


def main():
    declared = headers.read()
    write_module(declared)
    for library in headers.libraries():
        write_script(declared, library)
    for name in ("test_constants.py", "test_layout.py"):
        subprocess.run([sys.executable, SOURCE / "tests" / "abi" / name, "--update"], check=True)


if __name__ == "__main__":
    main()
