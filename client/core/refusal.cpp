// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/refusal.hpp"

namespace chatroom {

std::optional<classic::Refusal> refusal_of(sealed::RefusalReason reason, std::string_view name) {
    switch (reason) {
    case sealed::RefusalReason::name_not_allowed: {
        const auto parsed = MemberName::parse(name);
        return parsed ? std::nullopt : std::optional(classic::refusal_of(parsed.error()));
    }
    case sealed::RefusalReason::name_owned:
        return classic::Refusal::name_owned;
    case sealed::RefusalReason::name_taken:
        return classic::Refusal::name_taken;
    case sealed::RefusalReason::room_full:
        return classic::Refusal::room_full;
    case sealed::RefusalReason::too_many_names:
        return classic::Refusal::too_many_names;
    case sealed::RefusalReason::not_saved:
        return classic::Refusal::not_saved;
    case sealed::RefusalReason::locked:
        return classic::Refusal::locked;
    case sealed::RefusalReason::too_many_from_there:
        return classic::Refusal::too_many_from_there;
    case sealed::RefusalReason::banned: // Only the room knows until when, and why.
    case sealed::RefusalReason::enters_too_often:
    case sealed::RefusalReason::here_elsewhere:
    case sealed::RefusalReason::already_inside: // Who names itself otherwise has another session.
        break;
    }
    return std::nullopt;
}

/// What the reason is not known of may be the name's fault: a server of the classic protocol says
/// it in words only.
Remedy remedy_of(const NameRefused& refused) {
    using Reason = sealed::RefusalReason;
    switch (refused.code.value_or(Reason::name_taken)) {
    case Reason::room_full:
    case Reason::not_saved:
    case Reason::locked:
    case Reason::too_many_from_there:
    case Reason::enters_too_often:
        return Remedy::patience;
    case Reason::banned:
        return Remedy::none;
    case Reason::name_not_allowed:
    case Reason::name_owned:
    case Reason::name_taken:
    case Reason::already_inside:
    case Reason::too_many_names:
    case Reason::here_elsewhere:
        break;
    }
    return Remedy::another_name;
}

ExitCode exit_code_of(const NameRefused& refused) {
    if (refused.code == sealed::RefusalReason::name_not_allowed) {
        return ExitCode::usage;
    }
    const bool is_for_good =
        remedy_of(refused) == Remedy::none || refused.code == sealed::RefusalReason::name_owned;
    return is_for_good ? ExitCode::not_permitted : ExitCode::refused;
}

namespace {

/// With the limits, if there are some of both kinds.
std::string too_fast(const Wording& wording, const sealed::Limits& limits) {
    if (limits.lines_per_second == 0 || limits.bytes_per_second == 0) {
        return std::string(wording.said_too_fast);
    }
    return worded(wording.said_too_fast_for, {std::to_string(limits.lines_per_second),
                                              std::to_string(limits.bytes_per_second)});
}

/// Our own words for the reason; if it is of a later version, the room's.
std::string words_of(const Wording& wording, const NotTaken& not_taken) {
    switch (not_taken.reason) {
    case sealed::NotSaidReason::not_clean:
        return std::string(wording.said_not_clean);
    case sealed::NotSaidReason::too_fast:
        return too_fast(wording, not_taken.limits);
    case sealed::NotSaidReason::muted:
        return std::string(wording.muted);
    case sealed::NotSaidReason::not_saved:
        return std::string(wording.said_not_saved);
    case sealed::NotSaidReason::out_of_order: // It is never told.
    case sealed::NotSaidReason::too_many:
        return std::string(wording.said_too_many);
    }
    return not_taken.text;
}

} // namespace

std::string not_taken_line(const Wording& wording, const NotTaken& not_taken) {
    const auto words = words_of(wording, not_taken);
    const auto seconds = not_taken.retry_after.count();
    if (!not_taken.is_final) {
        return seconds > 0 ? worded(wording.said_again_in, {words, std::to_string(seconds)})
                           : worded(wording.said_again_later, words);
    }
    return seconds > 0 ? worded(wording.say_again_after, {words, std::to_string(seconds)}) : words;
}

} // namespace chatroom
