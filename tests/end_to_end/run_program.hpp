// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/end_to_end/child_process.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chatroom::end_to_end {

struct Ran {
    int status = 0;
    std::string output;
    std::string errors;
};

/// Runs a program to its end with the text as its standard input.
inline Ran run_program(const std::vector<std::string>& arguments, std::string_view input = "",
                       const std::vector<std::string>& environment = {}) {
    ChildProcess program(arguments, environment);
    program.write(input);
    program.close_input();
    const int status = program.wait();
    return {status, program.output().wait_for_end(), program.errors().wait_for_end()};
}

} // namespace chatroom::end_to_end
