#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the tree against CONTRIBUTING.md: the direction of includes, sizes, layout, licences.

Usage: check_house.py TREE. Each finding is one line, `file:line: what is wrong`; exits 1 if there
is any. The limits are read from the table in CONTRIBUTING.md, so that they are written once.
"""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path, PurePosixPath

SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
CLANG_FORMAT_VERSION = "14"

# Build trees and packaging output hold copies of the sources; they are nobody's to maintain.
SKIPPED_FOLDERS = {"build", "debian", "__pycache__"}

# Which folders the files of a layer may include from; the first matching prefix is a file's layer.
# Files right in daemon/, client/ and web/ are the layer "main".
LAYERS = (
    ("base/", ("base/",)),
    ("protocol/", ("protocol/", "base/")),
    ("daemon/core/", ("daemon/core/", "protocol/", "base/")),
    ("daemon/io/", ("daemon/io/", "daemon/core/", "protocol/", "base/")),
    ("daemon/", ("daemon/", "protocol/", "base/")),
    ("ctl/", ("ctl/", "protocol/", "base/")),
    ("client/core/", ("client/core/", "protocol/", "base/")),
    ("client/io/", ("client/io/", "client/core/", "protocol/", "base/")),
    ("client/", ("client/", "protocol/", "base/")),
    ("web/core/", ("web/core/", "client/core/", "protocol/", "base/")),
    ("web/io/", ("web/io/", "web/core/", "client/core/", "protocol/", "base/")),
    ("web/", ("web/", "client/core/", "protocol/", "base/")),
)
# What of base/ talks to the system, which sans-I/O code has no use for.
BASE_WITH_INPUT_OUTPUT = ("base/durable_file.hpp", "base/file_descriptor.hpp")

# Sans-I/O layers: these standard headers bring in threads or input and output ...
FORBIDDEN_STANDARD = {
    "barrier", "condition_variable", "csetjmp", "csignal", "fstream", "future", "iostream", "latch",
    "mutex", "semaphore", "shared_mutex", "stop_token", "syncstream", "thread",
}
# ... and of all other headers only these are pure computation.
ALLOWED_LIBRARIES = {
    "protocol/": re.compile(
        r"unicode/|nlohmann/|arpa/inet\.h$|netinet/in\.h$|gcrypt\.h$|sodium\.h$"
    ),
    "daemon/core/": re.compile(r"boost/circular_buffer\.hpp$"),
    "client/core/": re.compile(r"unicode/"),
    "web/core/": re.compile(r"nlohmann/"),
}
# Each of these has a unit test that mirrors its path.
MIRRORED = ("base/", "protocol/", "daemon/core/", "client/core/", "web/core/")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.M)
# Of Markdown: table rows, headings, indented code, and a link or path that fills its line.
UNWRAPPABLE = re.compile(r"\||#|    |\s*(?:[-*] |\d+\. )?(?:\[[^\]]*\]\(\S*\)\S*|\S+)$")
CLOCK = re.compile(r"_clock::now\s*\(")
NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"
    r"|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*",
    re.S | re.M,
)
ACCESS = re.compile(r"\b(?:public|private|protected)$")
CONTAINER = re.compile(
    r"^\s*(?:inline\s+|export\s+|typedef\s+|static\s+)*"
    r'(?:(?:namespace|struct|class|union|enum)\b(?![^{]*\)\s*(?:const|noexcept|override)?\s*$)'
    r"|extern\s*$)"
)


def limits(tree):
    """The numbers of the table in CONTRIBUTING.md: lines a file, lines a function, columns."""
    text = (tree / "CONTRIBUTING.md").read_text(encoding="utf-8")

    def limit(what, unit):
        row = re.search(rf"^\| *{what} *\| *(\d+) {unit} *\|", text, re.M)
        if row is None:
            raise SystemExit(f"CONTRIBUTING.md: its table has no limit for '{what}' in {unit}")
        return int(row.group(1))

    return {
        "file": limit("a source file", "lines"),
        "function": limit("a function", "lines"),
        "columns": limit("a line", "columns"),
    }


def is_script(path):
    if path.suffix in (".py", ".sh") or path.name == "CMakeLists.txt" or path.suffix == ".cmake":
        return True
    if path.suffix:
        return False
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def files_of(tree):
    """All C++ sources, all scripts (by suffix or by their first line) and all pages (Markdown), as
    relative paths."""
    sources, scripts, pages = [], [], []
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(
            name for name in folders
            if name not in SKIPPED_FOLDERS and not name.startswith(("obj-", "."))
            or name == ".ci"
        )
        for name in sorted(names):
            path = Path(folder) / name
            relative = path.relative_to(tree).as_posix()
            if path.suffix in (".hpp", ".cpp"):
                sources.append(relative)
            elif path.suffix == ".md":
                pages.append(relative)
            elif path.is_file() and is_script(path):
                scripts.append(relative)
    return sources, scripts, pages


def display_width(line):
    """Columns on a terminal, as clang-format counts them: wide characters are two."""
    width = 0
    for character in line:
        if unicodedata.category(character) in ("Mn", "Me", "Cf"):
            continue
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width


def without_noise(text):
    """The text with comments, literals and preprocessor lines blanked, line breaks kept."""
    return NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def closing_brace(text, opening):
    depth = 0
    for position in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
    return len(text) - 1


def functions(text):
    """(first line, lines) of each function, from the beginning of its head to its last brace.

    Relies on the layout of clang-format: a brace that follows a word without a space initialises
    something, one between parentheses belongs to an argument (a lambda in a constructor's list),
    any other brace outside functions opens a body.
    """
    text = without_noise(text)
    head, position = 0, 0
    while position < len(text):
        character = text[position]
        if character in ";}":
            head = position + 1
        elif character == "{":
            declaration = re.sub(r"template\s*<[^{}]*?>\s*(?=\w)", "", text[head:position])
            is_argument = declaration.count("(") > declaration.count(")")
            if is_argument or re.search(r"[\w>\]]$|[=(,]\s*$", declaration):
                position = closing_brace(text, position)
            elif CONTAINER.match(declaration):
                head = position + 1
            else:
                end = closing_brace(text, position)
                start = head + len(text[head:position]) - len(text[head:position].lstrip())
                if "(" in declaration:
                    first = text.count("\n", 0, start) + 1
                    yield first, text.count("\n", start, end) + 1
                position, head = end, end + 1
        elif character == ":" and ACCESS.search(text[head:position]):
            head = position + 1
        position += 1


def check_includes(tree, path, text):
    layer, allowed = next(((at, may) for at, may in LAYERS if path.startswith(at)), (None, None))
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start(0)) + 1
        quoted, angled = match.groups()
        if quoted is not None:
            target = PurePosixPath(quoted)
            if ".." in target.parts or not (
                (tree / target).is_file() or (tree / f"{quoted}.in").is_file()
            ):
                yield line, f'"{quoted}" is no file of this tree, counted from its top'
            elif allowed is not None and not quoted.startswith(allowed):
                yield line, f'{layer} may not include "{quoted}" (only {", ".join(allowed)})'
            elif layer in ALLOWED_LIBRARIES and quoted in BASE_WITH_INPUT_OUTPUT:
                yield line, f'{layer} does no input or output: "{quoted}" is forbidden'
        elif layer in ALLOWED_LIBRARIES:
            standard = re.fullmatch(r"[a-z_0-9]+", angled)
            if angled in FORBIDDEN_STANDARD or not (
                standard or ALLOWED_LIBRARIES[layer].match(angled)
            ):
                yield line, f"{layer} does no input, output or threads: <{angled}> is forbidden"
        elif re.match(r"(?:base|protocol|daemon|ctl|client|web)/", angled):
            yield line, f"<{angled}>: files of this tree are included with quotes"


def check_source(tree, path, limit):
    text = (tree / path).read_text(encoding="utf-8")
    lines = text.splitlines()
    if not lines or lines[0] != f"// {SPDX}":
        yield 1, f"the first line is not // {SPDX}"
    if len(lines) > limit["file"]:
        yield len(lines), f"{len(lines)} lines: a source file has at most {limit['file']}"
    for line, length in functions(text):
        if length > limit["function"]:
            yield line, f"a function of {length} lines: at most {limit['function']}"
    yield from check_includes(tree, path, text)
    if path.startswith(tuple(ALLOWED_LIBRARIES)):
        for match in CLOCK.finditer(without_noise(text)):
            yield text.count("\n", 0, match.start()) + 1, "sans-I/O code is told the time"
    if path.startswith(MIRRORED) and path.endswith(".cpp"):
        test = f"tests/unit/{path[:-len('.cpp')]}_test.cpp"
        if not (tree / test).is_file():
            yield 1, f"its unit test {test} is missing"


def check_columns(tree, path, limit):
    lines = (tree / path).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        width = display_width(line)
        if width > limit["columns"]:
            yield number, f"{width} columns: at most {limit['columns']}"


def without_what_cannot_wrap(page):
    """The page with blank lines for its tables, code and headings, and for links on their own."""
    in_code = False
    for line in page.splitlines():
        is_fence = line.lstrip().startswith(("```", "~~~"))
        in_code ^= is_fence
        kept = not (in_code or is_fence or UNWRAPPABLE.match(line))
        yield line if kept else ""


def check_page(tree, path, limit):
    text = (tree / path).read_text(encoding="utf-8")
    for number, line in enumerate(without_what_cannot_wrap(text), start=1):
        width = display_width(line)
        if width > limit["columns"]:
            yield number, f"{width} columns: wrap it at {limit['columns']}"


def check_script(tree, path, limit):
    lines = (tree / path).read_text(encoding="utf-8").splitlines()
    if not any(line == f"# {SPDX}" for line in lines[:2]):
        yield 1, f"neither of the first two lines is # {SPDX}"
    if len(lines) > limit["file"]:
        yield len(lines), f"{len(lines)} lines: a source file has at most {limit['file']}"


def check_layout(tree, sources):
    """What clang-format would change, or why it could not be asked."""
    program = shutil.which(f"clang-format-{CLANG_FORMAT_VERSION}") or shutil.which("clang-format")
    version = "" if program is None else subprocess.run(
        [program, "--version"], check=True, capture_output=True, text=True).stdout
    if not re.search(rf"version {CLANG_FORMAT_VERSION}\.", version):
        print(f"the layout is not checked: no clang-format {CLANG_FORMAT_VERSION} here")
        return
    if not (tree / ".clang-format").is_file() or not sources:
        return
    checked = subprocess.run([program, "--dry-run", "-Werror", *sources], cwd=tree, check=False,
                             capture_output=True, text=True)
    changed = dict.fromkeys(re.findall(r"^([^:\n]+):\d+:\d+: error:", checked.stderr, re.M))
    for path in changed:
        yield path, 1, "the layout is not clang-format's: run clang-format -i on it"
    if checked.returncode != 0 and not changed:
        yield ".clang-format", 1, f"clang-format failed: {checked.stderr.strip()}"


def check(tree):
    """All findings as (path, line, what), in the order of the files."""
    limit = limits(tree)
    sources, scripts, pages = files_of(tree)
    for path in sources:
        yield from ((path, *finding) for finding in check_source(tree, path, limit))
        yield from ((path, *finding) for finding in check_columns(tree, path, limit))
    for path in scripts:
        yield from ((path, *finding) for finding in check_script(tree, path, limit))
        yield from ((path, *finding) for finding in check_columns(tree, path, limit))
    for path in pages:
        yield from ((path, *finding) for finding in check_page(tree, path, limit))
    yield from check_layout(tree, sources)


def report(check_tree, arguments):
    """Prints what the check finds in the tree that the program was called with; its exit code."""
    if len(arguments) != 2:
        raise SystemExit(f"usage: {Path(arguments[0]).name} TREE")
    findings = list(check_tree(Path(arguments[1]).resolve()))
    for path, line, what in findings:
        print(f"{path}:{line}: {what}")
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(report(check, sys.argv))
