// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control_field.hpp"

#include <optional>

#include <nlohmann/json_fwd.hpp>

/// JSON from outside, read without trusting it, and objects with described fields as JSON.
namespace chatroom {

/// The value; nothing if the bytes are not JSON, not UTF-8, or nested more than 8 deep. (The
/// control protocol needs 4; without a limit, nesting becomes recursion when it is written again.)
std::optional<nlohmann::json> parse_json(std::string_view bytes);

/// The value as JSON on one line. What is not UTF-8 is replaced by U+FFFD.
std::string dump_json(const nlohmann::json& value);

/// Where the member of the outermost object has its value, the last one if there are several: the
/// bytes as they were written. Empty if there is none. Of what is no JSON it may be any part.
std::string_view raw_member(std::string_view text, std::string_view name);

/// Whether that is a number as RFC 8259 writes them, however long.
bool is_json_number(std::string_view bytes);

/// What to do about members that are not described.
enum class Unknown { refuse, ignore };

/// Reads the members of the value into the object that the fields describe; an optional one that is
/// missing leaves what is there. Returns the first thing that is wrong, "count must be a whole
/// number from 1 to 1000"; empty if nothing is.
std::string read_fields(const nlohmann::json& value, std::span<const control::Field> fields,
                        void* object, Unknown unknown);

/// The object that the fields describe as JSON.
nlohmann::json write_fields(std::span<const control::Field> fields, const void* object);

} // namespace chatroom
