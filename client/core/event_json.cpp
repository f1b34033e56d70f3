// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/event_json.hpp"

#include "base/safe_json.hpp"
#include "base/utf8.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace chatroom {

namespace {

/// The text in quotes (RFC 8259, section 7); what is not UTF-8 becomes U+FFFD.
std::string json_text(std::string_view text) {
    std::string result = "\"";
    while (!text.empty()) {
        const auto code_point = first_code_point(text);
        const auto bytes = text.substr(0, code_point ? code_point->bytes : 1);
        if (!code_point) {
            result += "\uFFFD";
        } else if (code_point->value < 0x20) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x",
                          static_cast<unsigned>(code_point->value));
            result += escape.data();
        } else {
            result += code_point->value == '"' || code_point->value == '\\' ? "\\" : "";
            result += bytes;
        }
        text.remove_prefix(bytes.size());
    }
    return result + '"';
}

std::string object(const Event& event, std::string_view kind, bool is_own, bool is_past) {
    const auto truth = [](bool value) { return value ? "true" : "false"; };
    const auto json = "{\"seq\":" + std::to_string(event.sequence.value) +
                      ",\"time\":" + json_text(to_rfc3339(event.time)) +
                      ",\"kind\":" + json_text(kind) + ",\"name\":" + json_text(event.name) +
                      ",\"text\":" + json_text(event.text) +
                      ",\"about\":" + std::to_string(event.about.value) +
                      ",\"own\":" + truth(is_own) + ",\"past\":" + truth(is_past) + "}";
    return safe_json(json);
}

/// Of what has no number.
std::string object(std::string_view kind, std::string text, WallTime now) {
    Event event;
    event.time = now;
    event.text = std::move(text);
    return object(event, kind, false, false);
}

} // namespace

std::string event_json(const ShowEvent& shown) {
    return object(shown.event, to_string(shown.event.kind), shown.own.has_value(), shown.is_past);
}

std::string event_json(const ShowGap& gap, WallTime now) {
    return object("gap", gap.is_lost ? "" : std::to_string(gap.count), now);
}

std::string event_json(const ShowLine& line, WallTime now) {
    return object("line", line.text, now);
}

} // namespace chatroom
