#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_dead.py finds what nothing uses in a small tree, and nothing else."""

import tempfile
import unittest
from pathlib import Path

import check_dead

HEADER = """
namespace chatroom {

/// How wide a table is.
constexpr int columns = 80;

enum class Align { left };

class Table {
public:
    int width() const { return columns; }
    static Table of(Align align);
};

void show(const Table& table);

} // namespace chatroom
"""
SOURCE = """#include "ctl/table.hpp"
namespace chatroom {
Table Table::of(Align align) {
    return {};
}
void show(const Table& table) {
    table.width();
}
} // namespace chatroom
"""


class Dead(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Path(folder.name)
        self.write("ctl/CMakeLists.txt", "add_executable(ctl main.cpp\n  table.cpp)\n")
        self.write("ctl/table.hpp", HEADER)
        self.write("ctl/table.cpp", SOURCE)
        self.write("ctl/main.cpp", '#include "ctl/table.hpp"\n'
                   "int main() {\n    show(Table::of(Align::left));\n}\n")

    def write(self, path, text):
        target = self.tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def expect(self, *findings):
        self.assertEqual(list(findings), list(check_dead.check(self.tree)))

    def test_a_tree_in_use_has_no_findings(self):
        self.expect()

    def test_a_source_that_is_not_built_is_found(self):
        self.write("ctl/CMakeLists.txt", "add_executable(ctl main.cpp) # table.cpp\n")
        self.expect(("ctl/table.cpp", 1, "no CMakeLists.txt names it"))

    def test_sources_may_be_named_from_elsewhere(self):
        for name in ("../ctl/table.cpp", "${CMAKE_SOURCE_DIR}/ctl/table.cpp", "../ctl/${kind}.cpp"):
            with self.subTest(name=name):
                self.write("ctl/CMakeLists.txt", "add_executable(ctl main.cpp)\n")
                self.write("tests/CMakeLists.txt", f"add_executable(test {name})\n")
                self.expect()

    def test_a_header_that_nobody_else_includes_is_found(self):
        self.write("ctl/old.hpp", "")
        self.write("ctl/old.cpp", '#include "ctl/old.hpp"\n')
        self.write("tests/unit/ctl/old_test.cpp", '#include "ctl/old.hpp"\n')
        self.write("ctl/CMakeLists.txt", "add_executable(ctl main.cpp old.cpp table.cpp\n"
                   "  ../tests/unit/ctl/old_test.cpp)\n")
        self.expect(("ctl/old.hpp", 1, "nothing but its own source and its test includes it"))

    def test_declarations_that_nothing_uses_are_found(self):
        for line, name in (("constexpr int rows = 25;", "rows"), ("struct Row {};", "Row"),
                           ("using Rows = int;", "Rows"), ("void hide();", "hide"),
                           ("std::vector<int> lines(int first);", "lines")):
            with self.subTest(line=line):
                self.write("ctl/table.hpp", f"{line} // {name}\n{HEADER}")
                self.expect(("ctl/table.hpp", 1, f"nothing uses {name}"))

    def test_to_be_defined_is_not_to_be_used(self):
        self.write("ctl/table.hpp", HEADER.replace("public:", "public:\n    int height();"))
        self.write("ctl/table.cpp", SOURCE.replace("void show", "int Table::height() {\n"
                   "    return 1;\n}\nvoid show"))
        self.expect(("ctl/table.hpp", 11, "nothing uses height"))

    def test_a_use_in_its_own_source_or_in_a_macro_is_one(self):
        self.write("ctl/table.hpp", f"void hide();\nvoid seek();\n#define HIDE hide()\n{HEADER}")
        self.write("ctl/table.cpp", f"void seek() {{\n    seek();\n}}\n{SOURCE}")
        self.expect()


if __name__ == "__main__":
    unittest.main()
