// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/config.hpp"

#include "base/nearest_word.hpp"
#include "base/printable.hpp"
#include "protocol/sealed/keys.hpp"
#include "protocol/text.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <toml++/toml.h>

namespace chatroom {

namespace {

using Fault = std::optional<std::string>;

constexpr std::size_t max_list = 64;
/// More than share a room: each is waited for before the next is tried.
constexpr std::size_t max_servers = 16;
constexpr std::int64_t most_pages = 10'000; // As many as a room has members.

Fault read_text(const toml::node& value, std::size_t most, std::string& text) {
    const auto read = value.value_exact<std::string>();
    if (!read || read->size() > most || clean_text(*read) != *read) {
        return "must be a text of at most " + std::to_string(most) + " bytes in quotes";
    }
    text = *read;
    return {};
}

Fault read_path(const toml::node& value, std::filesystem::path& path) {
    const auto text = value.value_exact<std::string>();
    if (!text || (!text->empty() && !std::filesystem::path(*text).is_absolute())) {
        return R"(must be an absolute path in quotes, or "")";
    }
    path = *text;
    return {};
}

Fault read_flag(const toml::node& value, bool& flag) {
    const auto read = value.value_exact<bool>();
    if (!read) {
        return "must be true or false";
    }
    flag = *read;
    return {};
}

Fault read_count(const toml::node& value, std::size_t& count) {
    const auto number = value.value_exact<std::int64_t>();
    if (!number || *number < 1 || *number > most_pages) {
        return "must be a whole number from 1 to " + std::to_string(most_pages);
    }
    count = static_cast<std::size_t>(*number);
    return {};
}

Fault read_listen(const toml::node& value, WebConfig& config) {
    const auto address = parse_address(value.value_exact<std::string>().value_or(""));
    if (!address) {
        return R"(must be an address and a port, such as "[::]:8880" or "127.0.0.1:8880")";
    }
    config.listen = *address;
    return {};
}

Fault read_room(const toml::node& value, WebConfig& config) {
    const auto room = value.value_exact<std::string>().value_or("");
    if (!room_servers(room)) {
        return R"(must be where the room is, such as "127.0.0.1:8888" or "chat.example.org")";
    }
    config.room = room;
    return {};
}

Fault read_fingerprint(const toml::node& value, WebConfig& config) {
    const auto text = value.value_exact<std::string>();
    if (!text || (!text->empty() && !sealed::is_fingerprint(*text))) {
        return R"(must be what "chatroomctl fingerprint" prints, "SHA256:…", or "")";
    }
    config.fingerprint = text->empty() ? std::nullopt : text;
    return {};
}

bool is_origin(std::string_view text) {
    const auto scheme = text.starts_with("https://") ? 8U : text.starts_with("http://") ? 7U : 0U;
    return scheme > 0 && text.size() > scheme &&
           text.find_first_of("/ ", scheme) == std::string_view::npos;
}

Fault read_origins(const toml::node& value, WebConfig& config) {
    const auto* list = value.as_array();
    std::vector<std::string> origins;
    if (list == nullptr || list->size() > max_list) {
        return R"(must be a list of origins, such as ["https://chat.example.org"])";
    }
    for (const auto& element : *list) {
        origins.push_back(element.value_exact<std::string>().value_or(""));
        if (!is_origin(origins.back())) {
            return "holds \"" + printable(origins.back()) +
                   R"(", which is no origin such as "https://chat.example.org")";
        }
    }
    config.origins = std::move(origins);
    return {};
}

Fault read_proxies(const toml::node& value, WebConfig& config) {
    const auto* list = value.as_array();
    std::vector<AddressRange> proxies;
    if (list == nullptr || list->size() > max_list) {
        return R"(must be a list of networks, such as ["127.0.0.1"])";
    }
    for (const auto& element : *list) {
        const auto text = element.value_exact<std::string>().value_or("");
        const auto range = AddressRange::parse(text);
        if (!range || range->contains_everybody()) {
            return "holds \"" + printable(text) +
                   R"(", which is no network of proxies such as "127.0.0.1")";
        }
        proxies.push_back(*range);
    }
    config.proxies = std::move(proxies);
    return {};
}

struct Key {
    std::string_view path;
    Fault (*read)(const toml::node&, WebConfig&);
};

/// A title stands above the page, in one line.
constexpr std::size_t max_title_bytes = 96;

constexpr std::array<Key, 11> keys{{
    {"network.listen", read_listen},
    {"room.address", read_room},
    {"room.fingerprint", read_fingerprint},
    {"room.title",
     [](const toml::node& v, WebConfig& c) { return read_text(v, max_title_bytes, c.title); }},
    {"room.tell_addresses",
     [](const toml::node& v, WebConfig& c) { return read_flag(v, c.tells_addresses); }},
    {"tls.certificate",
     [](const toml::node& v, WebConfig& c) { return read_path(v, c.certificate); }},
    {"tls.key", [](const toml::node& v, WebConfig& c) { return read_path(v, c.key); }},
    {"http.origins", read_origins},
    {"http.proxies", read_proxies},
    {"limits.pages", [](const toml::node& v, WebConfig& c) { return read_count(v, c.max_pages); }},
    {"limits.pages_of_a_network",
     [](const toml::node& v, WebConfig& c) { return read_count(v, c.max_pages_of_a_network); }},
}};

/// Collects what is wrong, by line.
class Reader {
public:
    explicit Reader(std::string_view file) : file_(file) {}

    void read(const toml::table& document) {
        for (const auto& [name, node] : document) {
            const auto* section = node.as_table();
            if (section == nullptr) {
                read_key(std::string(name.str()), name, node);
                continue;
            }
            for (const auto& [key, value] : *section) {
                read_key(std::string(name.str()) + "." + std::string(key.str()), key, value);
            }
        }
        judge();
    }

    void complain(const toml::source_region& place, const std::string& what) {
        const auto line = place.begin.line;
        errors_.emplace(line, file_ + ":" + std::to_string(line) + ": " + what);
    }

    Result<WebConfig, WebConfigErrors> result() const {
        if (errors_.empty()) {
            return config_;
        }
        WebConfigErrors lines;
        for (const auto& [line, error] : errors_) {
            lines.push_back(error);
        }
        return Unexpected(std::move(lines));
    }

private:
    void read_key(const std::string& path, const toml::key& name, const toml::node& node) {
        const auto found = std::ranges::find(keys, std::string_view(path), &Key::path);
        if (found != keys.end()) {
            if (const auto fault = found->read(node, config_)) {
                complain(name.source(), path + " " + *fault);
            }
            return;
        }
        std::vector<std::string_view> paths;
        for (const auto& key : keys) {
            paths.push_back(key.path);
        }
        const auto nearest = nearest_word(path, paths);
        complain(name.source(),
                 "unknown key \"" + printable(path) + "\"" +
                     (nearest ? ": did you mean \"" + std::string(*nearest) + "\"?" : ""));
    }

    /// What is wrong with keys that are right each by itself.
    void judge() {
        const auto wrong = [&](const std::string& what) {
            errors_.emplace(0, file_ + ": " + what);
        };
        if (config_.certificate.empty() != config_.key.empty()) {
            wrong("tls.certificate and tls.key belong together: give both or neither");
        }
        if (!config_.fingerprint && !is_on_this_machine(config_.room)) {
            wrong("room.fingerprint is missing, and the room is on another machine: what "
                  "\"chatroomctl fingerprint\" prints there keeps others from pretending to be it");
        }
    }

    std::string file_;
    WebConfig config_;
    std::multimap<toml::source_index, std::string> errors_;
};

} // namespace

Result<WebConfig, WebConfigErrors> parse_web_config(std::string_view toml, std::string_view file) {
    Reader reader(file);
    try {
        reader.read(toml::parse(toml, file));
    } catch (const toml::parse_error& error) {
        reader.complain(error.source(), std::string(error.description()));
    }
    return reader.result();
}

std::optional<std::vector<ServerAddress>> room_servers(std::string_view room) {
    std::vector<ServerAddress> servers;
    for (bool is_last = false; !is_last;) {
        const auto end = std::min(room.find(','), room.size());
        const auto server = parse_server_address(room.substr(0, end));
        if (!server || servers.size() == max_servers) {
            return std::nullopt;
        }
        servers.push_back(*server);
        is_last = end == room.size();
        room.remove_prefix(is_last ? end : end + 1);
    }
    return servers;
}

bool is_on_this_machine(std::string_view room) {
    const auto servers = room_servers(room);
    return servers && std::ranges::all_of(*servers, [](const ServerAddress& server) {
               const auto ip = parse_ip(server.host);
               Address address;
               address.ip = ip.value_or(address.ip);
               return server.host == "localhost" || (ip && address.is_loopback());
           });
}

} // namespace chatroom
