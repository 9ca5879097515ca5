"""What the public headers declare, and which comment speaks of what: the one that opens a file of the
header, one right above a declaration of that, and one behind it on its line too."""
import dataclasses
import re
from typing import List, Optional

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
GUARDS = re.compile(r"#(ifdef __cplusplus|if |else|endif|include|ifndef|define CONTOTERZI_).*\n")


@dataclasses.dataclass
class Declaration:
    """A macro, type, function, member or enumerator."""
    kind: str  # macro, opaque, typedef, struct, enum, function, member, enumerator
    name: str
    code: str  # without comments
    start: int  # where it begins in the file
    comment: Optional[str] = None  # above it
    note: Optional[str] = None  # behind it
    members: List["Declaration"] = dataclasses.field(default_factory=list)
    parent: Optional["Declaration"] = None

    @property
    def arguments(self):
        """[(type, name)] of a function."""
        inside = " ".join(self.code[self.code.index(self.name + "(") + len(self.name) + 1:
                                    self.code.rindex(")")].split())
        found = [re.fullmatch(r"(.*?)(\w+)((?:\[.*\])?)", word.strip())
                 for word in inside.split(",")] if inside != "void" else []
        return [(match[1].strip() + match[3], match[2]) for match in found]

    @property
    def result(self):
        return self.code[len("CT_API "):self.code.index(self.name + "(")].strip()


class Header:
    def __init__(self, path):
        self.path = path
        self.name = path.name
        self.text = path.read_text(encoding="utf-8")
        self.comments = [match.span() for match in COMMENT.finditer(self.text)]
        self.code = self._blanked()
        self.comment = inner(self.text[slice(*self.comments[0])])
        self.used = {self.comments[0]}
        self.declarations = [self._declaration(*span) for span in self._statements()]
        for declaration in self.every():
            self._tell(declaration)
        for start, end in self.comments:
            if (start, end) not in self.used:
                raise ValueError(f"{path}: of what does this speak? {self.text[start:end]}")

    @property
    def functions(self):
        return [item for item in self.declarations if item.kind == "function"]

    @property
    def library(self):
        """The library that has its functions."""
        own = {"postgres.h": "libcontoterzi-postgres", "testkit.h": "libcontoterzi-testkit"}
        return own.get(self.name, "libcontoterzi")

    @property
    def page(self):
        """The name of its manual page."""
        stem = self.path.stem
        return stem if stem == "contoterzi" else f"contoterzi_{stem}"

    @property
    def subject(self):
        """What it is about, in one line."""
        text = self.comment.split("\n\n")[0].replace("\n", " ")
        return re.match(r"(.*?)(?: \(section.*?\))?\.(?: |$)", text)[1]

    def every(self):
        """The declarations, and what is inside of them."""
        for item in self.declarations:
            yield item
            yield from item.members

    def _blanked(self):
        """The text with spaces in place of comments and of what the preprocessor alone needs."""
        code = list(self.text)
        spans = self.comments + [match.span() for match in GUARDS.finditer(self.text)]
        spans += [match.span() for match in re.finditer(r'^extern "C" \{$|^\}$', self.text, re.M)]
        for start, end in spans:
            code[start:end] = [c if c == "\n" else " " for c in code[start:end]]
        return "".join(code)

    def _statements(self):
        """(start, end) of what ends with ; outside of braces, or is a line of the preprocessor."""
        depth, begun = 0, None
        for at, c in enumerate(self.code):
            if begun is None:
                begun = None if c.isspace() else at
            depth += (c in "{(") - (c in "})")
            if begun is not None and (
                    c == "\n" if self.code[begun] == "#" else c == ";" and depth == 0):
                yield begun, at + 1
                begun = None

    def _declaration(self, start, end):
        code = self.code[start:end].strip()
        def made(kind, name, members=()):
            return Declaration(kind, name, code, start, members=list(members))
        if match := re.match(r"#define (\w+)", code):
            return made("macro", match[1])
        if match := re.fullmatch(r"typedef struct (\w+) \1;", code):
            return made("opaque", match[1])
        if match := re.match(r"(?:typedef struct|enum) (\w+) \{", code):
            kind = "struct" if code.startswith("typedef") else "enum"
            result = made(kind, match[1], self._members(kind, start, end))
            for member in result.members:
                member.parent = result
            return result
        if match := re.fullmatch(r"typedef \w+ (\w+);", code):
            return made("typedef", match[1])
        if match := re.match(r"CT_API [^(]*?(\w+)\(", code):
            return made("function", match[1])
        raise ValueError(f"{self.path}: what is this? {code}")

    def _members(self, kind, start, end):
        opening, closing = self.code.index("{", start), self.code.rindex("}", start, end)
        parts = re.finditer(r"[^;]+;" if kind == "struct" else r"[^,]+,?",
                            self.code[opening + 1:closing])
        for part in parts:
            code = part[0].strip()
            if not code:
                continue
            at = opening + 1 + part.start() + len(part[0]) - len(part[0].lstrip())
            if kind == "enum":
                name = re.match(r"\w+", code)[0]
            else:
                name = re.search(r"\(\*(\w+)\)|(\w+)(?:\[.*\])?;$", code)
                name = name[1] or name[2]
            yield Declaration("member" if kind == "struct" else "enumerator", name, code, at)

    def _tell(self, declaration):
        """Finds the comments above and behind a declaration."""
        end = declaration.start + len(declaration.code)
        for span in self.comments:
            start, stop = span
            if (stop <= declaration.start and self.text[stop:declaration.start].strip(" ") == "\n"
                    and not self.code[:start].rsplit("\n", 1)[1].strip()):
                declaration.comment = inner(self.text[start:stop])
                self.used.add(span)
            elif start >= end and not self.text[end:start].strip(" ,"):
                declaration.note = inner(self.text[start:stop])
                self.used.add(span)


def inner(comment):
    """The text of a comment, its lines without what leads them."""
    lines = comment[2:-2].strip().split("\n")
    return "\n".join([lines[0]] + [re.sub(r"^ *\* ?|^ +", "", line) for line in lines[1:]]).strip()


def read(folder):
    """All the public headers below a source folder, by name."""
    return [Header(path) for path in sorted((folder / "include" / "contoterzi").glob("*.h"))]
