// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/config.hpp"

#include "protocol/sealed/keys.hpp"

#include <algorithm>

#include <toml++/toml.h>

namespace chatroom {

namespace {

/// Collects what is wrong, each with its place.
class ConfigReader {
public:
    explicit ConfigReader(std::string_view file) : file_(file) {}

    void read(const toml::table& document) {
        for (const auto& [key, node] : document) {
            const auto name = key.str();
            if (name == "rooms") {
                read_rooms(node);
            } else if (name == "room") {
                read_text(key, node, config_.room);
            } else if (name == "name") {
                read_text(key, node, config_.name);
            } else if (name == "lang") {
                read_word(key, node, config_.language, {"zh", "en"});
            } else if (name == "times") {
                read_word(key, node, config_.times, {"off", "short", "long"});
            } else if (name == "color") {
                read_word(key, node, config_.colour, {"auto", "always", "never"});
            } else if (name == "notify") {
                read_word(key, node, config_.notify, {"off", "bell", "osc9", "osc777"});
            } else {
                complain(key.source(), "unknown key " + std::string(name));
            }
        }
    }

    void complain(const toml::source_region& place, const std::string& what) {
        errors_.push_back(file_ + ":" + std::to_string(place.begin.line) + ": " + what);
    }

    Result<ClientConfig, std::vector<std::string>> result() && {
        if (!errors_.empty()) {
            return Unexpected(std::move(errors_));
        }
        return std::move(config_);
    }

private:
    void read_rooms(const toml::node& node) {
        const auto* rooms = node.as_table();
        if (rooms == nullptr) {
            return complain(node.source(), "rooms must be sections: [rooms.NAME]");
        }
        for (const auto& [name, room] : *rooms) {
            if (const auto* table = room.as_table()) {
                read_room(name, *table);
            } else {
                complain(name.source(),
                         "rooms." + std::string(name.str()) + " must be a section: [rooms.NAME]");
            }
        }
    }

    void read_room(const toml::key& name, const toml::table& table) {
        ConfiguredRoom room;
        std::optional<std::string> address;
        std::optional<std::string> fingerprint;
        for (const auto& [key, node] : table) {
            if (key.str() == "address") {
                read_text(key, node, address);
            } else if (key.str() == "fingerprint") {
                read_text(key, node, fingerprint);
            } else if (key.str() == "name") {
                read_text(key, node, room.name);
            } else if (key.str() == "identity") {
                read_text(key, node, room.identity);
            } else if (key.str() == "passphrase_file") {
                read_text(key, node, room.passphrase_file);
            } else if (key.str() == "classic") {
                const auto value = node.value_exact<bool>();
                room.is_classic = value.value_or(false);
                require(value.has_value(), key, "must be true or false");
            } else {
                complain(key.source(), "unknown key " + std::string(key.str()));
            }
        }
        const auto link = address ? parse_room_link(*address) : std::nullopt;
        require(link.has_value(), name,
                "needs an address: \"HOST\", \"HOST:PORT\" or a chatroom:// link");
        require(!fingerprint || sealed::is_fingerprint(*fingerprint), name,
                "has a fingerprint that is none: \"SHA256:...\"");
        room.link = link.value_or(RoomLink{});
        if (fingerprint) {
            room.link.fingerprint = fingerprint;
        }
        config_.rooms.emplace(std::string(name.str()), std::move(room));
    }

    void require(bool holds, const toml::key& key, const std::string& what) {
        if (!holds) {
            complain(key.source(), std::string(key.str()) + " " + what);
        }
    }

    template <typename Text>
    void read_text(const toml::key& key, const toml::node& node, std::optional<Text>& place) {
        const auto value = node.value_exact<std::string>();
        require(value && !value->empty(), key, "must be a text: \"...\"");
        if (value) {
            place = *value;
        }
    }

    void read_word(const toml::key& key, const toml::node& node, std::optional<std::string>& place,
                   std::initializer_list<std::string_view> words) {
        read_text(key, node, place);
        if (place && std::find(words.begin(), words.end(), *place) == words.end()) {
            std::string all;
            for (const auto word : words) {
                all += (all.empty() ? "\"" : ", \"") + std::string(word) + "\"";
            }
            complain(key.source(), std::string(key.str()) + " must be one of " + all);
        }
    }

    std::string file_;
    ClientConfig config_;
    std::vector<std::string> errors_;
};

} // namespace

Result<ClientConfig, std::vector<std::string>> parse_client_config(std::string_view toml,
                                                                   std::string_view file) {
    ConfigReader reader(file);
    try {
        reader.read(toml::parse(toml, file));
    } catch (const toml::parse_error& error) {
        reader.complain(error.source(), std::string(error.description()));
    }
    return std::move(reader).result();
}

void expand_home(ClientConfig& config, const std::optional<std::filesystem::path>& home) {
    constexpr std::string_view begin = "~/";
    const auto expand = [&](std::optional<std::filesystem::path>& path) {
        if (home && path && path->string().starts_with(begin)) {
            path = *home / path->string().substr(begin.size());
        }
    };
    for (auto& [name, room] : config.rooms) {
        expand(room.identity);
        expand(room.passphrase_file);
    }
}

} // namespace chatroom
