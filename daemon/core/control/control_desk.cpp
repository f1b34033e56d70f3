// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/control/control_desk.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "protocol/text.hpp"

namespace chatroom {

namespace {

/// A reason is part of one line, so it is cut rather than split.
constexpr std::size_t max_reason_bytes = 400;

control::Error refused(std::string message) {
    return {control::ErrorCode::refused, std::move(message)};
}

control::Error refused(TextFault fault) {
    return refused(fault == TextFault::too_long ? "the text is too long: at most " +
                                                      std::to_string(max_text_bytes) + " bytes"
                                                : "the text is not valid UTF-8");
}

control::LoggedEvent logged(Event event) {
    return {.sequence = event.sequence,
            .time = event.time,
            .kind = std::string(to_string(event.kind)),
            .name = std::move(event.name),
            .text = std::move(event.text),
            .about = {}};
}

} // namespace

void ControlDesk::handle(Now now, CallId call, const control::Request& request) {
    turn_.asked(call);
    turn_.reply(call, std::visit([&](const auto& known) { return serve(now, known); }, request));
}

control::Reply ControlDesk::serve(Now /*now*/, const control::Ping& /*request*/) {
    return control::Pong{CHATROOM_VERSION};
}

control::Reply ControlDesk::serve(Now /*now*/, const control::Version& /*request*/) {
    return control::VersionInfo{CHATROOM_VERSION, {}};
}

control::Reply ControlDesk::serve(Now now, const control::Announce& request) {
    const auto text = clean_text(request.text);
    if (const auto* fault = std::get_if<TextFault>(&text)) {
        return refused(*fault);
    }
    auto parts = split_text(std::get<std::string>(text));
    if (parts.empty()) {
        return refused("there is nothing to announce");
    }
    control::Announced result{.sequence = {}, .members = roster_.members().size()};
    for (auto& part : parts) {
        result.sequence =
            turn_.propose(now, {.kind = EventKind::announced, .text = std::move(part)}).sequence;
    }
    return result;
}

control::Reply ControlDesk::serve(Now now, const control::Who& /*request*/) {
    control::Members result;
    result.members.reserve(roster_.members().size());
    for (const auto& [entered, member] : roster_.members()) {
        const auto idle = now.steady - member.link.last_heard;
        result.members.push_back(
            {.name = member.name.text(),
             .address = to_string(member.link.address),
             .protocol = member.link.is_sealed ? "sealed" : "classic",
             .since = member.since,
             .idle_seconds = static_cast<std::uint64_t>(
                 std::chrono::duration_cast<std::chrono::seconds>(idle).count()),
             .reachable = roster_.is_reachable(entered)});
    }
    return result;
}

control::Reply ControlDesk::serve(Now now, const control::Kick& request) {
    const auto* member = roster_.find(request.name);
    if (member == nullptr) {
        return control::Error{control::ErrorCode::no_such_member,
                              "nobody named \"" + printable(request.name, max_name_bytes) +
                                  "\" is in the room"};
    }
    const auto cleaned = clean_text(request.reason);
    if (const auto* fault = std::get_if<TextFault>(&cleaned)) {
        return refused(*fault);
    }
    const auto reason = grapheme_prefix(std::get<std::string>(cleaned), max_reason_bytes);
    const auto name = member->name.text();
    const auto address = member->link.address;
    const bool is_sealed = member->link.is_sealed;
    const auto& event =
        turn_.propose(now, {.kind = EventKind::kicked, .name = name, .text = std::string(reason)});
    if (!is_sealed) {
        turn_.send(address, classic::notice(options_.language, event));
        turn_.send_farewell(address);
    }
    turn_.log(now, LogKind::membership, printable(name) + " was kicked");
    return control::Kicked{.sequence = event.sequence, .name = name};
}

control::Reply ControlDesk::serve(Now /*now*/, const control::Status& /*request*/) {
    control::StatusInfo result;
    result.version = CHATROOM_VERSION;
    result.members = roster_.members().size();
    result.max_members = options_.max_members;
    result.sequence = journal_.head();
    result.counters = counters_;
    return result;
}

control::Reply ControlDesk::serve(Now /*now*/, const control::Log& request) {
    auto events = journal_.latest(request.count);
    if (const auto* error = std::get_if<JournalError>(&events)) {
        return control::Error{control::ErrorCode::journal_failed,
                              "the journal cannot be read: " + error->message};
    }
    control::Events result;
    for (auto& event : std::get<std::vector<Event>>(events)) {
        result.events.push_back(logged(std::move(event)));
    }
    return result;
}

control::Reply ControlDesk::serve(Now /*now*/, const control::Fingerprint& /*request*/) {
    return control::ServerFingerprint{sealed::fingerprint(server_key_)};
}

control::Reply ControlDesk::serve(Now /*now*/, const control::ListNames& request) {
    control::OwnedNames result;
    const auto& all = names_.all();
    auto next = request.after.empty() ? all.begin() : all.upper_bound(request.after);
    for (; next != all.end() && result.names.size() < control::max_names_count; ++next) {
        const auto& owned = *next;
        result.names.push_back({.name = owned.name.text(),
                                .fingerprint = sealed::fingerprint(owned.key),
                                .first_used = owned.first_used,
                                .last_used = owned.last_used,
                                .inside = is_inside(owned)});
    }
    result.more = next != all.end();
    return result;
}

control::Reply ControlDesk::serve(Now now, const control::ReleaseName& request) {
    const auto* owned = names_.find(request.name);
    if (owned == nullptr) {
        return control::Error{control::ErrorCode::no_such_name,
                              "the name \"" + printable(request.name, max_name_bytes) +
                                  "\" belongs to nobody"};
    }
    const auto name = owned->name.text();
    if (is_inside(*owned)) {
        return refused("the owner of \"" + printable(name) + "\" is in the room: kick it first");
    }
    turn_.release(name);
    turn_.log(now, LogKind::membership, "the name " + printable(name) + " is free again");
    return control::Released{name};
}

bool ControlDesk::is_inside(const StoredName& owned) const {
    const auto* member = roster_.find_exact(owned.name.text());
    return member != nullptr && member->link.is_sealed;
}

} // namespace chatroom
