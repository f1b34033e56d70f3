// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/end_to_end/daemon_process.hpp"
#include "tests/temporary_directory.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace chatroom::end_to_end {

/// The real client without a terminal: lines in are said, lines out are what the room says.
class ChatClient {
public:
    /// With the files in the data directory, which is the client's only state.
    ChatClient(const Endpoint& server, const std::string& name, const std::filesystem::path& data,
               const std::vector<std::string>& more = {})
        : process_(arguments(server, name, more),
                   {"LC_ALL=C.UTF-8", "XDG_DATA_HOME=" + data.string()}) {}

    void say(std::string_view line) { process_.write(std::string(line) + "\n"); }

    /// Waits for exactly this line, among those that have not been waited for yet.
    void expect_line(const std::string& line) {
        const std::string found = process_.output().wait_for_line(line, heard_);
        EXPECT_EQ(found, line);
        heard_ = process_.output().text().find(found + "\n", heard_) + found.size() + 1;
    }

    ChildProcess& process() { return process_; }

private:
    static std::vector<std::string> arguments(const Endpoint& server, const std::string& name,
                                              const std::vector<std::string>& more) {
        std::vector<std::string> result{client_program, to_string(server), "--name", name};
        result.insert(result.end(), more.begin(), more.end());
        return result;
    }

    ChildProcess process_;
    std::size_t heard_ = 0;
};

} // namespace chatroom::end_to_end
