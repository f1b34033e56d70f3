// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/json_fields.hpp"

#include "base/printable.hpp"

#include <algorithm>

namespace chatroom {

using nlohmann::json;

std::optional<json> parse_json(std::string_view bytes) {
    constexpr int max_depth = 8;
    bool too_deep = false;
    const auto keep = [&too_deep](int depth, json::parse_event_t event, json&) {
        const bool begins =
            event == json::parse_event_t::array_start || event == json::parse_event_t::object_start;
        too_deep = too_deep || (begins && depth >= max_depth);
        return !too_deep;
    };
    auto value = json::parse(bytes.begin(), bytes.end(), keep, false);
    if (value.is_discarded() || too_deep) {
        return std::nullopt;
    }
    return value;
}

std::string dump_json(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Fields::Fields(const json& object) : object_(object) {
    if (!object_.is_object()) {
        problem_ = "an object is expected";
    }
}

bool Fields::has(const char* key) const {
    return object_.is_object() && object_.contains(key);
}

std::string Fields::text(const char* key) {
    const auto* value = read(key);
    if (value != nullptr && value->is_string()) {
        return value->get<std::string>();
    }
    complain(key, "must be a string");
    return {};
}

bool Fields::flag(const char* key) {
    const auto* value = read(key);
    if (value != nullptr && value->is_boolean()) {
        return value->get<bool>();
    }
    complain(key, "must be true or false");
    return false;
}

WallTime Fields::time(const char* key) {
    if (const auto time = from_rfc3339(text(key))) {
        return *time;
    }
    complain(key, "must be a time as in RFC 3339, in UTC with milliseconds");
    return {};
}

std::uint64_t Fields::number(const char* key, std::uint64_t min, std::uint64_t max) {
    const auto* value = read(key);
    if (value != nullptr && value->is_number_unsigned()) {
        const auto number = value->get<std::uint64_t>();
        if (number >= min && number <= max) {
            return number;
        }
    }
    complain(key,
             "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return min;
}

const json& Fields::any(const char* key) {
    static const json nothing;
    const auto* value = read(key);
    return value == nullptr ? nothing : *value;
}

void Fields::expect_no_more() {
    if (!object_.is_object()) {
        return;
    }
    for (const auto& [key, value] : object_.items()) {
        if (std::find(read_.begin(), read_.end(), key) == read_.end()) {
            complain(printable(key, 64), "is not known here");
        }
    }
}

void Fields::complain(std::string_view key, std::string_view what) {
    if (problem_.empty()) {
        problem_.append(key).append(" ").append(what);
    }
}

void Fields::include(const Fields& inner) {
    if (problem_.empty()) {
        problem_ = inner.problem_;
    }
}

const json* Fields::read(const char* key) {
    read_.emplace_back(key);
    if (!object_.is_object()) {
        return nullptr;
    }
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
}

} // namespace chatroom
