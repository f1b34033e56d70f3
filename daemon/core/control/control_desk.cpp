// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/control/control_desk.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "protocol/text.hpp"

#include <cassert>

namespace chatroom {

namespace {

/// A reason is part of one line, so it is cut rather than split.
constexpr std::size_t max_reason_bytes = 400;

Unexpected<control::Error> error(control::ErrorCode code, std::string message) {
    return Unexpected(control::Error{code, std::move(message)});
}

Unexpected<control::Error> refused(std::string message) {
    return error(control::ErrorCode::refused, std::move(message));
}

Unexpected<control::Error> refused(TextFault fault) {
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
            .about = event.about};
}

} // namespace

void ControlDesk::handle(Now now, CallId call, const control::Request& request) {
    const auto take = [&](const auto& asked) {
        if constexpr (requires { change(call, asked); }) {
            if (auto change = this->change(call, asked)) {
                ask(now, *std::move(change));
            } else {
                replies_.push_back({call, Unexpected(std::move(change).error())});
            }
        } else {
            replies_.push_back({call, tell(now, asked)});
        }
    };
    std::visit(take, request);
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Announce& asked) const {
    auto text = clean_text(asked.text);
    if (!text) {
        return refused(text.error());
    }
    auto parts = split_text(*std::move(text));
    if (parts.empty()) {
        return refused("there is nothing to announce");
    }
    return Request{call, request::Announce{std::move(parts)}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Kick& asked) const {
    const auto cleaned = clean_text(asked.reason);
    if (!cleaned) {
        return refused(cleaned.error());
    }
    const auto reason = grapheme_prefix(*cleaned, max_reason_bytes);
    return Request{call, request::Kick{asked.name, std::string(reason)}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::ReleaseName& asked) const {
    return Request{call, request::Release{asked.name}};
}

void ControlDesk::answered(Now now, const Request& request, const Answer& answer) {
    if (const auto* call = std::get_if<CallId>(&request.requester)) {
        replies_.push_back({*call, reply_to(now, request, answer)});
    }
}

control::Reply ControlDesk::reply_to(Now now, const Request& request, const Answer& answer) {
    const auto log = [&](const std::string& line) {
        context().log.note(now, LogKind::membership, line);
    };
    if (const auto* announced = std::get_if<answer::Announced>(&answer)) {
        return control::Announced{.sequence = announced->sequence, .members = announced->members};
    }
    if (const auto* kicked = std::get_if<answer::Kicked>(&answer)) {
        log(printable(kicked->name) + " was kicked");
        return control::Kicked{.sequence = kicked->sequence, .name = kicked->name};
    }
    if (const auto* released = std::get_if<answer::Released>(&answer)) {
        log("the name " + printable(released->name) + " is free again");
        return control::Released{released->name};
    }
    if (const auto* inside = std::get_if<answer::OwnerInside>(&answer)) {
        return refused("the owner of \"" + printable(inside->name) +
                       "\" is in the room: kick it first");
    }
    if (std::holds_alternative<answer::NotFound>(answer)) {
        if (const auto* kick = std::get_if<request::Kick>(&request.what)) {
            return error(control::ErrorCode::no_such_member,
                         "nobody named \"" + printable(kick->name, max_name_bytes) +
                             "\" is in the room");
        }
        const auto& release = std::get<request::Release>(request.what);
        return error(control::ErrorCode::no_such_name, "the name \"" +
                                                           printable(release.name, max_name_bytes) +
                                                           "\" belongs to nobody");
    }
    assert(std::holds_alternative<answer::NotSaved>(answer));
    return error(control::ErrorCode::journal_failed,
                 "the journal cannot be written; see the daemon's log");
}

void ControlDesk::hand_out(Now /*now*/, Outputs& outputs) {
    outputs.replies = std::exchange(replies_, {});
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Ping& /*asked*/) const {
    return control::Pong{CHATROOM_VERSION};
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Version& /*asked*/) const {
    return control::VersionInfo{CHATROOM_VERSION, {}};
}

control::Reply ControlDesk::tell(Now now, const control::Who& /*asked*/) const {
    const auto& roster = context().state.roster();
    control::Members result;
    result.members.reserve(roster.size());
    for (const auto& [entered, member] : roster.members()) {
        const auto presence = attendance_.presence(member);
        const auto idle = now.steady - presence.last_heard;
        result.members.push_back(
            {.name = member.name.text(),
             .address = to_string(presence.address),
             .protocol = member.door == DoorKind::sealed ? "sealed" : "classic",
             .since = member.since,
             .idle_seconds = static_cast<std::uint64_t>(
                 std::chrono::duration_cast<std::chrono::seconds>(idle).count()),
             .reachable = presence.is_reachable});
    }
    return result;
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Status& /*asked*/) const {
    control::StatusInfo result;
    result.version = CHATROOM_VERSION;
    result.members = context().state.roster().size();
    result.max_members = context().options.max_members;
    result.sequence = context().state.head();
    result.counters = context().counters;
    return result;
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Log& asked) const {
    auto events = journal_.latest(asked.count);
    if (!events) {
        return error(control::ErrorCode::journal_failed,
                     "the journal cannot be read: " + events.error().message);
    }
    control::Events result;
    for (auto& event : *events) {
        result.events.push_back(logged(std::move(event)));
    }
    return result;
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Fingerprint& /*asked*/) const {
    return control::ServerFingerprint{sealed::fingerprint(server_key_)};
}

control::Reply ControlDesk::tell(Now /*now*/, const control::ListNames& asked) const {
    control::OwnedNames result;
    const auto& all = context().state.names().all();
    auto next = asked.after.empty() ? all.begin() : all.upper_bound(asked.after);
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

bool ControlDesk::is_inside(const OwnedName& owned) const {
    const auto* member = context().state.roster().find_exact(owned.name.text());
    return member != nullptr && member->door == DoorKind::sealed;
}

} // namespace chatroom
