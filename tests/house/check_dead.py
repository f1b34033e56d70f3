#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what nothing uses: files that nothing builds or includes, and declarations in headers.

Usage: check_dead.py TREE. Each finding is one line, `file:line: what is wrong`; exits 1 if there
is any. It goes by words, so what has the name of something that is used is not found.
"""

import re
import sys
from collections import Counter
from pathlib import Path, PurePosixPath

from check_house import INCLUDE, files_of, report, without_noise

# Who calls these does not write their names.
CALLED_BY_LANGUAGE = {
    "begin", "end",  # A loop over a range.
    "beast_close_socket", "teardown", "async_teardown",  # Boost.Beast, of a stream.
    "PrintTo",  # GoogleTest, to show a value.
    "value_type",  # The standard library, of an allocator.
    "what",  # Whoever catches a std::exception.
}

KEYWORDS = "return|co_return|throw|new|delete|else|case|goto|using|typedef|friend"
# A word before a parenthesis, behind a type, in a line of a namespace or of a class.
FUNCTION = re.compile(rf"^ {{0,4}}(?! |(?:{KEYWORDS})\b)[^\n=()]*?[\w>\]][\s&*]+(\w+)\((?!\))"
                      rf"|^ {{0,4}}(?! |(?:{KEYWORDS})\b)[^\n=()]*?[\w>\]][\s&*]+(\w+)\(\)", re.M)
CONSTANT = re.compile(r"^ {0,4}(?:static |inline )*constexpr [^\n=({]*?[\s&*](\w+)\s*[={]", re.M)
TYPE = re.compile(r"^ {0,4}(?:(?:struct|class|union|enum|enum class) (\w+)[^\n;]*\{"
                  r"|using (\w+) =)", re.M)
WORD = re.compile(r"\b[A-Za-z_]\w*\b")
# A definition outside its class begins its line; calls are inside functions, and so indented.
DEFINITION = re.compile(r"^\S[^\n;=(]*?(\w+)\(", re.M)


def is_own_source(header, path):
    return path == header[:-len(".hpp")] + ".cpp"


def is_own_test(header, path):
    return path == f"tests/unit/{header[:-len('.hpp')]}_test.cpp"


def built_files(tree, scripts):
    """A pattern for the sources that any CMakeLists.txt names, counted from the top."""
    patterns = []
    for path in scripts:
        if PurePosixPath(path).name != "CMakeLists.txt":
            continue
        text = re.sub(r"#[^\n]*", "", (tree / path).read_text(encoding="utf-8"))
        for word in re.findall(r"[^\s()\"]+\.cpp\b", text):
            from_top = word.startswith("${CMAKE_SOURCE_DIR}/")
            name = word.removeprefix("${CMAKE_SOURCE_DIR}/")
            folder = Path() if from_top else Path(path).parent
            parts = []
            for part in (folder / name).parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            literal = re.split(r"\$\{\w+\}", "/".join(parts))
            patterns.append("[^/]*".join(map(re.escape, literal)))
    return re.compile("|".join(patterns) or "(?!)")


def dead_files(tree, texts, scripts):
    built = built_files(tree, scripts)
    included = set()
    for path, text in texts.items():
        included.update(target for target, _ in INCLUDE.findall(text)
                        if not is_own_source(target, path) and not is_own_test(target, path))
    for path in texts:
        if path.endswith(".cpp"):
            if not built.fullmatch(path) and path not in included:
                yield path, 1, "no CMakeLists.txt names it"
        elif path not in included:
            yield path, 1, "nothing but its own source and its test includes it"


def declarations(code):
    """(name, position) of what a header without comments and literals declares."""
    for pattern in (FUNCTION, CONSTANT, TYPE):
        for match in pattern.finditer(code):
            group = match.lastindex
            yield match.group(group), match.start(group)


def dead_declarations(texts):
    code = {path: without_noise(text) for path, text in texts.items()}
    words = {path: Counter(WORD.findall(text)) for path, text in code.items()}
    # Macros use words, too, but declare nothing here.
    everywhere = sum((Counter(WORD.findall(line)) for text in texts.values()
                      for line in re.findall(r"^[ \t]*#[ \t]*define[^\n]*", text, re.M)), Counter())
    for counted in words.values():
        everywhere.update(counted)
    for path, text in code.items():
        if not path.endswith(".hpp"):
            continue
        declared = list(declarations(text))
        times = Counter(name for name, _ in declared)
        defined = Counter(DEFINITION.findall(code.get(path[:-len(".hpp")] + ".cpp", "")))
        for name, position in declared:
            if name in CALLED_BY_LANGUAGE or everywhere[name] > times[name] + defined[name]:
                continue
            yield path, text.count("\n", 0, position) + 1, f"nothing uses {name}"


def check(tree):
    """All findings as (path, line, what)."""
    sources, scripts, _ = files_of(tree)
    texts = {path: (tree / path).read_text(encoding="utf-8") for path in sources}
    yield from dead_files(tree, texts, scripts)
    yield from dead_declarations(texts)


if __name__ == "__main__":
    sys.exit(report(check, sys.argv))
