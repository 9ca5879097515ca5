"""The mutants of a C source: small changes of one place each, as a programmer's slip would make them.

Works on tokens, not on a syntax tree, so that macros and .def tables are covered like functions. What
is no C any more after a change does not compile, and is not counted.
"""
import dataclasses
import re

TOKEN = re.compile(r"""
    (?P<space>[ \t\n]+ | /\*.*?\*/ | //[^\n]* | \\\n)
  | (?P<string>"(?:[^"\\\n]|\\.)*")
  | (?P<char>'(?:[^'\\\n]|\\.)+')
  | (?P<number>(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<op><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\#\#|[-+*/%&|^~!<>=?:;,.(){}\[\]\#])
""", re.VERBOSE | re.DOTALL)
TABLE_ROW = re.compile(r"^(CT__[A-Z]+)\((\w+),", re.MULTILINE)
DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(\w+)(?:\\\n|[^\n])*", re.MULTILINE)
MACRO_HEAD = re.compile(r"[ \t]*#[ \t]*define[ \t]+\w+(\([^)]*\))?")
ENUM = re.compile(r"\benum\b\s*\w*\s*\{(.*?)\}", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PLACEHOLDER = re.compile(r"\{(\w+)\}")

COMPARISONS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
               "==": ("!=",), "!=": ("==",)}
OTHERS = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "&": "|", "|": "&", "<<": ">>", ">>": "<<",
          "+=": "-=", "-=": "+=", "|=": "&=", "&=": "|=", "++": "--", "--": "++"}
TYPES = {"struct", "enum", "union", "const", "static", "unsigned", "signed", "int", "char", "bool",
         "void", "long", "short"}
OPENERS = {"(": ")", "[": "]", "{": "}"}
# What ends an operand of && and || on its left, and on its right.
LEFT_ENDS = {"(", "[", "{", ",", ";", "?", ":", "=", "return", "||", "+=", "|=", "&="}
RIGHT_ENDS = {")", "]", "}", ",", ";", "?", ":", "||"}


@dataclasses.dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True)
class Mutant:
    """`text[start:end]` of a file becomes `new`."""
    path: str
    start: int
    end: int
    new: str


def tokens_of(text):
    """The tokens without white space, comments and directives; of a #define, those of its body."""
    blanked = list(text)
    for found in DIRECTIVE.finditer(text):
        head = MACRO_HEAD.match(found.group()) if found.group(1) == "define" else None
        end = found.start() + head.end() if head else found.end()
        blanked[found.start():end] = " " * (end - found.start())
    source, tokens, at = "".join(blanked), [], 0
    while at < len(source):
        found = TOKEN.match(source, at)
        if not found:
            raise ValueError(f"no token at {at}: {source[at:at + 20]!r}")
        if found.lastgroup != "space":
            tokens.append(Token(found.lastgroup, found.group(), found.start(), found.end()))
        at = found.end()
    return tokens


def pairs_of(tokens):
    """For each bracket's index the index of its partner."""
    pairs, stack = {}, []
    for i, token in enumerate(tokens):
        if token.kind != "op":
            continue
        if token.text in OPENERS:
            stack.append(i)
        elif token.text in OPENERS.values():
            pairs[i] = stack.pop()
            pairs[pairs[i]] = i
    return pairs


def enums_of(texts):
    """For each enumeration constant the next one of its enumeration, in a circle. The rows of a .def
    table are one too."""
    following = {}
    for text in texts:
        text = DIRECTIVE.sub("", text)
        enums = [re.findall(r"(?:^|,)\s*(\w+)", found.group(1))
                 for found in ENUM.finditer(COMMENT.sub("", text))]
        enums.append([f"{macro}_{name}" for macro, name in TABLE_ROW.findall(text)])
        for names in enums:
            if len(names) > 1:
                following.update(zip(names, names[1:] + names[:1]))
    return following


class Source:
    def __init__(self, path, text, following):
        self.path, self.text, self.following = path, text, following
        self.tokens = tokens_of(text)
        self.pairs = pairs_of(self.tokens)

    def mutants(self):
        found = dict.fromkeys(
            mutant for part in (self.operators(), self.negations(), self.values(), self.statements())
            for mutant in part)
        return sorted(found, key=lambda mutant: (mutant.start, mutant.end, mutant.new))

    def change(self, first, last, new):
        """Of the tokens from index `first` to `last`, both included."""
        return Mutant(self.path, self.tokens[first].start, self.tokens[last].end, new)

    def is_binary(self, i):
        """Binary operators have spaces on both sides; a type may end its line with a star."""
        token = self.tokens[i]
        after = self.text[token.end:token.end + 1]
        return self.text[token.start - 1].isspace() and (
            after == " " or (after == "\n" and token.text != "*"))

    def operators(self):
        for i, token in enumerate(self.tokens):
            if token.kind != "op":
                continue
            for new in COMPARISONS.get(token.text, ()):
                yield self.change(i, i, new)
            if token.text in ("&&", "||"):
                yield self.change(i, i, "||" if token.text == "&&" else "&&")
                yield from self.operands(i)
            elif token.text in OTHERS and (token.text in ("++", "--") or self.is_binary(i)):
                yield self.change(i, i, OTHERS[token.text])
            elif token.text in ("-", "~"):
                yield self.change(i, i, "")

    def left_end(self, i, stops):
        """The first token of the operand that ends before index `i`."""
        i -= 1
        while i >= 0 and self.tokens[i].text not in stops:
            i = self.pairs[i] if i in self.pairs else i
            i -= 1
        return i + 1

    def right_end(self, i, stops):
        i += 1
        while i < len(self.tokens) and self.tokens[i].text not in stops:
            i = self.pairs[i] if i in self.pairs else i
            i += 1
        return i - 1

    def operands(self, i):
        """Each side of && and || as if it said nothing."""
        more = {"&&"} if self.tokens[i].text == "&&" else set()
        nothing = "1" if more else "0"
        yield self.change(self.left_end(i, LEFT_ENDS | more), i - 1, nothing)
        yield self.change(i + 1, self.right_end(i, RIGHT_ENDS | more), nothing)

    def is_plain(self, first, last):
        """A condition that no other operator turns round."""
        i = first
        if self.tokens[first].text == "!":
            return False
        while i <= last:
            if self.tokens[i].text in COMPARISONS or self.tokens[i].text in ("&&", "||", "?"):
                return False
            i = self.pairs[i] if i in self.pairs and self.pairs[i] > i else i
            i += 1
        return first != last or self.tokens[first].text not in ("true", "false")

    def negate(self, first, last):
        if self.is_plain(first, last):
            yield self.change(first, last, f"!({self.text[self.tokens[first].start:self.tokens[last].end]})")

    def negations(self):
        for i, token in enumerate(self.tokens):
            if token.text == "!" and token.kind == "op":
                yield self.change(i, i, "")
            elif token.text == "if" and token.kind == "name":
                yield from self.negate(i + 2, self.pairs[i + 1] - 1)
            elif token.text == "?":
                yield from self.negate(self.left_end(i, LEFT_ENDS), i - 1)
            elif token.text == "return" and self.returns_bool(i):
                yield from self.negate(i + 1, self.right_end(i, {";"}))

    def returns_bool(self, i):
        """Functions begin with their type on a line of its own, and end with "}" at a line's start."""
        start = self.text.rfind("\n}\n", 0, self.tokens[i].start)
        return re.search(r"^(?:static )?bool\n\w+\(", self.text[max(start, 0):self.tokens[i].start],
                         re.MULTILINE) is not None

    def values(self):
        for i, token in enumerate(self.tokens):
            if token.kind == "number":
                yield self.change(i, i, f"({token.text} + 1)")
                yield self.change(i, i, f"({token.text} - 1)")
            elif token.kind == "char":
                yield self.change(i, i, f"({token.text} + 1)")
                yield self.change(i, i, f"({token.text} - 1)")
            elif token.text in ("true", "false"):
                yield self.change(i, i, "false" if token.text == "true" else "true")
            elif token.kind == "name" and token.text in self.following:
                yield self.change(i, i, self.following[token.text])
            elif token.kind == "string":
                yield from self.strings(i)

    def is_for_people(self, i):
        """Of a row {CONSTANT, "name", "nome", "name"}, all but the name."""
        return i >= 4 and self.tokens[i - 2].kind == "string" and any(
            token.text in self.following for token in (self.tokens[i - 4], self.tokens[i - 6]))

    def strings(self, i):
        """What the program tells apart by, and the places to be filled in; not what people read."""
        inner = self.tokens[i].text[1:-1]
        if self.is_for_people(i):
            return
        for found in PLACEHOLDER.finditer(inner):
            new = {"0": "1", "1": "0", "number": "year"}.get(found.group(1), "number")
            yield self.change(i, i, f'"{inner[:found.start(1)]}{new}{inner[found.end(1):]}"')
        rule = re.fullmatch(r"(R-[A-Z]+-\d)(\d)", inner)
        if rule:
            yield self.change(i, i, f'"{rule.group(1)}{(int(rule.group(2)) + 1) % 10}"')
        elif re.fullmatch(r"[-\w.,;@% ]*[-\w.,;@%]", inner) and (" " not in inner or len(inner) < 8):
            yield self.change(i, i, f'"{inner[:-1]}?"')

    def statements(self):
        """Drops what stands alone: calls, assignments, break and continue."""
        for i, token in enumerate(self.tokens):
            if token.text == "{" and i and self.tokens[i - 1].text == ")" and self.is_body(i):
                yield from self.block(i + 1, self.pairs[i])

    def is_body(self, i):
        return self.text[self.tokens[i].start - 1] == "\n"

    def block(self, i, end):
        while i < end:
            text = self.tokens[i].text
            if text in ("if", "for", "while", "switch"):
                i = self.pairs[i + 1] + 1
            elif text in ("else", "do", "{", "}", ";"):
                i += 1
            elif text in ("case", "default"):
                while self.tokens[i].text != ":":
                    i += 1
                i += 1
            else:
                last = self.right_end(i - 1, {";"})
                if text != "return" and not self.is_declaration(i):
                    yield self.change(i, last, "")
                i = last + 2

    def is_declaration(self, i):
        first, second = self.tokens[i], self.tokens[i + 1]
        return first.text in TYPES or (first.kind == "name" and second.kind == "name") or (
            first.kind == "name" and second.text == "*" and self.tokens[i + 2].kind == "name")
