#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule of check_house.py bites on a small tree that breaks it, and on nothing else."""

import contextlib
import io
import shutil
import tempfile
import unittest
from pathlib import Path

import check_house

TABLE = """| what | limit |
|---|---|
| a source file | 40 lines |
| a function | 7 lines |
| a line | 60 columns |
"""
SPDX = f"// {check_house.SPDX}\n"


class House(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Path(folder.name)
        self.write("CONTRIBUTING.md", TABLE)
        self.write("protocol/utf8.hpp", SPDX)
        self.write("daemon/config.hpp", SPDX)
        self.write("daemon/core/room.hpp", SPDX)
        self.write("daemon/io/udp_port.hpp", SPDX)
        self.write("ctl/table.hpp", SPDX)
        self.write("client/session.hpp", SPDX)

    def write(self, path, text):
        target = self.tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def findings(self):
        with contextlib.redirect_stdout(io.StringIO()):
            return list(check_house.check(self.tree))

    def expect(self, path, line, words):
        """Exactly one finding, in this place, with these words in it."""
        found = self.findings()
        self.assertEqual([(path, line)], [finding[:2] for finding in found], found)
        self.assertIn(words, found[0][2])


class Includes(House):
    def refused(self, path, include):
        with self.subTest(path=path, include=include):
            self.write(path, f"{SPDX}#include {include}\n")
            self.assertEqual([(path, 2)], [finding[:2] for finding in self.findings()])
            self.write(path, SPDX)

    def test_a_tree_in_order_has_no_findings(self):
        self.write("daemon/main.cpp", f'{SPDX}#include "daemon/io/udp_port.hpp"\n'
                   '#include "daemon/config.hpp"\n#include "protocol/utf8.hpp"\n')
        self.write("daemon/io/udp_port.hpp", f'{SPDX}#include "daemon/core/room.hpp"\n'
                   "#include <sys/socket.h>\n#include <boost/asio/ip/udp.hpp>\n")
        self.write("daemon/core/room.hpp", f'{SPDX}#include "protocol/utf8.hpp"\n#include <map>\n')
        self.write("protocol/utf8.hpp",
                   f"{SPDX}#include <unicode/uchar.h>\n#include <arpa/inet.h>\n")
        self.write("ctl/table.hpp", f'{SPDX}#include "protocol/utf8.hpp"\n')
        self.write("client/session.hpp", f'{SPDX}#include "protocol/utf8.hpp"\n')
        self.assertEqual([], self.findings())

    def test_an_include_against_the_arrows_is_found(self):
        self.refused("protocol/utf8.hpp", '"daemon/core/room.hpp"')
        self.refused("daemon/core/room.hpp", '"daemon/io/udp_port.hpp"')
        self.refused("daemon/core/room.hpp", '"daemon/config.hpp"')
        self.refused("daemon/io/udp_port.hpp", '"daemon/config.hpp"')
        self.refused("ctl/table.hpp", '"daemon/core/room.hpp"')
        self.refused("ctl/table.hpp", '"client/session.hpp"')
        self.refused("client/session.hpp", '"ctl/table.hpp"')
        self.refused("daemon/config.hpp", '"ctl/table.hpp"')

    def test_an_include_that_does_not_start_at_the_top_is_found(self):
        self.refused("daemon/core/room.hpp", '"room.hpp"')
        self.refused("daemon/core/room.hpp", '"daemon/core/../io/udp_port.hpp"')
        self.refused("ctl/table.hpp", "<protocol/utf8.hpp>")

    def test_input_output_and_threads_in_sans_io_code_are_found(self):
        for header in ("<boost/asio.hpp>", "<sqlite3.h>", "<SQLiteCpp/Database.h>", "<mutex>",
                       "<spdlog/spdlog.h>", "<systemd/sd-daemon.h>", "<sys/socket.h>",
                       "<unistd.h>", "<thread>", "<fstream>"):
            self.refused("daemon/core/room.hpp", header)
            self.refused("protocol/utf8.hpp", header)

    def test_libraries_of_the_protocol_are_not_for_the_core(self):
        self.refused("daemon/core/room.hpp", "<nlohmann/json.hpp>")

    def test_reading_a_clock_in_sans_io_code_is_found(self):
        self.write("daemon/core/room.hpp", f"{SPDX}auto t = std::chrono::steady_clock::now();\n")
        self.expect("daemon/core/room.hpp", 2, "told the time")


class Sizes(House):
    def test_a_file_above_the_limit_is_found(self):
        self.write("ctl/table.hpp", SPDX + "\n" * 39)
        self.assertEqual([], self.findings())
        self.write("ctl/table.hpp", SPDX + "\n" * 40)
        self.expect("ctl/table.hpp", 41, "41 lines")

    def test_a_function_above_the_limit_is_found(self):
        body = "    step();\n"
        for head in ("void f(int a) {\n", "TEST(Suite, name) {\n", "auto f = [](int a) {\n",
                     "template <class T>\nT f() {\n"):
            fits = 8 - 1 - head.count("\n")
            with self.subTest(head=head):
                self.write("ctl/table.hpp", SPDX + head + body * (fits - 1) + "}\n")
                self.assertEqual([], self.findings())
                self.write("ctl/table.hpp", SPDX + head + body * fits + "}\n")
                self.expect("ctl/table.hpp", 2, "function of 8 lines")

    def test_a_function_inside_containers_is_measured_by_itself(self):
        self.write("ctl/table.hpp", SPDX + "namespace chatroom {\nnamespace {\nclass Table {\n"
                   "public:\n    Table(int a) : a_{a}, b_(a) {\n" + "        step();\n" * 6
                   + "    }\n    int a_{0};\n    int b_ = 0;\n};\n}\n}\n")
        self.expect("ctl/table.hpp", 6, "function of 8 lines")

    def test_lambdas_in_a_constructors_list_belong_to_the_constructor(self):
        self.write("ctl/table.hpp", SPDX + "Table::Table()\n    : a_([](int b) {\n"
                   + "          step();\n" * 3 + "      }) {\n    step();\n}\n")
        self.expect("ctl/table.hpp", 2, "function of 8 lines")

    def test_braces_in_comments_and_literals_do_not_count(self):
        self.write("ctl/table.hpp", SPDX + 'void f() {\n    // }\n    a("}", \'}\', 1\'000);\n'
                   '    b(R"x(}")x"); /* } */\n' + "    step();\n" * 5 + "}\n")
        self.expect("ctl/table.hpp", 2, "function of 10 lines")

    def test_long_tables_and_types_are_no_functions(self):
        self.write("ctl/table.hpp", SPDX + "struct Names {\n" + "    int a;\n" * 10 + "};\n"
                   + "constexpr int table[] = {\n" + "    1,\n" * 10 + "};\n")
        self.assertEqual([], self.findings())

    def test_a_line_above_the_limit_is_found_by_its_width_on_a_terminal(self):
        self.write("ctl/table.hpp", SPDX + "// " + "中" * 28 + "x\n")
        self.assertEqual([], self.findings())
        self.write("ctl/table.hpp", SPDX + "// " + "中" * 29 + "\n")
        self.expect("ctl/table.hpp", 2, "61 columns")

    def test_a_page_is_wrapped_where_it_can_be(self):
        long = "words " * 11
        self.write("docs/GUIDE.md", f"# {long}\n| {long} |\n\n    {long}\n```\n{long}\n```\n"
                   f"[{long}](https://example.org/)\n- [x](https://{'x' * 60})\n{'x' * 61}\n")
        self.assertEqual([], self.findings())
        self.write("docs/GUIDE.md", f"{'word ' * 12}\n{'word ' * 12}.\n")
        self.expect("docs/GUIDE.md", 2, "61 columns")
        self.write("docs/GUIDE.md", f"- see [x](https://{'x' * 60})\n")
        self.expect("docs/GUIDE.md", 1, "wrap it at 60")

    def test_scripts_have_limits_too(self):
        self.write("script/server", f"#!/bin/sh\n# {check_house.SPDX}\n" + "x" * 61 + "\n")
        self.expect("script/server", 3, "61 columns")

    def test_the_limits_come_from_the_table(self):
        self.write("ctl/table.hpp", SPDX + "\n" * 40)
        self.write("CONTRIBUTING.md", TABLE.replace("40 lines", "41 lines"))
        self.assertEqual([], self.findings())
        self.write("CONTRIBUTING.md", "no table")
        with self.assertRaisesRegex(SystemExit, "a source file"):
            self.findings()


class Habits(House):
    def test_a_missing_licence_line_is_found(self):
        self.write("ctl/table.hpp", "#pragma once\n")
        self.expect("ctl/table.hpp", 1, "SPDX")
        self.write("ctl/table.hpp", SPDX)
        self.write("script/test", "#!/bin/sh\nexit 0\n")
        self.expect("script/test", 1, "SPDX")

    def test_a_source_without_its_unit_test_is_found(self):
        for path in ("protocol/utf8.cpp", "daemon/core/room.cpp"):
            with self.subTest(path=path):
                self.write(path, SPDX)
                self.expect(path, 1, f"tests/unit/{path[:-4]}_test.cpp")
                self.write(f"tests/unit/{path[:-4]}_test.cpp", SPDX)
                self.assertEqual([], self.findings())

    def test_build_trees_are_left_alone(self):
        for path in ("build/x.cpp", "debian/chatroom/x.cpp", ".cache/x.cpp", "obj-x86/x.cpp"):
            self.write(path, "x" * 100)
        self.assertEqual([], self.findings())

    def test_a_layout_that_is_not_clang_formats_is_found(self):
        if shutil.which("clang-format") is None:
            self.skipTest("clang-format is not installed")
        self.write(".clang-format", "BasedOnStyle: LLVM\n")
        self.write("ctl/table.hpp", f"{SPDX}int  a;\n")
        self.expect("ctl/table.hpp", 1, "layout")


if __name__ == "__main__":
    unittest.main()
