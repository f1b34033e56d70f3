// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/control_json.hpp"

#include "base/printable.hpp"
#include "protocol/json_fields.hpp"

#include <utility>
#include <vector>

namespace chatroom::control {

namespace {

using nlohmann::json;

/// The request that the method's name and parameters make; nothing if there is no such method.
std::optional<Request> read_request(std::string_view method, Fields& params) {
    if (method == "ping") {
        return Ping{};
    }
    if (method == "announce") {
        return Announce{params.text("text")};
    }
    if (method == "who") {
        return Who{};
    }
    if (method == "kick") {
        auto name = params.text("name");
        auto reason = params.has("reason") ? params.text("reason") : std::string{};
        return Kick{std::move(name), std::move(reason)};
    }
    if (method == "status") {
        return Status{};
    }
    if (method == "log") {
        Log log;
        if (params.has("count")) {
            log.count = static_cast<std::uint32_t>(params.number("count", 1, max_log_count));
        }
        return log;
    }
    if (method == "fingerprint") {
        return Fingerprint{};
    }
    if (method == "names") {
        return Names{params.has("after") ? params.text("after") : std::string{}};
    }
    if (method == "release") {
        return Release{params.text("name")};
    }
    return std::nullopt;
}

Error wrong_params(const std::string& problem) {
    return {ErrorCode::invalid_params, "wrong params: " + problem};
}

std::variant<Request, Error> request_from(const std::string& method, const json& object) {
    const auto params = object.find("params");
    const json none = json::object();
    Fields fields(params == object.end() ? none : *params);
    auto request = read_request(method, fields);
    if (!request) {
        return Error{ErrorCode::method_not_found, "no such method: " + printable(method, 64)};
    }
    fields.expect_no_more();
    if (!fields.problem().empty()) {
        return wrong_params(fields.problem());
    }
    return *std::move(request);
}

/// "method" and "params" as members.
json to_json(const Request& request) {
    struct Visitor {
        json operator()(const Ping&) const { return {{"method", "ping"}}; }
        json operator()(const Announce& announce) const {
            return {{"method", "announce"}, {"params", {{"text", announce.text}}}};
        }
        json operator()(const Who&) const { return {{"method", "who"}}; }
        json operator()(const Kick& kick) const {
            json params = {{"name", kick.name}};
            if (!kick.reason.empty()) {
                params["reason"] = kick.reason;
            }
            return {{"method", "kick"}, {"params", std::move(params)}};
        }
        json operator()(const Status&) const { return {{"method", "status"}}; }
        json operator()(const Log& log) const {
            return {{"method", "log"}, {"params", {{"count", log.count}}}};
        }
        json operator()(const Fingerprint&) const { return {{"method", "fingerprint"}}; }
        json operator()(const Names& names) const {
            json object = {{"method", "names"}};
            if (!names.after.empty()) {
                object["params"] = {{"after", names.after}};
            }
            return object;
        }
        json operator()(const Release& release) const {
            return {{"method", "release"}, {"params", {{"name", release.name}}}};
        }
    };
    return std::visit(Visitor{}, request);
}

json to_json(const MemberInfo& member) {
    return {{"name", member.name},
            {"address", member.address},
            {"protocol", member.protocol},
            {"since", to_rfc3339(member.since)},
            {"idle_seconds", member.idle_seconds},
            {"reachable", member.reachable}};
}

json to_json(const Event& event) {
    return {{"sequence", event.sequence.value},
            {"time", to_rfc3339(event.time)},
            {"kind", to_string(event.kind)},
            {"name", event.name},
            {"text", event.text}};
}

json to_json(const Counters& counters) {
    return {{"datagrams_received", counters.datagrams_received},
            {"datagrams_sent", counters.datagrams_sent},
            {"malformed", counters.malformed},
            {"refused", counters.refused},
            {"unreachable", counters.unreachable},
            {"handshakes", counters.handshakes},
            {"ignored", counters.ignored}};
}

json to_json(const StatusInfo& status) {
    return {{"version", status.version},
            {"pid", status.pid},
            {"uptime_seconds", status.uptime_seconds},
            {"listening", status.listening},
            {"members", status.members},
            {"max_members", status.max_members},
            {"sequence", status.sequence.value},
            {"counters", to_json(status.counters)}};
}

json to_json(const NameInfo& name) {
    return {{"name", name.name},
            {"fingerprint", name.fingerprint},
            {"first_used", to_rfc3339(name.first_used)},
            {"last_used", to_rfc3339(name.last_used)},
            {"inside", name.inside}};
}

template <typename Value>
json to_json(const std::vector<Value>& values) {
    json array = json::array();
    for (const auto& value : values) {
        array.push_back(to_json(value));
    }
    return array;
}

json to_json(const Result& result) {
    struct Visitor {
        json operator()(const Pong& pong) const { return {{"version", pong.version}}; }
        json operator()(const Announced& announced) const {
            return {{"sequence", announced.sequence.value}, {"members", announced.members}};
        }
        json operator()(const Members& members) const {
            return {{"members", to_json(members.members)}};
        }
        json operator()(const Kicked& kicked) const {
            return {{"sequence", kicked.sequence.value}, {"name", kicked.name}};
        }
        json operator()(const StatusInfo& status) const { return to_json(status); }
        json operator()(const Events& events) const { return {{"events", to_json(events.events)}}; }
        json operator()(const ServerFingerprint& server) const {
            return {{"fingerprint", server.fingerprint}};
        }
        json operator()(const OwnedNames& owned) const {
            return {{"names", to_json(owned.names)}, {"more", owned.more}};
        }
        json operator()(const Released& released) const { return {{"name", released.name}}; }
    };
    return std::visit(Visitor{}, result);
}

json to_json(const Error& error) {
    return {{"code", static_cast<std::int32_t>(error.code)}, {"message", error.message}};
}

MemberInfo read_member(Fields& fields) {
    return {.name = fields.text("name"),
            .address = fields.text("address"),
            .protocol = fields.text("protocol"),
            .since = fields.time("since"),
            .idle_seconds = fields.number("idle_seconds"),
            .reachable = fields.flag("reachable")};
}

Event read_event(Fields& fields) {
    Event event{.sequence = {fields.number("sequence")},
                .time = fields.time("time"),
                .kind = EventKind::announced,
                .name = fields.text("name"),
                .text = fields.text("text")};
    if (const auto kind = event_kind_from(fields.text("kind"))) {
        event.kind = *kind;
    } else {
        fields.complain("kind", "must be a kind of event");
    }
    return event;
}

Counters read_counters(Fields& fields) {
    return {.datagrams_received = fields.number("datagrams_received"),
            .datagrams_sent = fields.number("datagrams_sent"),
            .malformed = fields.number("malformed"),
            .refused = fields.number("refused"),
            .unreachable = fields.number("unreachable"),
            .handshakes = fields.number("handshakes"),
            .ignored = fields.number("ignored")};
}

StatusInfo read_status(Fields& fields) {
    StatusInfo status{.version = fields.text("version"),
                      .pid = fields.number("pid"),
                      .uptime_seconds = fields.number("uptime_seconds"),
                      .listening = fields.text("listening"),
                      .members = fields.number("members"),
                      .max_members = fields.number("max_members"),
                      .sequence = {fields.number("sequence")},
                      .counters = {}};
    Fields counters(fields.any("counters"));
    status.counters = read_counters(counters);
    fields.include(counters);
    return status;
}

NameInfo read_name(Fields& fields) {
    return {.name = fields.text("name"),
            .fingerprint = fields.text("fingerprint"),
            .first_used = fields.time("first_used"),
            .last_used = fields.time("last_used"),
            .inside = fields.flag("inside")};
}

/// The array of that name, each element made a value by the function.
template <typename Value>
std::vector<Value> read_array(Fields& fields, const char* key, Value (*read)(Fields&)) {
    std::vector<Value> values;
    const json& array = fields.any(key);
    if (!array.is_array()) {
        fields.complain(key, "must be an array");
        return values;
    }
    for (const auto& element : array) {
        Fields inner(element);
        values.push_back(read(inner));
        fields.include(inner);
    }
    return values;
}

OwnedNames read_names(Fields& fields) {
    OwnedNames owned{read_array(fields, "names", read_name), fields.flag("more")};
    if (owned.more && owned.names.empty()) {
        fields.complain("more", "must be false without names");
    }
    return owned;
}

/// The result of that request; nothing if anything that it should have is missing. What a newer
/// daemon may have added is no mistake.
std::optional<Result> read_result(const Request& request, const json& result) {
    struct Visitor {
        Fields& fields;
        Result operator()(const Ping&) const { return Pong{fields.text("version")}; }
        Result operator()(const Announce&) const {
            return Announced{{fields.number("sequence")}, fields.number("members")};
        }
        Result operator()(const Who&) const {
            return Members{read_array(fields, "members", read_member)};
        }
        Result operator()(const Kick&) const {
            return Kicked{{fields.number("sequence")}, fields.text("name")};
        }
        Result operator()(const Status&) const { return read_status(fields); }
        Result operator()(const Log&) const {
            return Events{read_array(fields, "events", read_event)};
        }
        Result operator()(const Fingerprint&) const {
            return ServerFingerprint{fields.text("fingerprint")};
        }
        Result operator()(const Names&) const { return read_names(fields); }
        Result operator()(const Release&) const { return Released{fields.text("name")}; }
    };
    Fields fields(result);
    auto value = std::visit(Visitor{fields}, request);
    if (!fields.problem().empty()) {
        return std::nullopt;
    }
    return value;
}

std::optional<Error> read_error(const json& error) {
    Fields fields(error);
    const json& code = fields.any("code");
    Error value{ErrorCode::refused, fields.text("message")};
    if (!fields.problem().empty() || !code.is_number_integer()) {
        return std::nullopt;
    }
    value.code = static_cast<ErrorCode>(code.get<std::int32_t>());
    return value;
}

} // namespace

Call parse_call(std::string_view line) {
    const auto object = parse_json(line);
    if (!object) {
        return {std::string(null_id), Error{ErrorCode::parse_error, "the line is not JSON"}};
    }
    const Error invalid{ErrorCode::invalid_request, "not a JSON-RPC 2.0 request"};
    if (!object->is_object()) {
        return {std::string(null_id), invalid};
    }
    std::optional<std::string> id;
    if (const auto found = object->find("id"); found != object->end()) {
        const bool allowed = found->is_string() || found->is_number() || found->is_null();
        if (!allowed) {
            return {std::string(null_id), invalid};
        }
        id = dump_json(*found);
    }
    const auto version = object->find("jsonrpc");
    const auto method = object->find("method");
    if (version == object->end() || *version != "2.0" || method == object->end() ||
        !method->is_string()) {
        return {id.value_or(std::string(null_id)), invalid};
    }
    return {std::move(id), request_from(method->get<std::string>(), *object)};
}

std::string encode_reply(std::string_view id, const Reply& reply) {
    const auto* error = std::get_if<Error>(&reply);
    std::string line = R"({"jsonrpc":"2.0","id":)";
    line += id;
    line += error != nullptr ? R"(,"error":)" : R"(,"result":)";
    line += dump_json(error != nullptr ? to_json(*error) : to_json(std::get<Result>(reply)));
    line += '}';
    return line;
}

std::string encode_result(const Result& result) {
    return dump_json(to_json(result));
}

std::string encode_request(std::uint64_t id, const Request& request) {
    json object = to_json(request);
    object["jsonrpc"] = "2.0";
    object["id"] = id;
    return dump_json(object);
}

std::optional<Response> parse_response(std::string_view line, std::uint64_t id,
                                       const Request& request) {
    const auto object = parse_json(line);
    if (!object || !object->is_object()) {
        return std::nullopt;
    }
    Fields fields(*object);
    const bool is_version_2 = fields.text("jsonrpc") == "2.0";
    const json& answered = fields.any("id");
    if (!is_version_2 || !fields.problem().empty()) {
        return std::nullopt;
    }
    if (fields.has("error") && !fields.has("result") && (answered == id || answered.is_null())) {
        const json& error = fields.any("error");
        auto value = read_error(error);
        if (!value) {
            return std::nullopt;
        }
        return Response{*std::move(value), dump_json({{"error", error}})};
    }
    if (fields.has("result") && !fields.has("error") && answered == id) {
        const json& result = fields.any("result");
        auto value = read_result(request, result);
        if (!value) {
            return std::nullopt;
        }
        return Response{*std::move(value), dump_json(result)};
    }
    return std::nullopt;
}

std::string encode_failure(std::string_view message) {
    return dump_json({{"error", {{"message", message}}}});
}

} // namespace chatroom::control
