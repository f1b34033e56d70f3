// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/control/control_desk.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "daemon/core/control/refusal_advice.hpp"
#include "protocol/text.hpp"

namespace chatroom {

namespace {

/// A reason is part of one line, so it is cut rather than split.
constexpr std::size_t max_reason_bytes = 400;

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
    auto text = text_from(asked.text);
    if (!text) {
        return Unexpected(std::move(text).error());
    }
    if (text->empty()) {
        return refused("there is nothing to announce");
    }
    if (asked.pin && text->size() > max_pinned_bytes) {
        return refused("what is pinned has at most " + std::to_string(max_pinned_bytes) + " bytes");
    }
    return Request{call, request::Announce{split_text(*std::move(text)), asked.pin}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Kick& asked) const {
    auto reason = reason_from(asked.reason);
    if (!reason) {
        return Unexpected(std::move(reason).error());
    }
    return Request{call, request::Kick{asked.name, *std::move(reason), length_of(asked.ban)}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::ReleaseName& asked) const {
    if (asked.name.empty() != asked.unused) {
        return refused("name one, or say that it is all that never spoke (--unused)");
    }
    return asked.unused ? Request{call, request::ReleaseUnused{}}
                        : Request{call, request::Release{asked.name}};
}

Result<std::string, control::Error> ControlDesk::text_from(std::string_view text) {
    auto cleaned = clean_text(text);
    if (cleaned) {
        return *std::move(cleaned);
    }
    return refused(cleaned.error() == TextFault::too_long
                       ? "the text is too long: at most " + std::to_string(max_text_bytes) +
                             " bytes"
                       : "the text is not valid UTF-8");
}

Result<std::string, control::Error> ControlDesk::reason_from(std::string_view text) {
    auto reason = text_from(text);
    if (reason) {
        return std::string(grapheme_prefix(*reason, max_reason_bytes));
    }
    return reason;
}

Unexpected<control::Error> ControlDesk::error(control::ErrorCode code, std::string message) {
    return Unexpected(control::Error{code, std::move(message)});
}

Unexpected<control::Error> ControlDesk::refused(std::string message) {
    return error(control::ErrorCode::refused, std::move(message));
}

request::Length ControlDesk::length_of(std::chrono::seconds duration) {
    return duration > std::chrono::seconds::zero() ? std::optional(duration) : std::nullopt;
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
    if (const auto* released = std::get_if<answer::Released>(&answer)) {
        log("the name " + printable(released->name) + " is free again");
        return control::Released{released->name};
    }
    if (const auto* forgotten = std::get_if<answer::Forgotten>(&answer)) {
        return control::Released{.name = {}, .count = forgotten->names.size()};
    }
    if (const auto* inside = std::get_if<answer::OwnerInside>(&answer)) {
        return refused("the owner of \"" + printable(inside->name) +
                       "\" is in the room: kick it first");
    }
    const auto* release = std::get_if<request::Release>(&request.what);
    if (release != nullptr && std::holds_alternative<answer::NotFound>(answer)) {
        return error(control::ErrorCode::no_such_name,
                     "the name \"" + printable(release->name, max_name_bytes) +
                         "\" belongs to nobody");
    }
    if (std::holds_alternative<answer::NotSaved>(answer)) {
        return error(control::ErrorCode::journal_failed,
                     "the journal cannot be written; see the daemon's log");
    }
    return reply_to_measure(now, request, answer);
}

void ControlDesk::hand_out(Now /*now*/, Outputs& outputs) {
    outputs.replies = std::exchange(replies_, {});
    outputs.told = std::exchange(told_, {});
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Ping& /*asked*/) const {
    return control::Pong{CHATROOM_VERSION};
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Version& /*asked*/) const {
    return control::VersionInfo{CHATROOM_VERSION, {}};
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Wait& /*asked*/) const {
    return control::Readiness{CHATROOM_VERSION};
}

/// Only the process knows it, and adds it.
control::Reply ControlDesk::tell(Now /*now*/, const control::Config& asked) const {
    return control::ConfigInfo{.action = asked.action};
}

control::Reply ControlDesk::tell(Now now, const control::Status& /*asked*/) const {
    return status(now);
}

control::StatusInfo ControlDesk::status(Now now) const {
    const auto& rules = context().state.rules();
    control::StatusInfo result;
    result.locked = rules.settings().is_locked;
    result.muted = rules.settings().is_silent(now.wall);
    result.slow = rules.settings().slow;
    result.bans = rules.count_at(Measure::ban, now.wall);
    result.mutes = rules.count_at(Measure::mute, now.wall);
    result.version = CHATROOM_VERSION;
    result.members = context().state.roster().size();
    result.max_members = context().options.max_members;
    result.sequence = context().state.head();
    result.counters = context().counters;
    result.refusals = context().refusals.counts();
    for (const auto& trouble : context().troubles.all()) {
        result.troubles.push_back({trouble.words, trouble.since});
    }
    result.node = context().options.node;
    const auto& members = context().state.roster().by_node();
    for (const auto& [name, node] : context().state.nodes()) {
        const auto served = members.find(name);
        result.nodes.push_back(
            {name, served != members.end() ? served->second : 0, node.delivered});
    }
    return result;
}

control::Reply ControlDesk::tell(Now now, const control::Why& asked) const {
    control::Refusals result;
    for (const auto* refusal : context().refusals.of(asked.whom, asked.count)) {
        result.refusals.push_back(
            {.time = refusal->time,
             .cause = std::string(classic::cause_of(refusal->cause)),
             .name = refusal->name,
             .address = to_string(refusal->address),
             .protocol = refusal->door == DoorKind::sealed ? "sealed" : "classic",
             .times = refusal->times,
             .words = refusal->words,
             .advice = advice_on(*refusal, context().state, context().admission, now)});
    }
    return result;
}

control::Reply ControlDesk::tell(Now /*now*/, const control::Fingerprint& /*asked*/) const {
    return control::ServerFingerprint{sealed::fingerprint(server_key_), context().options.page};
}

control::Reply ControlDesk::tell(Now /*now*/, const control::ListNames& asked) const {
    control::OwnedNames result;
    const auto& all = context().state.names().all();
    auto next = asked.after.empty() ? all.begin() : all.upper_bound(asked.after);
    for (; next != all.end() && result.names.size() < control::max_names_count; ++next) {
        const auto& owned = *next;
        if (asked.unused && owned.is_used) {
            continue;
        }
        result.names.push_back({.name = owned.name.text(),
                                .fingerprint = sealed::fingerprint(owned.key),
                                .first_used = owned.first_used,
                                .last_used = owned.last_used,
                                .inside = is_inside(owned),
                                .unused = !owned.is_used});
    }
    result.more = next != all.end();
    return result;
}

bool ControlDesk::is_inside(const OwnedName& owned) const {
    const auto* member = context().state.roster().find_exact(owned.name.text());
    return member != nullptr && member->door == DoorKind::sealed;
}

} // namespace chatroom
