// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control_row.hpp"

/// The verbs of control.hpp that are about the program that runs, whatever happens in the room.
namespace chatroom::control {

/// One thing that is wrong with a configuration, for people: "FILE:LINE: what it is".
struct ConfigFault {
    std::string message;

    static constexpr auto fields() { return std::array{field<&ConfigFault::message>("message")}; }
    bool operator==(const ConfigFault&) const = default;
};

struct ConfigInfo {
    std::string action;                ///< Which was asked for.
    std::string file{};                ///< Empty: the built-in configuration.
    std::string toml{};                ///< Of "show": what is in force.
    std::vector<ConfigFault> errors{}; ///< Of "check": why a reload would not take the file.
    bool restart = false;              ///< Of "check": some of it takes a restart.

    static constexpr auto fields() {
        return std::array{field<&ConfigInfo::action>("action"),
                          field<&ConfigInfo::file>("file", {.optional = true}),
                          field<&ConfigInfo::toml>("toml", {.optional = true}),
                          field<&ConfigInfo::errors>("errors", {.optional = true}),
                          field<&ConfigInfo::restart>("restart", {.optional = true})};
    }
    bool operator==(const ConfigInfo&) const = default;
};

struct Config {
    std::string action; ///< "show" or "check".

    using Answer = ConfigInfo;
    static constexpr Row row{"config", Access::read,
                             "Show the configuration in force, or check its file"};
    static constexpr auto fields() {
        return std::array{field<&Config::action>(
            "action", {.label = "ACTION", .words = "show check", .help = "show or check"})};
    }
    bool operator==(const Config&) const = default;
};

struct Readiness {
    std::string version;

    static constexpr std::string_view sentence = "chatroomd {version} is ready";
    static constexpr auto fields() { return std::array{field<&Readiness::version>("version")}; }
    bool operator==(const Readiness&) const = default;
};

struct Wait {
    using Answer = Readiness;
    static constexpr Row row{"wait", Access::read, "Wait until the daemon is ready"};
    bool operator==(const Wait&) const = default;
};

} // namespace chatroom::control
