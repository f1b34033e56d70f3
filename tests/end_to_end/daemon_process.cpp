// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"

#include <csignal>
#include <fstream>
#include <stdexcept>

#include <unistd.h>

namespace chatroom::end_to_end {

std::string own_loopback_address() {
    return own_loopback_host() + ":0";
}

DaemonProcess::DaemonProcess(const DaemonSetup& setup) : listen_(setup.listen) {
    write_config(setup.config);
    start_again();
}

void DaemonProcess::start_again() {
    process_ = std::make_unique<ChildProcess>(arguments());
    constexpr std::string_view ready = "listening on udp ";
    const std::string line = process_->errors().wait_for_line(ready);
    listen_ = line.substr(line.find(ready) + ready.size());
    listen_ = listen_.substr(0, listen_.find_first_of(" \t,\x1b"));
}

int DaemonProcess::terminate() {
    process_->signal(SIGTERM);
    return process_->wait();
}

void DaemonProcess::kill9() {
    process_->signal(SIGKILL);
    if (process_->wait() != -SIGKILL) {
        throw std::runtime_error("the daemon ended by itself:\n" + process_->errors().text());
    }
}

Endpoint DaemonProcess::endpoint() const {
    Endpoint endpoint = endpoint_from(listen_);
    if (endpoint.host == "::") {
        endpoint.host = "::1";
    }
    return endpoint;
}

Endpoint DaemonProcess::endpoint_v4() const {
    return {"127.0.0.1", endpoint().port};
}

void DaemonProcess::write_config(std::string_view text) const {
    // What tests say would take a person minutes. Those of the limits say so.
    const std::string_view limits = text.find("[limits]") == std::string_view::npos
                                        ? "\n[limits]\nlines_per_s = 0\nbytes_per_s = 0\n"
                                        : "";
    std::ofstream(config_file(), std::ios::trunc) << text << limits;
}

std::vector<std::string> DaemonProcess::arguments() const {
    return {daemon_program, "--config",        config_file(), "--state", state(),
            "--socket",     socket().string(), "--listen",    listen_};
}

Ran DaemonProcess::ctl(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{ctl_program, "--socket", socket().string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_program(all);
}

nlohmann::json DaemonProcess::ctl_json(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{"--json"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Ran ran = ctl(all);
    if (ran.status != 0) {
        throw std::runtime_error("chatroomctl exited " + std::to_string(ran.status) + ": " +
                                 ran.output + ran.errors);
    }
    return nlohmann::json::parse(ran.output);
}

} // namespace chatroom::end_to_end
