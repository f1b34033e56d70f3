// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/config.hpp"

#include "protocol/sealed/keys.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <toml++/toml.h>

namespace chatroom {

namespace {

/// Collects what is wrong, each with its place.
class ConfigReader {
public:
    ConfigReader(std::string_view file, const Wording& wording) : file_(file), wording_(wording) {}

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
                complain(key.source(), worded(wording_.config_unknown_key, name));
            }
        }
    }

    void complain(const toml::source_region& place, const std::string& what) {
        const auto line = place.begin.line;
        errors_.emplace(line, worded(wording_.config_line, {file_, std::to_string(line), what}));
    }

    void complain(const toml::parse_error& error) {
        complain(error.source(), worded(wording_.config_no_toml, error.description()));
    }

    Result<ClientConfig, std::vector<std::string>> result() && {
        if (!errors_.empty()) {
            std::vector<std::string> lines;
            for (auto& error : errors_) {
                lines.push_back(std::move(error.second));
            }
            return Unexpected(std::move(lines));
        }
        return std::move(config_);
    }

private:
    void read_rooms(const toml::node& node) {
        const auto* rooms = node.as_table();
        if (rooms == nullptr) {
            return complain(node.source(), worded(wording_.config_no_section, "rooms"));
        }
        for (const auto& [name, room] : *rooms) {
            if (const auto* table = room.as_table()) {
                read_room(name, *table);
            } else {
                complain(name.source(),
                         worded(wording_.config_no_section, "rooms." + std::string(name.str())));
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
                require(value.has_value(), key, wording_.config_no_truth);
            } else {
                complain(key.source(), worded(wording_.config_unknown_key, key.str()));
            }
        }
        const auto link = address ? parse_room_link(*address) : std::nullopt;
        require(link.has_value(), name, wording_.config_no_address);
        require(!fingerprint || sealed::is_fingerprint(*fingerprint), name,
                wording_.config_no_fingerprint);
        room.link = link.value_or(RoomLink{});
        if (fingerprint) {
            room.link.fingerprint = fingerprint;
        }
        config_.rooms.emplace(std::string(name.str()), std::move(room));
    }

    /// The words have a place for the key.
    void require(bool holds, const toml::key& key, std::string_view words) {
        if (!holds) {
            complain(key.source(), worded(words, key.str()));
        }
    }

    template <typename Text>
    void read_text(const toml::key& key, const toml::node& node, std::optional<Text>& place) {
        const auto value = node.value_exact<std::string>();
        require(value && !value->empty(), key, wording_.config_no_text);
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
            complain(key.source(), worded(wording_.config_no_word, {key.str(), all}));
        }
    }

    std::string file_;
    const Wording& wording_;
    ClientConfig config_;
    std::multimap<std::size_t, std::string> errors_; ///< By their lines.
};

} // namespace

Result<ClientConfig, std::vector<std::string>>
parse_client_config(std::string_view toml, std::string_view file, const Wording& wording) {
    ConfigReader reader(file, wording);
    try {
        reader.read(toml::parse(toml, file));
    } catch (const toml::parse_error& error) {
        reader.complain(error);
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
