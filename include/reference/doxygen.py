"""The public headers as Doxygen wants them, and the pages around them."""
import re

import rules
import words

RULE = re.compile(r"\bR-([A-Z]{3,4})-(\d\d)\b")


class Text:
    """Turns comments into Doxygen's Markdown; `names` are those that get a link."""

    def __init__(self, names):
        self.names = names

    def marked(self, text):
        """Nothing but `code`, lists, rules and names is marked up."""
        parts = re.split(r"(`[^`]*`)", text)
        for at in range(0, len(parts), 2):
            part = re.sub(r"([\\*<>#&@])", r"\\\1", parts[at])
            part = RULE.sub(r'@ref R_\1_\2 "R-\1-\2"', part)
            parts[at] = re.sub(r"\b(?:ct|CT)_\w+\b", self._linked, part)
        return "".join(parts)

    def _linked(self, match):
        return f'@ref {match[0]} "{match[0]}"' if match[0] in self.names else match[0]

    def comment(self, text):
        return "\n\n".join(self._part(kind, part) for kind, part in words.paragraphs(text))

    def _part(self, kind, part):
        if kind == "code":
            return f"@code{{.c}}\n{part}\n@endcode"
        if kind == "table":
            rows = ["".join(f"<td>{self.marked(cell)}</td>" for cell in row) for row in part]
            return "<table>\n" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>"
        if kind == "errors":
            return f"@par Errors\n{self.marked(part)}"
        if kind == "param":
            return f"@param {part[0]} {self.marked(part[1])}"
        return self.marked(part)

    def header(self, header):
        """The text of a header, with its comments so."""
        edits = [(*header.comments[0], f"/** @file\n{self.comment(header.comment)} */")]
        edits += [(start, end, "") for start, end in header.comments[1:]]
        for declaration in header.every():
            text = words.said(declaration)
            if text:
                place = declaration.start
                edits.append((place, place, f"/** {self.comment(text)} */\n"))
        text = header.text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        return text


def write(headers, source, folder):
    """Writes what Doxygen reads."""
    text = Text({declaration.name for header in headers for declaration in header.every()
                 if declaration.kind != "member"})
    (folder / "contoterzi").mkdir()
    for header in headers:
        (folder / "contoterzi" / header.name).write_text(text.header(header), encoding="utf-8")
    (folder / "main.md").write_text(_main_page(headers, source, text), encoding="utf-8")
    (folder / "rules.md").write_text(_rules_page(headers, source, text), encoding="utf-8")


def _main_page(headers, source, text):
    everything = next(header for header in headers if header.name == "contoterzi.h")
    _, *comment = everything.comment.split("\n\n")
    rows = [f"| {text.marked(header.subject)} | @ref {header.name} | {header.page}(3) |"
            for header in headers if header is not everything]
    example = (source / "examples" / "migrate_one.c").read_text(encoding="utf-8")
    return "\n".join([
        "# libcontoterzi {#mainpage}", "", text.comment("\n\n".join(comment)), "",
        "| subject | header | manual page |", "|---|---|---|", *rows, "",
        "@ref rules lists what a refusal can name.", "",
        "This opens a store, migrates one client and prints its license:", "",
        f"@code{{.c}}\n{example}@endcode", ""])


def _rules_page(headers, source, text):
    """Each rule with what names it, and what is told to a person whom it refuses."""
    lines = ["# The rules {#rules}", "",
             "A refusal names its rule. Here is where each stands in this reference, and what is told",
             "to a person whom it refuses, in English; the library has the same in Italian.", ""]
    told, group = rules.refusals(source), None
    for rule, names in rules.named(headers, told).items():
        if rule.split("-")[1] != group:
            group = rule.split("-")[1]
            lines += [f"## {rules.GROUPS[group]} {{#rules_{group.lower()}}}", ""]
        lines += [f"@anchor {rule.replace('-', '_')} **{rule}** " + text.marked(", ".join(names)), ""]
        lines += [f"- {sentence}" for sentence in told.get(rule, [])] + [""]
    return "\n".join(lines)
