"""What the comments of the public headers say, in the headers' own style:

- "Errors:" begins the errors of a call, "@param name  " what is to be said of a parameter;
- four more spaces begin an example, a paragraph with columns is a table;
- what a name says by itself needs no comment: getters of a handle, ..._free, _count, _at and _next of
  lists, `size`, `reserved`, the ..._INIT macros. Their sentences are written here (`conventional`).
"""
import os
import re


def paragraphs(comment):
    """[(kind, content)]: ("text", text), ("code", an example), ("table", its rows of cells), and
    ("errors", text), ("param", (name, text)) for what begins in the midst of a text."""
    found = []
    for text in re.split(r"\n[ ]*\n", comment):
        lines = text.split("\n")
        if all(line.startswith("    ") for line in lines):
            text = "\n".join(line[4:] for line in lines)
            if found and found[-1][0] == "code":
                text = f"{found.pop()[1]}\n\n{text}"
            found.append(("code", text))
        elif sum(bool(re.search(r" {6}\S", line)) for line in lines) * 2 > len(lines):
            found.append(("table", _rows(lines)))
        else:
            found += _parts(text)
    return found


def _parts(text):
    for part in re.split(r"(?=\bErrors(?: of all)?:\s)|^(?=@param )", text, flags=re.MULTILINE):
        if match := re.fullmatch(r"Errors(?: of all)?:\s+(.*)", part.strip(), re.DOTALL):
            yield "errors", match[1]
        elif match := re.fullmatch(r"@param (\w+) +(.*)", part.strip(), re.DOTALL):
            yield "param", (match[1], match[2])
        elif part.strip():
            yield "text", part.strip()


def _rows(lines):
    rows = []
    for line in lines:
        cells = re.split(r" {3,}", line.strip())
        if not line.startswith(" "):
            rows.append(cells)
        elif len(rows[-1]) < len(rows[0]):
            rows[-1] += cells
        else:
            rows[-1][-1] += " " + cells[0]
    return rows


def sentence(note):
    """What stands behind a declaration, as one that stands alone."""
    if re.match(r"[a-z]+\b(?![_(])", note):
        note = note[0].upper() + note[1:]
    return note if note.endswith((".", ":")) else note + "."


def said(declaration):
    """What the header says of a declaration, or what follows from its name."""
    comment, note = declaration.comment, declaration.note
    known = conventional(declaration)
    if comment:
        return f"{comment} {sentence(note)}" if note else comment
    if not note or note == "0 or 1":
        return known
    if known and declaration.kind == "function":
        return f"{known[:-1]}; {note.rstrip('.')}."
    return sentence(note)


WORDS = {"vat": "VAT", "id": "identifier", "email": "e-mail", "emails": "e-mails", "riba": "RiBa",
         "ts": "TS", "digital": "Digital", "cents": "in cents of euro"}


def words(name):
    return " ".join(WORDS.get(word, word) for word in name.split("_") if word)


def conventional(declaration):
    """The sentence that follows from the name alone, or None if the header has to say it."""
    maker = {"function": _function, "member": _member, "enumerator": _enumerator,
             "macro": _macro, "enum": _enum}.get(declaration.kind)
    return maker(declaration) if maker else None


def _function(declaration):
    arguments = declaration.arguments
    match = re.fullmatch(r"(?:const )?(ct_\w+) \*", arguments[0][0]) if arguments else None
    if not match or not declaration.name.startswith(match[1] + "_"):
        return None
    what, rest = match[1], declaration.name[len(match[1]) + 1:]
    noun = words(what[3:])
    types = [c for c, _ in arguments[1:]]
    if rest == "free" and not types:
        return f"Frees a {what}. NULL is ignored."
    if rest == "count" and not types:
        return "How many entries there are; 0 for NULL."
    if rest == "at" and types == ["size_t"]:
        return f"Entry `{arguments[1][1]}`, borrowed from the {noun}; NULL beyond the end."
    if rest == "next" and declaration.result == "const char *":
        return f"The cursor of the next page, borrowed from the {noun}; NULL if this was the last."
    if types or not arguments[0][0].startswith("const "):
        return None
    if rest.startswith("is_"):
        return f"1 if it is {words(rest[3:])}, otherwise 0."
    if rest.endswith("_at") or rest.endswith("_on"):
        unit = "instant" if rest.endswith("_at") else "day"
        return f"The {unit} {rest[-2:]} which the {noun} was {words(rest[:-3])}."
    rest = re.sub(r"(_of|_today)$", "", rest)
    if declaration.result.startswith(("int", "uint")) and re.search(r"(?<!cent)s$", rest):
        return f"How many {words(rest)} the {noun} tells of."
    return f"The {noun}'s {words(rest)}."


def _member(declaration):
    struct = declaration.parent.name
    if declaration.name == "size":
        return f"sizeof({struct})."
    if declaration.name == "reserved":
        return "0."
    if "(" in declaration.code:
        return None
    return f"The {words(declaration.name)}."


def _enumerator(declaration):
    names = [other.name for other in declaration.parent.members]
    common = os.path.commonprefix(names) if len(names) > 1 else "CT_"
    said = words(declaration.name[common.rindex("_") + 1:].lower())
    return said[0].upper() + said[1:] + "."


def _macro(declaration):
    match = re.fullmatch(r"#define CT_(\w+)_INIT (?:CT_SIZED\(|\{sizeof\()(\w+)\).*",
                         declaration.code)
    return f"A {match[2]} with its size, and zero in every other field." if match else None


def _enum(declaration):
    match = re.fullmatch(r"(ct_\w+)_values", declaration.name)
    return f"The values of {match[1]}." if match else None
