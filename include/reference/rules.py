"""The rules of the programme: where the headers name them, and what a refusal says."""
import re

GROUPS = {"STU": "Studios", "CLI": "Clients", "COU": "Coupons", "LIC": "Licenses",
          "ELIG": "Who may get a coupon", "MIG": "Migration", "REN": "Renewal", "ACC": "Access",
          "HIS": "History", "OUT": "Outbox", "AUD": "Records"}
MENTION = re.compile(r"R-([A-Z]{3,4})-(\d\d|\*)((?:(?:,| to| and)\s+(?:\* )?-\d\d)*)")


def rules_in(text):
    """The rules that a text names, "R-ELIG-01, -03" and "R-COU-06 to -09" and "R-ELIG-*" among them."""
    found = set()
    for group, number, more in MENTION.findall(text):
        if number == "*":
            found |= {f"R-{group}-{n:02}" for n in range(1, 20)}
            continue
        last = int(number)
        found.add(f"R-{group}-{last:02}")
        for word, other in re.findall(r"(,| to| and)\s+(?:\* )?-(\d\d)", more):
            first = last + 1 if word == " to" else int(other)
            found |= {f"R-{group}-{n:02}" for n in range(first, int(other) + 1)}
            last = int(other)
    return found


def order(rule):
    _, group, number = rule.split("-")
    return list(GROUPS).index(group), int(number)


def named(headers, told):
    """{rule: [the functions and types whose comments name it]}, in order; those too that are `told`."""
    found, literal = {}, set(told)
    for header in headers:
        literal |= set(re.findall(r"R-[A-Z]+-\d\d", header.text))
        for declaration in header.every():
            owner = (declaration.parent or declaration).name
            for rule in rules_in(f"{declaration.comment} {declaration.note}"):
                if owner not in found.setdefault(rule, []):
                    found[rule].append(owner)
    # "R-ELIG-*" stands for those that there are.
    return {rule: found.get(rule, []) for rule in sorted(literal, key=order)}


def refusals(source):
    """{rule: [what an English reader is told]}, an ellipsis in place of what a case fills in."""
    text = (source / "lib" / "rules" / "reasons.def").read_text(encoding="utf-8")
    string = r'(?:"(?:[^"\\]|\\.)*"\s*)+'
    found = {}
    for rule, english in re.findall(
            rf'CT__REASON\(\w+, \w+, "(R-[^"]+)", "[^"]*",\s+{string},\s+({string})\)', text):
        told = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', english)).replace('\\"', '"')
        found.setdefault(rule, []).append(re.sub(r"\{\w+\}", "…", told))
    return found
