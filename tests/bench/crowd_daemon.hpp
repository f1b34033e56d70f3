// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/end_to_end/child_process.hpp"
#include "tests/temporary_directory.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace chatroom::bench {

/// A real chatroomd with a state of its own, at a free port that it keeps from start to start.
class CrowdDaemon {
public:
    /// The program, with chatroomctl beside it, for a room of so many members.
    CrowdDaemon(std::filesystem::path program, std::size_t max_members);

    /// Starts it; returns when it says that it is ready.
    void start();

    /// Sends the signal and waits for its end.
    void stop(int signal);

    std::uint16_t port() const;

    /// Begins to announce the text; the program that does is there to wait() for.
    std::unique_ptr<end_to_end::ChildProcess> announce(const std::string& text) const;

    /// What chatroomctl --json prints. Throws if it fails.
    nlohmann::json ask(const std::vector<std::string>& arguments) const;

private:
    std::vector<std::string> ctl(const std::vector<std::string>& arguments) const;

    std::filesystem::path program_;
    TemporaryDirectory folder_;
    std::string listen_ = "127.0.0.1:0";
    std::unique_ptr<end_to_end::ChildProcess> process_;
};

} // namespace chatroom::bench
