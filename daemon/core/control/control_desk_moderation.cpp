// SPDX-License-Identifier: GPL-3.0-or-later
// What the desk makes of the verbs that keep order in the room.
#include "base/printable.hpp"
#include "daemon/core/control/control_desk.hpp"
#include "protocol/text.hpp"

#include <cassert>

namespace chatroom {

namespace {

constexpr std::string_view key_prefix = "SHA256:";
constexpr std::size_t max_shown_bytes = 64; ///< Of what was asked for; a fingerprint fits.

std::string quoted(std::string_view text) {
    return "\"" + printable(text, max_shown_bytes) + "\"";
}

/// Nobody has the name, or there is nothing to be taken back.
control::Error not_found(const Request& request) {
    using control::ErrorCode;
    if (const auto* kick = std::get_if<request::Kick>(&request.what)) {
        return {ErrorCode::no_such_member,
                "nobody named " + quoted(kick->name) + " is in the room"};
    }
    if (const auto* ban = std::get_if<request::Ban>(&request.what)) {
        return {ErrorCode::no_such_name,
                "nobody named " + quoted(ban->name) + " is in the room or owns that name"};
    }
    if (const auto* unban = std::get_if<request::Unban>(&request.what)) {
        return {ErrorCode::no_such_ban, quoted(unban->target) + " is not banned"};
    }
    if (const auto* mute = std::get_if<request::Mute>(&request.what)) {
        return {ErrorCode::no_such_name,
                "nobody named " + quoted(*mute->name) + " is in the room or owns that name"};
    }
    if (const auto* exempt = std::get_if<request::Exempt>(&request.what)) {
        return {ErrorCode::no_such_name,
                exempt->is_exempt
                    ? "nobody named " + quoted(exempt->name) + " is in the room or owns that name"
                    : quoted(exempt->name) + " is not exempt"};
    }
    if (const auto* unmute = std::get_if<request::Unmute>(&request.what)) {
        return {ErrorCode::refused,
                (unmute->name ? quoted(*unmute->name) + " is" : "not everybody is") +
                    std::string(unmute->name ? " not muted" : " muted")};
    }
    return {ErrorCode::refused, "no announcement is pinned"};
}

std::vector<control::NamedMember> named(const std::vector<std::string>& names) {
    std::vector<control::NamedMember> result;
    for (const auto& name : names) {
        result.push_back({name});
    }
    return result;
}

} // namespace

Result<std::string, control::Error> ControlDesk::target_from(std::string_view text) {
    if (text.starts_with(key_prefix)) {
        if (sealed::is_fingerprint(text)) {
            return std::string(text);
        }
        return refused(quoted(text) +
                       " is no fingerprint of a key: names and bans list whole ones");
    }
    if (const auto network = AddressRange::parse(text)) {
        if (!network->contains_everybody()) {
            return target_text(*network);
        }
        return refused("that is everybody: to let nobody new in, lock the room");
    }
    const auto slash = text.find('/');
    if (slash != std::string_view::npos && parse_ip(text.substr(0, slash))) {
        return refused(quoted(text) +
                       " is no network: its prefix is too long, or bits behind it are set");
    }
    return std::string();
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Ban& asked) const {
    auto reason = reason_from(asked.reason);
    if (!reason) {
        return Unexpected(std::move(reason).error());
    }
    auto target = target_from(asked.target);
    if (!target) {
        return Unexpected(std::move(target).error());
    }
    const bool is_name = target->empty();
    return Request{call, request::Ban{.target = *std::move(target),
                                      .name = is_name ? asked.target : "",
                                      .reason = *std::move(reason),
                                      .length = length_of(asked.duration)}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Unban& asked) const {
    auto target = target_from(asked.target);
    const bool is_target = target && !target->empty();
    return Request{call, request::Unban{is_target ? *std::move(target) : asked.target}};
}

namespace {

constexpr std::string_view whom_to_mute = "name somebody, or say that it is everybody (--all)";

/// Whom the two say, nothing if it is everybody; what it is about is a name or everybody.
std::optional<std::string> name_in(const std::string& name, bool is_all) {
    return is_all ? std::nullopt : std::optional(name);
}

} // namespace

ControlDesk::Change ControlDesk::change(CallId call, const control::Mute& asked) const {
    if (asked.name.empty() != asked.all) {
        return refused(std::string(whom_to_mute));
    }
    return Request{call, request::Mute{name_in(asked.name, asked.all), length_of(asked.duration)}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Unmute& asked) const {
    if (asked.name.empty() != asked.all) {
        return refused(std::string(whom_to_mute));
    }
    return Request{call, request::Unmute{name_in(asked.name, asked.all)}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Exempt& asked) const {
    return Request{call, request::Exempt{asked.name, true}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Unexempt& asked) const {
    return Request{call, request::Exempt{asked.name, false}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Lock& /*asked*/) const {
    return Request{call, request::Lock{true}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Unlock& /*asked*/) const {
    return Request{call, request::Lock{false}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Slow& asked) const {
    return Request{call, request::Slow{asked.between_lines}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Topic& asked) const {
    if (asked.only_looks()) {
        return Request{call, request::SetTopic{}};
    }
    if (asked.clear && !asked.text.empty()) {
        return refused("a topic is set or cleared, not both");
    }
    auto text = text_from(asked.text);
    if (!text) {
        return Unexpected(std::move(text).error());
    }
    if (text->size() > max_topic_bytes) {
        return refused("a topic has at most " + std::to_string(max_topic_bytes) + " bytes");
    }
    if (text->empty() && !asked.clear) {
        return refused("there is nothing in it; --clear takes the topic away");
    }
    return Request{call, request::SetTopic{*std::move(text)}};
}

ControlDesk::Change ControlDesk::change(CallId call, const control::Unpin& /*asked*/) const {
    return Request{call, request::Unpin{}};
}

control::TopicInfo ControlDesk::topic(Sequence changed) const {
    const auto& settings = context().state.rules().settings();
    return {.topic = settings.topic, .pinned = settings.pinned, .sequence = changed};
}

control::Reply ControlDesk::tell(Now now, const control::ListBans& asked) const {
    control::Bans result;
    const auto& all = context().state.rules().of(Measure::ban).all();
    auto next = asked.after.empty() ? all.begin() : all.upper_bound(asked.after);
    for (; next != all.end() && result.bans.size() < control::max_bans_count; ++next) {
        const auto& ban = next->second;
        if (!is_over(ban.until, now.wall)) {
            result.bans.push_back({.target = ban.target,
                                   .whom = ban.whom,
                                   .reason = ban.reason,
                                   .since = ban.since,
                                   .until = ban.until.value_or(WallTime{})});
        }
    }
    result.more = next != all.end();
    return result;
}

control::Reply ControlDesk::reply_to_measure(Now now, const Request& request,
                                             const Answer& answer) {
    const auto log = [&](const std::string& line) {
        context().log.note(now, LogKind::membership, line);
    };
    if (const auto* kicked = std::get_if<answer::Kicked>(&answer)) {
        log(printable(kicked->name) + " was kicked");
        for (const auto& name : kicked->also) {
            log(printable(name) + " was kicked");
        }
        return control::Kicked{.sequence = kicked->sequence,
                               .name = kicked->name,
                               .target = kicked->target,
                               .also = named(kicked->also)};
    }
    if (const auto* banned = std::get_if<answer::Banned>(&answer)) {
        for (const auto& name : banned->kicked) {
            log(printable(name) + " was kicked");
        }
        return control::Banned{.target = banned->target,
                               .whom = banned->whom,
                               .until = banned->until.value_or(WallTime{}),
                               .kicked = named(banned->kicked)};
    }
    if (const auto* unbanned = std::get_if<answer::Unbanned>(&answer)) {
        return control::Unbanned{unbanned->target};
    }
    if (std::holds_alternative<answer::TooManySanctions>(answer)) {
        return refused("there are " + std::to_string(Rules::max_sanctions) +
                       " already: lift some first");
    }
    if (const auto* muted = std::get_if<answer::Muted>(&answer)) {
        return control::Muted{.sequence = muted->sequence,
                              .name = muted->name,
                              .until = muted->until.value_or(WallTime{}),
                              .also = named(muted->also)};
    }
    if (const auto* recalled = std::get_if<answer::Recalled>(&answer)) {
        return control::Recalled{.sequence = recalled->sequence,
                                 .name = recalled->name,
                                 .first = recalled->first,
                                 .last = recalled->last,
                                 .count = recalled->count,
                                 .before = recalled->before};
    }
    if (const auto* none = std::get_if<answer::NotRecalled>(&answer)) {
        return Unexpected(not_recalled(std::get<request::Recall>(request.what), *none));
    }
    if (const auto* done = std::get_if<answer::Done>(&answer)) {
        return reply_to_done(request, *done);
    }
    assert(std::holds_alternative<answer::NotFound>(answer));
    return Unexpected(not_found(request));
}

control::Reply ControlDesk::reply_to_done(const Request& request, const answer::Done& done) const {
    if (std::holds_alternative<request::Unmute>(request.what)) {
        return control::Unmuted{done.sequence, done.name};
    }
    if (const auto* exempt = std::get_if<request::Exempt>(&request.what)) {
        return exempt->is_exempt ? control::AnyAnswer(control::Exempted{done.name})
                                 : control::AnyAnswer(control::Unexempted{done.name});
    }
    if (const auto* slow = std::get_if<request::Slow>(&request.what)) {
        return control::Slowed{done.sequence, slow->between_lines};
    }
    if (std::holds_alternative<request::SetTopic>(request.what)) {
        return topic(done.sequence);
    }
    if (std::holds_alternative<request::Unpin>(request.what)) {
        return control::Unpinned{done.sequence};
    }
    const bool is_locked = std::get<request::Lock>(request.what).is_locked;
    return is_locked ? control::AnyAnswer(control::Locked{done.sequence})
                     : control::AnyAnswer(control::Unlocked{done.sequence});
}

} // namespace chatroom
