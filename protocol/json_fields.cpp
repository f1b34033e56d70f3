// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/json_fields.hpp"

#include "base/printable.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace chatroom {

using control::Field;
using control::List;
using control::Nested;
using nlohmann::json;

namespace {

constexpr std::string_view white_space = " \t\r\n";

/// Behind the closing quotation mark of the string that begins there.
std::size_t string_end(std::string_view text, std::size_t begin) {
    for (auto position = begin + 1; position < text.size(); ++position) {
        if (text[position] == '"') {
            return position + 1;
        }
        position += text[position] == '\\' ? 1 : 0;
    }
    return text.size();
}

std::size_t skip_space(std::string_view text, std::size_t position) {
    return std::min(text.find_first_not_of(white_space, position), text.size());
}

/// Whether the string of JSON, with its quotation marks and escapes, is that name.
bool is_name(std::string_view string, std::string_view name) {
    if (string.find('\\') == std::string_view::npos) {
        return string.substr(1, string.size() - 2) == name;
    }
    return json::parse(string.begin(), string.end(), nullptr, false) == name;
}

/// Takes the digits off the front; false if there are none.
bool take_digits(std::string_view& bytes) {
    const auto count = std::min(bytes.find_first_not_of("0123456789"), bytes.size());
    bytes.remove_prefix(count);
    return count > 0;
}

/// Each returns what the value must be if it is not.
struct Reader {
    const json& value;
    const Field& field;
    Unknown unknown;
    std::string inner_problem = {}; ///< Of an object inside, in words of its own.

    std::string operator()(std::string* place) {
        auto wanted = take(value.is_string(), place, "a string");
        const bool is_right = !wanted.empty() || control::is_allowed(field.rules, *place);
        return is_right ? wanted : control::allowed_words(field.rules);
    }
    std::string operator()(bool* place) { return take(value.is_boolean(), place, "true or false"); }
    std::string operator()(WallTime* place) {
        const auto time =
            value.is_string() ? from_rfc3339(value.get_ref<const std::string&>()) : std::nullopt;
        *place = time.value_or(*place);
        return time ? "" : "a time as in RFC 3339, in UTC with milliseconds";
    }
    std::string operator()(std::chrono::seconds* place) {
        std::uint64_t seconds = 0;
        auto problem = (*this)(&seconds);
        *place = std::chrono::seconds(seconds);
        return problem;
    }
    template <typename Number>
    std::string operator()(Number* place) {
        const auto number = value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
        const bool is_within =
            value.is_number_unsigned() && number >= field.rules.min && number <= field.rules.max;
        *place = is_within ? static_cast<Number>(number) : *place;
        return is_within ? "" : number_range(field.rules);
    }
    std::string operator()(const Nested& nested) {
        inner_problem = read_fields(value, nested.fields, nested.object, unknown);
        return {};
    }
    std::string operator()(const List& list) {
        if (!value.is_array()) {
            return "an array";
        }
        for (const auto& element : value) {
            inner_problem = read_fields(element, list.fields, list.append(list.vector), unknown);
            if (!inner_problem.empty()) {
                break;
            }
        }
        return {};
    }

private:
    template <typename Value>
    std::string take(bool is_right, Value* place, const char* wanted) {
        if (!is_right) {
            return wanted;
        }
        value.get_to(*place);
        return {};
    }
};

std::string read_field(const json& value, const Field& field, void* object, Unknown unknown) {
    Reader reader{value, field, unknown};
    const auto wanted = std::visit(reader, field.place(object));
    return wanted.empty() ? reader.inner_problem : std::string(field.name) + " must be " + wanted;
}

struct Writer {
    json operator()(const WallTime* time) const { return to_rfc3339(*time); }
    json operator()(const std::chrono::seconds* duration) const { return duration->count(); }
    json operator()(const auto* value) const { return *value; }
    json operator()(const Nested& nested) const {
        return write_fields(nested.fields, nested.object);
    }
    json operator()(const List& list) const {
        auto array = json::array();
        for (std::size_t index = 0; index < list.size(list.vector); ++index) {
            array.push_back(write_fields(list.fields, list.at(list.vector, index)));
        }
        return array;
    }
};

} // namespace

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

std::string_view raw_member(std::string_view text, std::string_view name) {
    std::string_view found;
    std::size_t depth = 0;
    for (std::size_t position = 0; position < text.size();) {
        const char byte = text[position];
        if (byte != '"') {
            depth += byte == '{' || byte == '[' ? 1 : 0;
            depth -= (byte == '}' || byte == ']') && depth > 0 ? 1 : 0;
            ++position;
            continue;
        }
        const auto begin = position;
        position = string_end(text, begin);
        const auto colon = skip_space(text, position);
        const bool is_member = depth == 1 && colon < text.size() && text[colon] == ':';
        if (is_member && is_name(text.substr(begin, position - begin), name)) {
            position = skip_space(text, colon + 1);
            const bool is_string = position < text.size() && text[position] == '"';
            const auto end =
                is_string ? string_end(text, position)
                          : std::min(text.find_first_of(",}] \t\r\n", position), text.size());
            found = text.substr(position, end - position);
        }
    }
    return found;
}

bool is_json_number(std::string_view bytes) {
    bytes.remove_prefix(bytes.starts_with('-') ? 1 : 0);
    const bool begins_with_zero = bytes.starts_with('0');
    const auto before = bytes.size();
    if (!take_digits(bytes) || (begins_with_zero && before - bytes.size() > 1)) {
        return false;
    }
    if (bytes.starts_with('.')) {
        bytes.remove_prefix(1);
        if (!take_digits(bytes)) {
            return false;
        }
    }
    if (bytes.starts_with('e') || bytes.starts_with('E')) {
        bytes.remove_prefix(1);
        bytes.remove_prefix(bytes.starts_with('+') || bytes.starts_with('-') ? 1 : 0);
        if (!take_digits(bytes)) {
            return false;
        }
    }
    return bytes.empty();
}

std::string read_fields(const json& value, std::span<const Field> fields, void* object,
                        Unknown unknown) {
    if (!value.is_object()) {
        return "an object is expected";
    }
    for (const auto& field : fields) {
        if (field.rules.is_local) {
            continue;
        }
        static const json missing;
        const auto found = value.find(field.name);
        if (found == value.end() && field.rules.optional) {
            continue;
        }
        auto problem = read_field(found == value.end() ? missing : *found, field, object, unknown);
        if (!problem.empty()) {
            return problem;
        }
    }
    for (const auto& [name, member] : value.items()) {
        const auto found = std::ranges::find(fields, name, &Field::name);
        if (unknown == Unknown::refuse && (found == fields.end() || found->rules.is_local)) {
            return printable(name, 64) + " is not known here";
        }
    }
    return {};
}

json write_fields(std::span<const Field> fields, const void* object) {
    auto value = json::object();
    for (const auto& field : fields) {
        const bool is_left_out = field.rules.optional && is_nothing(field, object);
        if (!field.rules.is_local && !is_left_out) {
            value.emplace(field.name, std::visit(Writer{}, field.place(object)));
        }
    }
    return value;
}

} // namespace chatroom
