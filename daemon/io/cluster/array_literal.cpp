// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/array_literal.hpp"

namespace chatroom {

namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::string_view bytea_prefix = "\\x";

void append_hex(std::string& text, std::string_view bytes) {
    text.reserve(text.size() + 2 * bytes.size());
    for (const char byte : bytes) {
        const auto value = static_cast<std::uint8_t>(byte);
        text += digits[value >> 4U];
        text += digits[value & 15U];
    }
}

} // namespace

void ArrayLiteral::begin_element() {
    if (elements_.size() > 1) {
        elements_ += ',';
    }
}

void ArrayLiteral::add(std::int64_t number) {
    begin_element();
    elements_ += std::to_string(number);
}

void ArrayLiteral::add_text(std::string_view text) {
    begin_element();
    elements_ += '"';
    for (const char byte : text) {
        if (byte == '"' || byte == '\\') {
            elements_ += '\\';
        }
        elements_ += byte;
    }
    elements_ += '"';
}

void ArrayLiteral::add_bytes(const std::optional<std::string>& bytes) {
    begin_element();
    if (!bytes) {
        elements_ += "NULL";
        return;
    }
    elements_ += R"("\\x)";
    append_hex(elements_, *bytes);
    elements_ += '"';
}

std::string to_bytea(std::string_view bytes) {
    std::string text(bytea_prefix);
    append_hex(text, bytes);
    return text;
}

std::optional<std::string> from_bytea(std::string_view text) {
    if (!text.starts_with(bytea_prefix) || text.size() % 2 != 0) {
        return std::nullopt;
    }
    text.remove_prefix(bytea_prefix.size());
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t place = 0; place < text.size(); place += 2) {
        const auto high = digits.find(text[place]);
        const auto low = digits.find(text[place + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return std::nullopt;
        }
        bytes += static_cast<char>(high << 4U | low);
    }
    return bytes;
}

} // namespace chatroom
