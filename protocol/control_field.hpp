// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

/// How requests and results describe their members, once for all: JSON in and out, the command
/// line, the log and the completion are made from these descriptions.
///
/// A described type has a function fields(), an array of Field:
///
///     struct Release {
///         std::string name;
///         static constexpr auto fields() { return std::array{field<&Release::name>("name")}; }
///     };
namespace chatroom::control {

struct Field;

/// An object inside an object.
struct Nested {
    void* object = nullptr;
    std::span<const Field> fields;
};

/// Objects of one type inside an object: a vector, whose type only its functions know.
struct List {
    void* vector = nullptr;
    std::span<const Field> fields;
    std::size_t (*size)(const void* vector) = nullptr;
    void* (*at)(void* vector, std::size_t index) = nullptr;
    void* (*append)(void* vector) = nullptr; ///< Returns the new last object.
};

/// A hundred years: any longer is a mistake, and what is added to a time must not overflow.
inline constexpr std::uint64_t max_duration_seconds = 100ULL * 365 * 24 * 60 * 60;

/// Where a member is, and so of what type.
using Place = std::variant<std::string*, std::uint32_t*, std::uint64_t*, bool*, WallTime*,
                           std::chrono::seconds*, Nested, List>;

/// What a member must be, and how chatroomctl's command line and its completion speak of it.
struct Rules {
    bool optional = false; ///< May be missing, and is left out if it is empty, false or 0.
    bool is_local = false; ///< It is chatroomctl's alone, and does not travel.
    std::uint64_t min = 0; ///< Of a number, or of a duration in seconds.
    std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
    /// "NAME"; without one, and without an option, the command line does not have it.
    std::string_view label = {};
    std::string_view option = {};    ///< "-n"; without one it is a word behind the verb.
    bool takes_all_words = false;    ///< This and all words behind it are one text.
    bool may_be_input = false;       ///< A lone "-" stands for what standard input has.
    std::string_view listed_by = {}; ///< The verb that lists the names to choose from.
    std::string_view words = {}; ///< All that it can be, with spaces between, if that is little.
    std::string_view help = {};
};

struct Field {
    std::string_view name;
    Rules rules;
    /// Of the object of the type that has this field. Who has a const object only reads.
    Place (*place)(const void* object) = nullptr;
};

/// The fields of a described type; none if it is not.
template <typename Object>
constexpr auto fields_array() {
    if constexpr (requires { Object::fields(); }) {
        return Object::fields();
    } else {
        return std::array<Field, 0>{};
    }
}
template <typename Object>
inline constexpr auto fields_of = fields_array<Object>();

template <typename Value>
Place place_of(Value& value) {
    if constexpr (std::is_same_v<Value, Sequence>) {
        return &value.value;
    } else if constexpr (requires { Value::fields(); }) {
        return Nested{&value, fields_of<Value>};
    } else {
        return &value;
    }
}

template <typename Value>
Place place_of(std::vector<Value>& values) {
    using Values = std::vector<Value>;
    return List{
        &values, fields_of<Value>,
        [](const void* vector) { return static_cast<const Values*>(vector)->size(); },
        [](void* vector, std::size_t index) -> void* {
            return &(*static_cast<Values*>(vector))[index];
        },
        [](void* vector) -> void* { return &static_cast<Values*>(vector)->emplace_back(); }};
}

template <typename Object, typename Value>
Object object_of(Value Object::*member);
template <typename Object, typename Value>
Value value_of(Value Object::*member);

/// The description of the member, field<&Kick::name>("name", {…}).
template <auto Member>
constexpr Field field(std::string_view name, Rules rules = {}) {
    using Value = decltype(value_of(Member));
    if constexpr (std::is_same_v<Value, std::uint32_t>) {
        rules.max = std::min<std::uint64_t>(rules.max, std::numeric_limits<Value>::max());
    }
    if constexpr (std::is_same_v<Value, std::chrono::seconds>) {
        rules.max = std::min(rules.max, max_duration_seconds);
    }
    return {name, rules, [](const void* object) {
                using Object = decltype(object_of(Member));
                return place_of(const_cast<Object*>(static_cast<const Object*>(object))->*Member);
            }};
}

/// What the member holds, for people: a text as it is, a number in digits, a duration in its
/// largest unit ("2h"). Of an object or a list nothing.
std::string text_of(const Field& field, const void* object);

/// Whether the member holds nothing: an empty text or list, 0, no time, false, or an object of
/// which nothing is to be said.
bool is_nothing(const Field& field, const void* object);

/// Makes the member what somebody has written: a text, a number, a duration ("90", "90s", "10m",
/// "2h", "7d", and "off" if it may be 0), a time as to_rfc3339() has it, "yes" or "no". Returns
/// what it must be if it is not, "a whole number from 1 to 1000"; else nothing. What else there is
/// cannot be written like that, and must be "no text".
std::string set_text(const Field& field, void* object, std::string_view text);

/// Whether the text is one of the words that the member can be, if they are few.
bool is_allowed(const Rules& rules, std::string_view text);

/// "show or check", which are those.
std::string allowed_words(const Rules& rules);

/// "2h": the largest unit alone, for nobody needs the seconds of four days.
std::string duration_text(std::chrono::seconds duration);

/// "a whole number from 1 to 1000", which is what is asked for instead of something else.
std::string number_range(const Rules& rules);

} // namespace chatroom::control
