"""Manual pages of section 3: one a header, and a link to it for each of its functions."""
import re
import textwrap

import rules
import words

STATUS = ("Functions of type ct_status answer CT_OK, a positive value as news, or a negative one for an "
          "error, of which the context then tells more: see contoterzi_context(3). What they would give "
          "out is left alone then. Other functions say above what they answer.")
ALWAYS = ("Every call can also answer CT_ERR_NO_MEMORY, CT_ERR_INVALID_ARGUMENT and what storage answers: "
          "contoterzi_base(3) has all of them.")
NAMES = re.compile(r"\b(?:ct|CT|contoterzi)_\w*\w\b")


def plain(text):
    return text.replace("\\", "\\e").replace("-", "\\-")


def bold(text):
    return f"\\fB{text}\\fP"


def marked(text):
    """Names are bold, other `code` is italic."""
    parts = re.split(r"`([^`]*)`", plain(text))
    for at, part in enumerate(parts):
        is_code = at % 2 == 1 and not NAMES.fullmatch(part)
        parts[at] = f"\\fI{part}\\fP" if is_code else NAMES.sub(lambda name: bold(name[0]), part)
    return "".join(parts)


def protected(line):
    """A line that no macro is seen in."""
    return "\\&" + line if line.startswith((".", "'")) else line


def filled(text):
    """Lines of text; a sentence begins its line."""
    sentences = re.split(r"(?<=[.!?]) (?=[\"'(A-Z`])", " ".join(text.split()))
    return [protected(line) for sentence in sentences
            for line in textwrap.wrap(marked(sentence), 90, break_long_words=False,
                                      break_on_hyphens=False)]


def code(text):
    lines = [protected(plain(line)) for line in text.split("\n")]
    return [".RS 4", ".nf", *lines, ".fi", ".RE"]


def told(comment, between=".IP", skip=("errors",)):
    """Lines for what a comment says; `between` begins another paragraph."""
    lines = []
    for kind, part in words.paragraphs(comment or ""):
        if kind not in skip:
            block = _part(kind, part)
            lines += [between] if lines and not block[0].startswith(".RS") else []
            lines += block
    return lines


def _part(kind, part):
    if kind == "code":
        return code(part)
    if kind == "table":
        return listed((row[0], filled("; ".join(row[1:]))) for row in part)
    if kind == "param":
        return filled(f"`{part[0]}`: {part[1]}")
    before, *items = re.split(r"^- ", part, flags=re.MULTILINE)
    lines = filled(before)
    if items:
        lines += [".RS"]
        for item in items:
            lines += [".IP \\(bu 2", *filled(item)]
        lines += [".RE"]
    return lines


def listed(items):
    """A list of what [(name, lines)] says."""
    lines = [".RS", ".PD 0"]
    for name, text in items:
        lines += [".TP", bold(plain(name)), *(text or ["\\&"])]
    return lines + [".PD", ".RE"]


def prototype(function):
    arguments = [joined(c, name) for c, name in function.arguments] or ["void"]
    text = f"{joined(function.result, function.name)}({', '.join(arguments)});"
    # Broken between arguments only.
    kept = re.sub(r"(?<!,) ", "\N{NO-BREAK SPACE}", text)
    lines = textwrap.wrap(kept, 76, subsequent_indent="    ", break_long_words=False)
    return [bold(line.replace("\N{NO-BREAK SPACE}", " ")) for line in lines]


def joined(c, name):
    array = re.search(r"\[.*\]$", c)
    if array:
        return joined(c[:array.start()], name) + array[0]
    return c + name if c.endswith("*") else f"{c} {name}"


def types(header):
    lines = []
    for declaration in header.declarations:
        if declaration.kind == "function":
            continue
        kind = {"struct": "struct ", "opaque": "struct ", "enum": "enum "}.get(declaration.kind, "")
        lines += [".TP", bold(kind + declaration.name), *told(words.said(declaration))]
        if declaration.members:
            lines += listed((re.sub(r"\s+", " ", member.code.rstrip(",;")),
                             told(words.said(member))) for member in declaration.members)
    return [".SS Types", *lines] if lines else []


def functions(header):
    lines = []
    for function in header.functions:
        text = told(words.said(function))
        lines += [".TP", bold(function.name) + "()", *(text or ["\\&"])]
    return [".SS Functions", *lines] if lines else []


def outcomes(header):
    """What functions answer, and with which errors."""
    if not any(function.result == "ct_status" for function in header.functions):
        return []
    lines = [".SH RETURN VALUE", *filled(STATUS), ".SH ERRORS", *filled(ALWAYS)]
    for declaration in header.declarations:
        for kind, part in words.paragraphs(words.said(declaration) or ""):
            if kind == "errors":
                lines += [".TP", bold(declaration.name), *filled(part)]
    return lines


def named_rules(header, refusals):
    lines = []
    for rule in sorted(rules.rules_in(header.text) & set(refusals), key=rules.order):
        lines += [".TP", bold(plain(rule)), *filled(". ".join(refusals[rule]) + ".")]
    return [".SH RULES", *filled("What a refusal says where it names the rule:"), *lines] if lines else []


def examples(texts):
    return [".SH EXAMPLES", *[line for text in texts for line in code(text)]] if texts else []


def page(header, version, more, example, others, refusals):
    """The page of a header. `more` follows on what the header says, `others` are the pages that it
    leads to."""
    own = [part for kind, part in words.paragraphs(header.comment) if kind == "code"] + example
    lines = [f'.TH {header.page} 3 "" "libcontoterzi {version}"',
             ".SH NAME", f"{header.page} \\- {plain(header.subject)}",
             ".SH LIBRARY", f"{header.library} (\\-l{plain(header.library[3:])})",
             ".SH SYNOPSIS", ".nf", bold(f"#include <contoterzi/{header.name}>")]
    lines += [".PP"] if header.functions else []
    for function in header.functions:
        lines += prototype(function)
    lines += [".fi", ".SH DESCRIPTION", *told(header.comment, ".PP", skip=("errors", "code")), *more,
              *types(header), *functions(header), *outcomes(header), *named_rules(header, refusals),
              *examples(own), ".SH SEE ALSO"]
    lines += [f".BR {name} (3){',' if name != others[-1] else ''}" for name in others]
    return "\n".join(lines) + "\n"


def write(headers, source, folder, version):
    """Writes the pages and the links to them."""
    refusals = rules.refusals(source)
    for header in headers:
        others = {other.page for other in headers if f'#include "{other.name}"' in header.text}
        more, example = [], []
        if header.page == "contoterzi":
            pages = [other for other in headers if other is not header]
            others = {other.page for other in pages}
            more = [".PP", "The pages:", *listed((f"{other.page}(3)", filled(other.subject + "."))
                                                 for other in pages)]
            example = [(source / "examples" / "migrate_one.c").read_text(encoding="utf-8").rstrip()]
        else:
            others.add("contoterzi")
        text = page(header, version, more, example, sorted(others), refusals)
        (folder / f"{header.page}.3").write_text(text, encoding="utf-8")
        for function in header.functions:
            (folder / f"{function.name}.3").write_text(f".so man3/{header.page}.3\n", encoding="utf-8")
