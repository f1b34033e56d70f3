// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config.hpp"

#include "base/nearest_word.hpp"
#include "base/printable.hpp"
#include "daemon/config_keys.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

namespace chatroom {

namespace {

// Loopback, private (RFC 1918, RFC 4193) and link-local (RFC 3927, RFC 4291) networks.
constexpr std::array<std::string_view, 8> default_allow{
    "127.0.0.0/8",    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
    "169.254.0.0/16", "::1/128",    "fc00::/7",      "fe80::/10"};

/// "…" is what administrators write, and what the explanations in etc/chatroomd.toml show.
constexpr auto plain_strings =
    toml::toml_formatter::default_flags &
    ~(toml::format_flags::allow_literal_strings | toml::format_flags::allow_multi_line_strings);

/// Collects what is wrong, each with its place.
class Reader {
public:
    explicit Reader(std::string_view file) : file_(file) {}

    void read(const toml::table& document) {
        for (const auto& [name, node] : document) {
            if (const auto* section = node.as_table()) {
                read_section(name, *section);
            } else if (is_section(name.str())) {
                complain(name.source(), std::string(name.str()) + " must be a section: [" +
                                            std::string(name.str()) + "]");
            } else {
                unknown_key(name.str(), name);
            }
        }
        // Whoever asks for a passphrase does not mean that others come in without one.
        if (!config_.passphrase_file.empty() && !document.at_path("classic.allow")) {
            config_.room.allow.clear();
        }
        if (config_.is_cluster() && config_.cluster.node.empty()) {
            complain(document.at_path("cluster.database").node()->source(),
                     "cluster.node is missing: each machine that shares the room needs a name of "
                     "its own");
        }
        config_.room.node = config_.is_cluster() ? config_.cluster.node : "";
    }

    void complain(const toml::source_region& place, const std::string& what) {
        const auto line = place.begin.line;
        errors_.emplace(line, file_ + ":" + std::to_string(line) + ": " + what);
    }

    Result<Config, ConfigErrors> result() const {
        if (errors_.empty()) {
            return config_;
        }
        ConfigErrors lines;
        for (const auto& [line, error] : errors_) {
            lines.push_back(error);
        }
        return Unexpected(std::move(lines));
    }

private:
    void read_section(const toml::key& name, const toml::table& section) {
        if (!is_section(name.str())) {
            std::vector<std::string_view> sections;
            for (const auto& key : config_keys()) {
                sections.push_back(key.section);
            }
            unknown("section", name.str(), name.source(), nearest_word(name.str(), sections));
            return;
        }
        const auto keys = config_keys();
        for (const auto& [key_name, node] : section) {
            const auto path = std::string(name.str()) + "." + std::string(key_name.str());
            const auto key = std::find_if(keys.begin(), keys.end(), [&](const ConfigKey& known) {
                return path_of(known) == path;
            });
            if (key == keys.end()) {
                unknown_key(path, key_name);
            } else if (const auto fault = key->read(node, config_)) {
                complain(key_name.source(), path + " " + *fault);
            }
        }
    }

    /// Suggests the key of that name in its right section, or else the one most like it.
    void unknown_key(std::string_view path, const toml::key& name) {
        std::vector<std::string> paths;
        for (const auto& key : config_keys()) {
            if (key.name == name.str()) {
                unknown("key", path, name.source(), path_of(key));
                return;
            }
            paths.push_back(path_of(key));
        }
        const std::vector<std::string_view> words(paths.begin(), paths.end());
        unknown("key", path, name.source(), nearest_word(path, words));
    }

    void unknown(std::string_view what, std::string_view name, const toml::source_region& place,
                 std::optional<std::string_view> nearest) {
        complain(place, "unknown " + std::string(what) + " \"" + printable(name) + "\"" +
                            (nearest ? ": did you mean \"" + std::string(*nearest) + "\"?" : ""));
    }

    static std::string path_of(const ConfigKey& key) {
        return std::string(key.section) + "." + std::string(key.name);
    }

    static bool is_section(std::string_view name) {
        const auto keys = config_keys();
        return std::any_of(keys.begin(), keys.end(),
                           [&](const ConfigKey& key) { return key.section == name; });
    }

    std::string file_;
    Config config_;
    std::multimap<toml::source_index, std::string> errors_; ///< By line, as they are read.
};

} // namespace

Config::Config() {
    for (const auto text : default_allow) {
        room.allow.push_back(AddressRange::parse(text).value());
    }
}

Result<Config, ConfigErrors> parse_config(std::string_view toml, std::string_view file) {
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
        text << toml::toml_formatter(line, plain_strings) << "\n";
    }
    return text.str();
}

} // namespace chatroom
