#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the book in docs/, and the links of all other Markdown files of the checkout.

    book.py          says what is wrong, a line for each, and fails if anything is
    book.py test     shows that each kind of mistake is found

A page of the book has one `#` heading, headings that differ, at most 350 lines, and a place in SUMMARY.md.
Links between pages are relative and stay in the book, so that they lead to the same place on disk and in
what mdbook makes. Code that is shown is code that is tested: it is in an example of its language.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

BOOK = "docs"
SUMMARY = "docs/SUMMARY.md"
# mdbook makes index.html of it, so that no link between pages can lead there.
FIRST = "docs/README.md"
# Of each language, the files that its code is from.
TESTED = {"ts": "examples/dapp/*.ts", "python": "examples/python/*.py", "rust": "client/examples/*.rs"}
MAX_LINES = 350
# Other files with a bound of their own.
BOUNDS = {"README.md": 250, FIRST: 60}

FENCE = re.compile(r"\s*(```+|~~~+)(\w*)")
HEADING = re.compile(r"(#{1,6}) +(.*?) *#*$")
CODE = re.compile(r"(`+).*?\1")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:")


def slug(heading):
    """The anchor of a heading, as mdbook and GitHub make it."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").replace("*", "")
    kept = (char for char in text.strip().lower() if char.isalnum() or char in "_- ")
    return "".join("-" if char == " " else char for char in kept)


class Page:
    """A Markdown file: its headings, its links, and its blocks of code that is tested."""

    def __init__(self, text):
        self.lines = text.splitlines()
        self.headings, self.links, self.examples = [], [], []
        fence, language, shown, prose = None, None, None, []
        for number, line in enumerate(self.lines, 1):
            found = FENCE.match(line)
            if found and fence is None:
                fence, language = found[1], found[2]
                shown = [] if language in TESTED else None
                prose.append("")
            elif fence is not None:
                if line.strip() == fence:
                    if shown is not None:
                        self.examples.append((number, language, shown))
                    fence = None
                elif shown is not None:
                    shown.append(line)
                prose.append("")
            else:
                heading = HEADING.match(line)
                if heading:
                    self.headings.append((number, len(heading[1]), heading[2]))
                prose.append(CODE.sub(lambda code: "`" * len(code[0]), line))
        # A link's text may go on in the next line.
        text = "\n".join(prose)
        for link in LINK.finditer(text):
            self.links.append((text.count("\n", 0, link.end()) + 1, link[1]))

    def anchors(self):
        return {slug(heading) for _, _, heading in self.headings}


def problems(root, files):
    """What is wrong with the Markdown files of a checkout, each as (file, line, reason)."""
    pages = {file: Page((root / file).read_text(encoding="utf-8")) for file in files}
    found = []
    for file, page in pages.items():
        bound = BOUNDS.get(file, MAX_LINES if is_of_book(file) else None)
        if bound is not None and len(page.lines) > bound:
            found.append((file, bound + 1, f"it has {len(page.lines)} lines, and may have {bound}"))
        found += ((file, line, why) for line, target in page.links for why in wrong(root, pages, file, target))
    found += of_book(root, pages)
    return found


def is_of_book(file):
    return file.startswith(f"{BOOK}/")


def wrong(root, pages, file, target):
    """Why a link of a file does not lead where it should."""
    if ELSEWHERE.match(target):
        return
    path, _, anchor = target.partition("#")
    there = (root / file).parent.joinpath(path).resolve() if path else (root / file).resolve()
    if not there.is_relative_to(root.resolve()) or not there.exists():
        yield f"`{target}` leads nowhere"
        return
    name = there.relative_to(root.resolve()).as_posix()
    if is_of_book(file) and not is_of_book(name):
        yield f"`{target}` leads out of the book: name the path in words"
    if is_of_book(file) and file != SUMMARY and name == FIRST:
        yield f"`{target}` is no page where mdbook has made the book"
    if anchor and (name not in pages or anchor not in pages[name].anchors()):
        yield f"`{target}` leads to a heading that is not there"


def of_book(root, pages):
    """What is wrong with the book as a whole."""
    listed = {
        (root / SUMMARY).parent.joinpath(target).resolve() for _, target in pages[SUMMARY].links
    }
    tested = {
        language: [unindented(path.read_text(encoding="utf-8")) for path in sorted(root.glob(files))]
        for language, files in TESTED.items()
    }
    for file, page in pages.items():
        if not is_of_book(file) or file == SUMMARY:
            continue
        if (root / file).resolve() not in listed:
            yield file, 1, f"{SUMMARY} does not list it"
        titles = [line for line, level, _ in page.headings if level == 1]
        if len(titles) != 1 or page.headings[0][1] != 1:
            yield file, (titles + [1])[-1], "a page has one `#` heading, and begins with it"
        seen = set()
        for line, _, heading in page.headings:
            if slug(heading) in seen:
                yield file, line, f"two headings have the anchor #{slug(heading)}"
            seen.add(slug(heading))
        for line, language, shown in page.examples:
            if not any(unindented("\n".join(shown)) in text for text in tested[language]):
                yield file, line, f"this code is in no file of {TESTED[language]}"


def unindented(text):
    return "\n".join(line.strip() for line in text.splitlines())


def markdown(root):
    """The Markdown files that git knows, or would: none of what is built or downloaded."""
    command = ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    return sorted(file for file in set(listed) if (root / file).is_file())


def check():
    root = Path(__file__).resolve().parents[2]
    found = list(problems(root, markdown(root)))
    for file, line, reason in sorted(found):
        print(f"{file}:{line}: {reason}", file=sys.stderr)
    return not found


GOOD = {
    SUMMARY: "# Summary\n\n[First](README.md)\n- [One](one.md)\n",
    FIRST: "# First\n\n[one](one.md#a-heading-its-own)\n",
    "docs/one.md": "# One\n\n## A heading, *its* `own`\n\n[above](#one), [elsewhere](https://example.org)\n"
    "\n```text\n# no heading [no link](nowhere.md)\n```\n`[no](link.md)`\n\n```ts\nconst a = [\n  1,\n];\n```\n",
    "README.md": "# Read\n\n[the\nbook](docs/one.md#one), [a folder](examples)\n",
    "examples/dapp/a.ts": "function f() {\n  const a = [\n    1,\n  ];\n}\n",
}

# What is put at the end of a good file, and what is said of it then.
MISTAKES = [
    ("docs/one.md", "[x](two.md)\n", "leads nowhere"),
    ("docs/one.md", "[x](../../..)\n", "leads nowhere"),
    ("docs/one.md", "[a\nlink](#one-more)\n", "not there"),
    ("docs/one.md", "[x](README.md)\n", "is no page"),
    ("docs/one.md", "[x](../README.md)\n", "out of the book"),
    ("docs/one.md", "# Again\n", "one `#` heading"),
    ("docs/one.md", "## One\n", "the anchor #one"),
    ("docs/one.md", "```ts\nconst b = 1;\n```\n", "examples/dapp"),
    ("docs/one.md", "```python\na = 1\n```\n", "examples/python"),
    ("docs/one.md", "```rust\nlet a = 1;\n```\n", "client/examples"),
    ("docs/one.md", "\n" * MAX_LINES, "may have 350"),
    ("docs/two.md", "# Two\n", "does not list it"),
    ("README.md", "![x](docs/one.svg)\n", "leads nowhere"),
    ("README.md", "[x](docs/one.md#nowhere)\n", "not there"),
    ("README.md", "\n" * 250, "may have 250"),
]


def test():
    for file, more, expected in [("README.md", "", None), *MISTAKES]:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            texts = dict(GOOD)
            texts[file] = texts.get(file, "") + more
            for name, text in texts.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            found = list(problems(root, [name for name in texts if name.endswith(".md")]))
            if expected is None:
                assert not found, found
            else:
                assert len(found) == 1 and found[0][0] == file and expected in found[0][2], (more, found)
    return True


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            is_right = check()
        case ["test"]:
            is_right = test()
        case _:
            sys.exit(__doc__)
    sys.exit(0 if is_right else 1)
