// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/control_json.hpp"

#include "base/printable.hpp"
#include "protocol/json_fields.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace chatroom::control {

namespace {

using nlohmann::json;

constexpr std::string_view ready_method = "ready";
constexpr std::string_view record_method = "record";

/// The member of the object; null if there is none.
const json& member(const json& object, const char* name) {
    static const json nothing;
    const auto found = object.find(name);
    return found == object.end() ? nothing : *found;
}

Result<Request, Error> request_from(const std::string& method, const json& object) {
    const auto* verb = find_verb(method);
    if (verb == nullptr) {
        return Unexpected(
            Error{ErrorCode::method_not_found, "no such method: " + printable(method, 64)});
    }
    const auto params = object.find("params");
    auto request = verb->new_request();
    const auto problem = read_fields(params == object.end() ? json::object() : *params,
                                     verb->parameters, object_in(request), Unknown::refuse);
    if (!problem.empty()) {
        return Unexpected(Error{ErrorCode::invalid_params, "wrong params: " + problem});
    }
    return request;
}

json to_json(const Error& error) {
    json object;
    object["code"] = static_cast<std::int32_t>(error.code);
    object["message"] = error.message;
    return object;
}

json to_json(const AnyAnswer& result) {
    return write_fields(verbs()[result.index()].result, object_in(result));
}

std::optional<AnyAnswer> read_result(const Request& request, const json& value) {
    const auto& verb = verb_of(request);
    auto result = verb.new_result();
    const auto problem = read_fields(value, verb.result, object_in(result), Unknown::ignore);
    return problem.empty() ? std::optional(std::move(result)) : std::nullopt;
}

std::optional<Error> read_error(const json& error) {
    const auto& code = member(error, "code");
    const auto& message = member(error, "message");
    if (!code.is_number_integer() || !message.is_string()) {
        return std::nullopt;
    }
    return Error{static_cast<ErrorCode>(code.get<std::int32_t>()), message.get<std::string>()};
}

} // namespace

Call parse_call(std::string_view line) {
    // A number stays as it is written, for it may be longer than any number that can be read.
    const auto written_id = raw_member(line, "id");
    const bool is_number = is_json_number(written_id);
    std::string readable(line);
    if (is_number) {
        const auto begin = static_cast<std::size_t>(written_id.data() - line.data());
        readable.replace(begin, written_id.size(), "0");
    }
    const auto object = parse_json(readable);
    if (!object) {
        return {std::string(null_id),
                Unexpected(Error{ErrorCode::parse_error, "the line is not JSON"})};
    }
    const auto invalid =
        Unexpected(Error{ErrorCode::invalid_request, "not a JSON-RPC 2.0 request"});
    if (!object->is_object()) {
        return {std::string(null_id), invalid};
    }
    std::optional<std::string> id;
    if (!written_id.empty()) {
        if (!is_number && written_id.front() != '"' && written_id != null_id) {
            return {std::string(null_id), invalid};
        }
        id = written_id;
    }
    const auto& method = member(*object, "method");
    if (member(*object, "jsonrpc") != "2.0" || !method.is_string()) {
        return {id.value_or(std::string(null_id)), invalid};
    }
    return {std::move(id), request_from(method.get<std::string>(), *object)};
}

std::string encode_reply(std::string_view id, const Reply& reply) {
    std::string line = R"({"jsonrpc":"2.0","id":)";
    line += id;
    line += reply ? R"(,"result":)" : R"(,"error":)";
    line += dump_json(reply ? to_json(*reply) : to_json(reply.error()));
    line += '}';
    return line;
}

std::string encode_result(const AnyAnswer& result) {
    return dump_json(to_json(result));
}

std::string encode_request(std::uint64_t id, const Request& request) {
    const auto& verb = verb_of(request);
    json object;
    object["jsonrpc"] = "2.0";
    object["id"] = id;
    object["method"] = verb.row.method;
    if (auto params = write_fields(verb.parameters, object_in(request)); !params.empty()) {
        object["params"] = std::move(params);
    }
    return dump_json(object);
}

std::optional<Response> parse_response(std::string_view line, std::uint64_t id,
                                       const Request& request) {
    const auto object = parse_json(line);
    if (!object || !object->is_object() || member(*object, "jsonrpc") != "2.0" ||
        object->contains("result") == object->contains("error")) {
        return std::nullopt;
    }
    const auto& answered = member(*object, "id");
    if (const auto result = object->find("result"); result != object->end()) {
        auto value = answered == id ? read_result(request, *result) : std::nullopt;
        return value ? std::optional(Response{*std::move(value), dump_json(*result)})
                     : std::nullopt;
    }
    const auto& error = member(*object, "error");
    auto value = answered == id || answered.is_null() ? read_error(error) : std::nullopt;
    if (!value) {
        return std::nullopt;
    }
    json shown;
    shown["error"] = error;
    return Response{Unexpected(*std::move(value)), dump_json(shown)};
}

std::string encode_ready(const Ready& ready) {
    json object;
    object["jsonrpc"] = "2.0";
    object["method"] = ready_method;
    object["params"] = write_fields(fields_of<Ready>, &ready);
    return dump_json(object);
}

std::string encode_event(const LoggedEvent& event) {
    return dump_json(write_fields(fields_of<LoggedEvent>, &event));
}

std::string encode_record(std::uint64_t number, std::string_view event) {
    std::string line = R"({"jsonrpc":"2.0","method":")";
    line += record_method;
    line += R"(","params":{"number":)";
    line += std::to_string(number);
    line += R"(,"event":)";
    line += event;
    line += "}}";
    return line;
}

std::optional<Told> parse_told(std::string_view line) {
    const auto object = parse_json(line);
    if (!object || !object->is_object() || member(*object, "jsonrpc") != "2.0") {
        return std::nullopt;
    }
    if (auto error = read_error(member(*object, "error"))) {
        json shown;
        shown["error"] = member(*object, "error");
        return Told{*std::move(error), dump_json(shown)};
    }
    auto params = member(*object, "params");
    if (Ready ready; member(*object, "method") == ready_method &&
                     read_fields(params, fields_of<Ready>, &ready, Unknown::ignore).empty()) {
        params["ready"] = true;
        return Told{ready, dump_json(params)};
    }
    if (MonitorRecord record;
        member(*object, "method") == record_method &&
        read_fields(params, fields_of<MonitorRecord>, &record, Unknown::ignore).empty()) {
        return Told{std::move(record), dump_json(params)};
    }
    return std::nullopt;
}

std::string encode_failure(int exit_status, std::string_view message) {
    constexpr int first_code = 100; // Those of a daemon are below.
    json object;
    object["error"]["code"] = first_code + exit_status;
    object["error"]["message"] = message;
    return dump_json(object);
}

} // namespace chatroom::control
