// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

/// JSON from outside, read without trusting it. Slow to compile: for source files, not headers.
namespace chatroom {

/// The value; nothing if the bytes are not JSON, not UTF-8, or nested more than 8 deep. (The
/// control protocol needs 4; without a limit, nesting becomes recursion when it is written again.)
std::optional<nlohmann::json> parse_json(std::string_view bytes);

/// The value as JSON on one line. What is not UTF-8 is replaced by U+FFFD.
std::string dump_json(const nlohmann::json& value);

/// Reads the members of an object by name. A member that is missing or of another type gives an
/// empty value and is remembered, so that one look at problem() after all reading is enough.
class Fields {
public:
    /// Refers to the value, which must outlive this. A value that is no object is a problem.
    explicit Fields(const nlohmann::json& object);
    explicit Fields(nlohmann::json&& object) = delete;

    /// Whether there is a member of that name.
    bool has(const char* key) const;

    std::string text(const char* key);
    bool flag(const char* key);
    WallTime time(const char* key);

    /// A whole number within the limits, both included.
    std::uint64_t number(const char* key, std::uint64_t min = 0,
                         std::uint64_t max = std::numeric_limits<std::uint64_t>::max());

    /// The member whatever it is; null if it is missing, which is no problem.
    const nlohmann::json& any(const char* key);

    /// Makes it a problem that there is a member which nobody has read.
    void expect_no_more();

    /// Remembers that something is wrong with that member, unless something already is.
    void complain(std::string_view key, std::string_view what);

    /// Takes over the problem of an object inside this one.
    void include(const Fields& inner);

    /// The first thing that is wrong, "count must be a whole number from 1 to 1000"; empty if
    /// nothing is.
    const std::string& problem() const { return problem_; }

private:
    const nlohmann::json* read(const char* key);

    const nlohmann::json& object_;
    std::vector<std::string_view> read_;
    std::string problem_;
};

} // namespace chatroom
