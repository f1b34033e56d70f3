// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config_keys.hpp"

#include "base/printable.hpp"
#include "protocol/classic_request.hpp"
#include "protocol/text.hpp"

#include <algorithm>
#include <array>

namespace chatroom {

namespace {

constexpr std::size_t max_farewells = 4;
constexpr std::size_t max_ranges = 64;
constexpr std::size_t max_node_bytes = 32;

struct SeverityWord {
    Severity severity;
    std::string_view word;
};

constexpr std::array<SeverityWord, 4> severity_words{{{Severity::debug, "debug"},
                                                      {Severity::info, "info"},
                                                      {Severity::warning, "warning"},
                                                      {Severity::error, "error"}}};

using Fault = std::optional<std::string>;

/// A whole number from least to most, as any integer-like member of the configuration.
template <typename Number>
Fault read_number(const toml::node& value, std::int64_t least, std::int64_t most, Number& number) {
    const auto integer = value.value_exact<std::int64_t>();
    if (!integer || *integer < least || *integer > most) {
        return "must be a whole number from " + std::to_string(least) + " to " +
               std::to_string(most);
    }
    number = Number(*integer);
    return {};
}

Fault read_path(const toml::node& value, std::filesystem::path& path) {
    const auto text = value.value_exact<std::string>();
    if (!text || !std::filesystem::path(*text).is_absolute()) {
        return "must be an absolute path in quotes";
    }
    path = *text;
    return {};
}

/// A path that need not be given: "" is none.
Fault read_optional_path(const toml::node& value, std::filesystem::path& path) {
    if (value.value_exact<std::string>() == "") {
        path.clear();
        return {};
    }
    const auto fault = read_path(value, path);
    return fault ? *fault + R"(, or "")" : fault;
}

Fault read_listen(const toml::node& value, Config& config) {
    const auto address = parse_address(value.value_exact<std::string>().value_or(""));
    if (!address) {
        return R"(must be an address and a port, such as "[::]:8888" or "192.168.1.1:8888")";
    }
    config.listen = *address;
    return {};
}

/// The group is looked up here, so that one that is missing is an error with a line like any other.
Fault read_admins(const toml::node& value, Config& config) {
    const auto name = value.value_exact<std::string>();
    if (!name) {
        return R"(must be the name of a group in quotes, or "")";
    }
    if (name->empty()) {
        config.admins.reset();
        return {};
    }
    auto group = find_group(*name);
    if (!group) {
        return std::move(group).error();
    }
    config.admins = *std::move(group);
    return {};
}

Fault read_language(const toml::node& value, Config& config) {
    const auto language = classic::language_from(value.value_exact<std::string>().value_or(""));
    if (!language) {
        return R"(must be "zh" or "en")";
    }
    config.room.language = *language;
    return {};
}

/// A farewell that were a request would make two servers answer each other for ever.
bool is_farewell(const std::string& text) {
    const auto cleaned = clean_text(text);
    return !text.empty() && text.size() <= classic::max_refusal_bytes && cleaned == text &&
           std::holds_alternative<classic::Malformed>(classic::decode(text));
}

Fault read_farewell(const toml::node& value, Config& config) {
    const auto fault = "must be 1 to " + std::to_string(max_farewells) + " texts of 1 to " +
                       std::to_string(classic::max_refusal_bytes) +
                       R"( bytes that are no requests, such as ["EXIT"])";
    const auto* list = value.as_array();
    if (list == nullptr || list->empty() || list->size() > max_farewells) {
        return fault;
    }
    std::vector<std::string> farewell;
    for (const auto& element : *list) {
        farewell.push_back(element.value_exact<std::string>().value_or(""));
        if (!is_farewell(farewell.back())) {
            return fault;
        }
    }
    config.room.farewell = std::move(farewell);
    return {};
}

Fault read_ranges(const toml::node& value, std::vector<AddressRange>& ranges) {
    const auto* list = value.as_array();
    if (list == nullptr || list->size() > max_ranges) {
        return "must be a list of at most " + std::to_string(max_ranges) +
               R"( networks, such as ["192.168.0.0/16"])";
    }
    std::vector<AddressRange> read;
    for (const auto& element : *list) {
        const auto text = element.value_exact<std::string>().value_or("");
        const auto range = AddressRange::parse(text);
        if (!range) {
            return "holds \"" + printable(text) +
                   R"(", which is no network such as "192.168.0.0/16")";
        }
        read.push_back(*range);
    }
    ranges = std::move(read);
    return {};
}

/// Whoever is believed may be anybody, so not everybody is.
Fault read_gateways(const toml::node& value, Config& config) {
    std::vector<AddressRange> gateways;
    if (const auto fault = read_ranges(value, gateways)) {
        return fault;
    }
    if (std::ranges::any_of(gateways, &AddressRange::contains_everybody)) {
        return "must not hold everybody: whoever is in it may pretend to come from anywhere";
    }
    config.room.gateways = std::move(gateways);
    return {};
}

/// As long as a link may be that people pass on; with "#fp=…" behind it, it is one.
constexpr std::size_t max_page_bytes = 256;

Fault read_page(const toml::node& value, Config& config) {
    const auto text = value.value_exact<std::string>();
    const auto scheme = !text                           ? 0U
                        : text->starts_with("https://") ? 8U
                        : text->starts_with("http://")  ? 7U
                                                        : 0U;
    const bool is_address = scheme > 0 && text->size() > scheme && text->size() <= max_page_bytes &&
                            clean_text(*text) == *text &&
                            text->find_first_of(" #?\"<>") == std::string::npos;
    if (!is_address && text != "") {
        return R"(must be the address of a page, such as "https://chat.example.org/", or "")";
    }
    config.room.page = *text;
    return {};
}

Fault read_database(const toml::node& value, Config& config) {
    const auto uri = value.value_exact<std::string>();
    if (!uri) {
        return R"(must be the address of a database in quotes, or "")";
    }
    if (!uri->empty()) {
        if (auto fault = find_uri_fault(*uri)) {
            return fault;
        }
    }
    config.cluster.uri = *uri;
    return {};
}

Fault read_node(const toml::node& value, Config& config) {
    const auto name = value.value_exact<std::string>();
    const auto is_fit = [](char character) {
        return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
               character == '-';
    };
    if (!name || name->size() > max_node_bytes ||
        !std::all_of(name->begin(), name->end(), is_fit)) {
        return "must be 1 to " + std::to_string(max_node_bytes) +
               R"( characters of a to z, 0 to 9 and "-" in quotes)";
    }
    config.cluster.node = *name;
    return {};
}

Fault read_yes(const toml::node& value, bool& yes) {
    const auto given = value.value_exact<bool>();
    if (!given) {
        return "must be true or false";
    }
    yes = *given;
    return {};
}

Fault read_log_level(const toml::node& value, Config& config) {
    const auto word = value.value_exact<std::string>().value_or("");
    for (const auto& known : severity_words) {
        if (known.word == word) {
            config.log_level = known.severity;
            return {};
        }
    }
    return R"(must be "debug", "info", "warning" or "error")";
}

template <typename List, typename ToText>
toml::array to_array(const List& list, ToText to_text) {
    toml::array result;
    for (const auto& element : list) {
        result.push_back(to_text(element));
    }
    return result;
}

std::string range_text(const AddressRange& range) {
    return to_string(range);
}

/// Writes the key under its name, whatever the value's type.
template <typename Value>
auto writer(std::string_view name, Value value) {
    return [name, value](const Config& config, toml::table& section) {
        section.insert(name, value(config));
    };
}

/// A number of the limits; 0 stands for none of them where it says so.
template <typename Place>
auto limit_reader(std::int64_t least, std::int64_t most, Place place) {
    return [=](const toml::node& value, Config& config) {
        return read_number(value, least, most, place(config.room.limits));
    };
}

template <typename Place>
auto limit_writer(Place place) {
    return [=](const Config& config) {
        auto limits = config.room.limits;
        return static_cast<std::int64_t>(place(limits));
    };
}

template <typename Add>
void add_limits(const Add& add) {
    const auto limit = [&](std::string_view name, std::int64_t least, std::int64_t most,
                           auto place) {
        add("limits", name, limit_reader(least, most, place), limit_writer(place));
    };
    limit(
        "lines_per_s", 0, 10'000, [](Limits & l) -> auto& { return l.lines.per_second; });
    limit(
        "lines_at_once", 1, 100'000, [](Limits & l) -> auto& { return l.lines.at_once; });
    limit(
        "bytes_per_s", 0, 100'000'000, [](Limits & l) -> auto& { return l.bytes.per_second; });
    limit(
        "bytes_at_once", 4096, 1'000'000'000, [](Limits & l) -> auto& { return l.bytes.at_once; });
    limit(
        "classic_of_an_address", 1, 10'000,
        [](Limits & l) -> auto& { return l.classic_of_an_address; });
    limit(
        "classic_of_this_machine", 1, 10'000,
        [](Limits & l) -> auto& { return l.classic_of_this_machine; });
    limit(
        "sealed_of_a_network", 1, 10'000,
        [](Limits & l) -> auto& { return l.sealed_of_a_network; });
    add(
        "limits", "classic_silence_h",
        [](const auto& v, Config& c) {
            return read_number(v, 0, 8760, c.room.limits.classic_silence);
        },
        [](const Config& c) { return std::int64_t{c.room.limits.classic_silence.count()}; });
}

template <typename Add>
void add_cluster(const Add& add) {
    add("cluster", "database", read_database, [](const Config& c) { return c.cluster.uri; });
    add("cluster", "node", read_node, [](const Config& c) { return c.cluster.node; });
    add(
        "cluster", "password_file",
        [](const auto& v, Config& c) { return read_optional_path(v, c.cluster.password_file); },
        [](const Config& c) { return c.cluster.password_file.string(); });
    add(
        "cluster", "connect_timeout_s",
        [](const auto& v, Config& c) { return read_number(v, 2, 60, c.cluster.connect_timeout); },
        [](const Config& c) { return std::int64_t{c.cluster.connect_timeout.count()}; });
    add(
        "cluster", "answer_timeout_s",
        [](const auto& v, Config& c) { return read_number(v, 2, 300, c.cluster.answer_timeout); },
        [](const Config& c) { return std::int64_t{c.cluster.answer_timeout.count()}; });
    add(
        "cluster", "node_timeout_s",
        [](const auto& v, Config& c) { return read_number(v, 5, 3600, c.room.node_timeout); },
        [](const Config& c) { return std::int64_t{c.room.node_timeout.count()}; });
    add(
        "cluster", "allow_unsafe",
        [](const auto& v, Config& c) { return read_yes(v, c.cluster.allow_unsafe); },
        [](const Config& c) { return c.cluster.allow_unsafe; });
}

std::vector<ConfigKey> make_keys() {
    std::vector<ConfigKey> keys;
    const auto add = [&](std::string_view section, std::string_view name, auto read, auto value) {
        keys.push_back({section, name, read, writer(name, value)});
    };
    add("network", "listen", read_listen, [](const Config& c) { return to_string(c.listen); });
    add(
        "paths", "state", [](const auto& v, Config& c) { return read_path(v, c.state); },
        [](const Config& c) { return c.state.string(); });
    add(
        "paths", "socket", [](const auto& v, Config& c) { return read_path(v, c.socket); },
        [](const Config& c) { return c.socket.string(); });
    add("control", "admins", read_admins,
        [](const Config& c) { return c.admins ? c.admins->name : std::string(); });
    add(
        "room", "max_members",
        [](const auto& v, Config& c) { return read_number(v, 1, 10'000, c.room.max_members); },
        [](const Config& c) { return static_cast<std::int64_t>(c.room.max_members); });
    add(
        "room", "grace_s",
        [](const auto& v, Config& c) { return read_number(v, 1, 86'400, c.room.grace); },
        [](const Config& c) { return std::int64_t{c.room.grace.count()}; });
    add(
        "room", "lag_s",
        [](const auto& v, Config& c) { return read_number(v, 10, 86'400, c.room.lag); },
        [](const Config& c) { return std::int64_t{c.room.lag.count()}; });
    add(
        "room", "history",
        [](const auto& v, Config& c) { return read_number(v, 0, 1000, c.room.history); },
        [](const Config& c) { return static_cast<std::int64_t>(c.room.history); });
    add(
        "access", "passphrase_file",
        [](const auto& v, Config& c) { return read_optional_path(v, c.passphrase_file); },
        [](const Config& c) { return c.passphrase_file.string(); });
    add("classic", "language", read_language,
        [](const Config& c) { return std::string(classic::to_string(c.room.language)); });
    add("classic", "farewell", read_farewell, [](const Config& c) {
        return to_array(c.room.farewell, [](const std::string& text) { return text; });
    });
    add(
        "classic", "allow", [](const auto& v, Config& c) { return read_ranges(v, c.room.allow); },
        [](const Config& c) { return to_array(c.room.allow, range_text); });
    add_limits(add);
    add("limits", "trusted_gateways", read_gateways,
        [](const Config& c) { return to_array(c.room.gateways, range_text); });
    add("web", "address", read_page, [](const Config& c) { return c.room.page; });
    add(
        "journal", "keep_events",
        [](const auto& v, Config& c) {
            return read_number(v, 1000, 100'000'000, c.retention.keep_events);
        },
        [](const Config& c) { return static_cast<std::int64_t>(c.retention.keep_events); });
    add(
        "journal", "keep_days",
        [](const auto& v, Config& c) { return read_number(v, 1, 36'500, c.retention.keep_days); },
        [](const Config& c) { return std::int64_t{c.retention.keep_days.count()}; });
    add(
        "names", "keep_days",
        [](const auto& v, Config& c) { return read_number(v, 1, 36'500, c.room.keep_names); },
        [](const Config& c) { return std::int64_t{c.room.keep_names.count()}; });
    add_cluster(add);
    add(
        "performance", "workers",
        [](const auto& v, Config& c) { return read_number(v, 0, 64, c.workers); },
        [](const Config& c) { return static_cast<std::int64_t>(c.workers); });
    add("log", "level", read_log_level, [](const Config& c) {
        return std::string(severity_words.at(static_cast<std::size_t>(c.log_level)).word);
    });
    return keys;
}

} // namespace

std::span<const ConfigKey> config_keys() {
    static const std::vector<ConfigKey> keys = make_keys();
    return keys;
}

} // namespace chatroom
