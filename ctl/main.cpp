// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/run.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>

int main(int argc, char* argv[]) {
    const auto environment = [](std::string_view name) -> std::optional<std::string> {
        const char* value = std::getenv(std::string(name).c_str());
        return value == nullptr || *value == '\0' ? std::nullopt
                                                  : std::optional<std::string>(value);
    };
    try {
        const auto code = chatroom::run({argv + (argc > 0 ? 1 : 0), argv + argc}, environment,
                                        {std::cin, std::cout, std::cerr});
        return static_cast<int>(code);
    } catch (const std::exception& error) {
        std::cerr << "chatroomctl: " << error.what() << '\n';
        return static_cast<int>(chatroom::ExitCode::failed);
    }
}
