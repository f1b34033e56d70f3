// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/end_to_end/child_process.hpp"
#include "tests/end_to_end/raw_member.hpp"
#include "tests/end_to_end/run_program.hpp"
#include "tests/temporary_directory.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace chatroom::end_to_end {

inline constexpr const char* daemon_program = CHATROOMD_PATH;
inline constexpr const char* ctl_program = CHATROOMCTL_PATH;
inline constexpr const char* client_program = CHATROOM_CLIENT_PATH;

/// A loopback address that no other test process listens on, with port 0. For tests that start the
/// daemon again on the port it had: nobody else can have taken it meanwhile.
std::string own_loopback_address();

struct DaemonSetup {
    std::string config = {}; ///< The text of the configuration file.
    std::string listen = "127.0.0.1:0";
};

/// A real chatroomd with a state folder, a control socket and a port of its own.
class DaemonProcess {
public:
    /// Starts it and waits until it is ready; throws if it does not get so far.
    explicit DaemonProcess(const DaemonSetup& setup = {});

    /// Starts it again on the same state, socket, configuration and port, after it has ended.
    void start_again();

    /// Asks it to end (SIGTERM) and returns its exit status.
    int terminate();

    /// Ends it at once (SIGKILL), and waits until it is gone.
    void kill9();

    /// Where members reach it: the loopback address if it listens on all addresses.
    Endpoint endpoint() const;
    Endpoint endpoint_v4() const;

    std::filesystem::path socket() const { return folder_.path() / "control.sock"; }
    std::filesystem::path state() const { return folder_.path() / "state"; }
    std::filesystem::path config_file() const { return folder_.path() / "chatroomd.toml"; }

    /// Replaces the configuration file; the daemon reads it at the next SIGHUP or start.
    void write_config(std::string_view text) const;

    /// The command line it is started with.
    std::vector<std::string> arguments() const;

    ChildProcess& process() { return *process_; }

    /// Runs chatroomctl on its socket.
    Ran ctl(const std::vector<std::string>& arguments) const;

    /// Runs chatroomctl --json, expects that it exits 0 and returns what it printed.
    nlohmann::json ctl_json(const std::vector<std::string>& arguments) const;

    /// The counters of `chatroomctl status`.
    nlohmann::json counters() const { return ctl_json({"status"}).at("counters"); }

private:
    TemporaryDirectory folder_;
    std::string listen_;
    std::unique_ptr<ChildProcess> process_;
};

} // namespace chatroom::end_to_end
