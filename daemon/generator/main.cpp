// SPDX-License-Identifier: GPL-3.0-or-later
// A systemd generator (systemd.generator(7)): chatroomd.toml says which port the room has and
// whether it is in a database, and the units follow it. systemd runs this at boot and at each
// daemon-reload.
#include "base/user_paths.hpp"
#include "daemon/options.hpp"
#include "daemon/socket_unit.hpp"

#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>

namespace {

using namespace chatroom;
namespace fs = std::filesystem;

/// More rooms than one machine has.
constexpr int max_rooms = 1000;

void write_drop_in(const fs::path& units, const std::string& unit, const std::string& text) {
    const auto directory = units / (unit + ".d");
    fs::create_directories(directory);
    std::ofstream file(directory / "50-configuration.conf");
    file << text;
}

/// A faulty configuration is not for this program to mourn: the daemon says what is wrong.
void write_drop_ins(const fs::path& units, const std::string& unit, const fs::path& configuration,
                    const std::optional<fs::path>& control) {
    DaemonOptions options;
    options.config = configuration;
    const auto config = load_config(options);
    if (!config) {
        std::cerr << "chatroomd-generator: " << config.error().front() << "\n";
        return;
    }
    if (const auto drop_in = service_drop_in(*config)) {
        write_drop_in(units, unit + ".service", *drop_in);
    }
    const auto drop_in = socket_drop_in(*config, control.value_or(config->socket));
    if (!drop_in) {
        std::cerr << "chatroomd-generator: " << configuration.string()
                  << ": a service cannot have port 0\n";
        return;
    }
    write_drop_in(units, unit + ".socket", *drop_in);
}

void write_rooms(const fs::path& units, const fs::path& etc) {
    std::error_code none; // There is only the one room then.
    int rooms = 0;
    for (const auto& entry : fs::directory_iterator(etc / "chatroomd", none)) {
        const auto name = entry.path().stem().string();
        if (entry.path().extension() == ".toml" && is_room_name(name) && ++rooms <= max_rooms) {
            write_drop_ins(units, "chatroomd@" + name, entry.path(), room_control_socket(name));
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    try {
        const fs::path units = argc > 1 ? argv[1] : "/tmp";
        const fs::path etc = CHATROOM_SYSCONFDIR;
        if (fs::exists(etc / "chatroomd.toml")) {
            write_drop_ins(units, "chatroomd", etc / "chatroomd.toml", std::nullopt);
        }
        write_rooms(units, etc);
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "chatroomd-generator: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}
