// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config.hpp"

#include "daemon/config_keys.hpp"
#include "daemon/nearest_word.hpp"
#include "protocol/printable.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace chatroom {

namespace {

// Loopback, private (RFC 1918, RFC 4193) and link-local (RFC 3927, RFC 4291) networks.
constexpr std::array<std::string_view, 8> default_allow{
    "127.0.0.0/8",    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
    "169.254.0.0/16", "::1/128",    "fc00::/7",      "fe80::/10"};

/// Collects what is wrong, each with its place.
class Reader {
public:
    explicit Reader(std::string_view file) : file_(file) {}

    void read(const toml::table& document) {
        for (const auto& [name, node] : document) {
            if (const auto* section = node.as_table()) {
                read_section(name.str(), *section);
            } else {
                unknown("key", name.str(), node.source(), paths());
            }
        }
    }

    void complain(const toml::source_region& place, const std::string& what) {
        errors_.push_back(file_ + ":" + std::to_string(place.begin.line) + ": " + what);
    }

    std::variant<Config, ConfigErrors> result() const {
        if (errors_.empty()) {
            return config_;
        }
        return errors_;
    }

private:
    void read_section(std::string_view name, const toml::table& section) {
        const auto keys = config_keys();
        if (std::none_of(keys.begin(), keys.end(),
                         [&](const ConfigKey& key) { return key.section == name; })) {
            unknown("section", name, section.source(), sections());
            return;
        }
        for (const auto& [key_name, node] : section) {
            const auto path = std::string(name) + "." + std::string(key_name.str());
            const auto key = std::find_if(keys.begin(), keys.end(), [&](const ConfigKey& known) {
                return known.section == name && known.name == key_name.str();
            });
            if (key == keys.end()) {
                unknown("key", path, key_name.source(), paths());
            } else if (const auto fault = key->read(node, config_)) {
                complain(node.source(), path + " " + *fault);
            }
        }
    }

    void unknown(std::string_view what, std::string_view name, const toml::source_region& place,
                 const std::vector<std::string>& known) {
        const std::vector<std::string_view> words(known.begin(), known.end());
        const auto nearest = nearest_word(name, words);
        complain(place, "unknown " + std::string(what) + " \"" + printable(name) + "\"" +
                            (nearest ? ": did you mean \"" + std::string(*nearest) + "\"?" : ""));
    }

    static std::vector<std::string> paths() {
        std::vector<std::string> result;
        for (const auto& key : config_keys()) {
            result.push_back(std::string(key.section) + "." + std::string(key.name));
        }
        return result;
    }

    static std::vector<std::string> sections() {
        std::vector<std::string> result;
        for (const auto& key : config_keys()) {
            result.emplace_back(key.section);
        }
        return result;
    }

    std::string file_;
    Config config_;
    ConfigErrors errors_;
};

} // namespace

Config::Config() {
    for (const auto text : default_allow) {
        room.allow.push_back(AddressRange::parse(text).value());
    }
}

std::variant<Config, ConfigErrors> parse_config(std::string_view toml, std::string_view file) {
    Reader reader(file);
    try {
        reader.read(toml::parse(toml, file));
    } catch (const toml::parse_error& error) {
        reader.complain(error.source(), std::string(error.description()));
    }
    return reader.result();
}

std::string to_toml(const Config& config) {
    std::ostringstream text;
    std::string_view current;
    for (const auto& key : config_keys()) {
        if (key.section != current) {
            text << (current.empty() ? "" : "\n") << "[" << key.section << "]\n";
            current = key.section;
        }
        toml::table line;
        key.write(config, line);
        text << line << "\n";
    }
    return text.str();
}

} // namespace chatroom
