// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// An array as PostgreSQL reads it as a parameter: {1,2} or {"a \"b\"",NULL}.
class ArrayLiteral {
public:
    void add(std::int64_t number);
    void add_text(std::string_view text);
    /// Nothing: NULL.
    void add_bytes(const std::optional<std::string>& bytes);

    std::string text() const { return elements_ + "}"; }

private:
    void begin_element();

    std::string elements_ = "{";
};

/// Bytes as PostgreSQL writes and reads them: \x6162.
std::string to_bytea(std::string_view bytes);

/// The reverse; nothing if the text has another form.
std::optional<std::string> from_bytea(std::string_view text);

} // namespace chatroom
