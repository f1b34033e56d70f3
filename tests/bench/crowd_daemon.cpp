// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/crowd_daemon.hpp"

#include "protocol/address.hpp"
#include "tests/end_to_end/run_program.hpp"

#include <fstream>
#include <stdexcept>
#include <utility>

namespace chatroom::bench {

CrowdDaemon::CrowdDaemon(std::filesystem::path program, std::size_t max_members)
    : program_(std::move(program)) {
    std::ofstream(folder_.path() / "chatroomd.toml") << "[room]\nmax_members = " << max_members;
}

void CrowdDaemon::start() {
    const auto& folder = folder_.path();
    process_ = std::make_unique<end_to_end::ChildProcess>(std::vector<std::string>{
        program_, "--config", folder / "chatroomd.toml", "--state", folder / "state", "--socket",
        folder / "control.sock", "--listen", listen_});
    constexpr std::string_view ready = "listening on udp ";
    const auto line = process_->errors().wait_for_line(ready);
    listen_ = line.substr(line.find(ready) + ready.size());
    if (!parse_address(listen_)) {
        throw std::runtime_error("the daemon says where it listens in a way of its own: " + line);
    }
}

void CrowdDaemon::stop(int signal) {
    process_->signal(signal);
    process_->wait();
}

std::uint16_t CrowdDaemon::port() const {
    return parse_address(listen_).value().port;
}

std::unique_ptr<end_to_end::ChildProcess> CrowdDaemon::announce(const std::string& text) const {
    return std::make_unique<end_to_end::ChildProcess>(ctl({"announce", text}));
}

nlohmann::json CrowdDaemon::ask(const std::vector<std::string>& arguments) const {
    auto all = ctl({"--json"});
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto ran = end_to_end::run_program(all);
    if (ran.status != 0) {
        throw std::runtime_error("chatroomctl failed: " + ran.output + ran.errors);
    }
    return nlohmann::json::parse(ran.output);
}

std::vector<std::string> CrowdDaemon::ctl(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{program_.parent_path() / "chatroomctl", "--socket",
                                 folder_.path() / "control.sock"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

} // namespace chatroom::bench
