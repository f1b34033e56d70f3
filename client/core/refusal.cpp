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

namespace {

/// Of a server that says it in words only, which are known.
Remedy remedy_of(classic::Refusal refusal) {
    using classic::Refusal;
    switch (refusal) {
    case Refusal::not_allowed:
    case Refusal::banned:
        return Remedy::none;
    case Refusal::room_full:
    case Refusal::not_saved:
    case Refusal::locked:
    case Refusal::too_many_from_there:
    case Refusal::enters_too_often:
        return Remedy::patience;
    default:
        return Remedy::another_name;
    }
}

/// Whether nobody could have that name.
bool is_no_name(classic::Refusal refusal) {
    using classic::Refusal;
    return Refusal::name_missing <= refusal && refusal <= Refusal::name_reserved;
}

} // namespace

/// What the reason is not known of may be the name's fault.
Remedy remedy_of(const NameRefused& refused) {
    using Reason = sealed::RefusalReason;
    if (!refused.code) {
        return refused.refusal ? remedy_of(*refused.refusal) : Remedy::another_name;
    }
    switch (*refused.code) {
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
    if (refused.code == sealed::RefusalReason::name_not_allowed ||
        (!refused.code && refused.refusal && is_no_name(*refused.refusal))) {
        return ExitCode::usage;
    }
    const bool is_for_good = remedy_of(refused) == Remedy::none ||
                             refused.code == sealed::RefusalReason::name_owned ||
                             refused.refusal == classic::Refusal::name_owned;
    return is_for_good ? ExitCode::not_permitted : ExitCode::refused;
}

namespace {

/// Longer than that nobody waits because of the usual limits, which are about seconds.
constexpr std::chrono::seconds longest_usual_wait{2};

/// With the limit that was met, if it is known: a slow room has one of its own.
std::string too_fast(const Wording& wording, const NotTaken& not_taken) {
    const auto& limits = not_taken.limits;
    if (not_taken.slow > std::chrono::seconds(0)) {
        return worded(wording.said_too_fast_slow, std::to_string(not_taken.slow.count()));
    }
    if (limits.lines_per_second == 0 || limits.bytes_per_second == 0 ||
        not_taken.retry_after > longest_usual_wait) {
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
        return too_fast(wording, not_taken);
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
