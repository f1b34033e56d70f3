// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/control/refusal_advice.hpp"

#include <algorithm>

namespace chatroom {

using classic::Refusal;

namespace {

/// The word as a shell takes it for one: others choose it.
std::string shell_word(std::string_view word) {
    const bool is_plain = std::all_of(word.begin(), word.end(), [](char byte) {
        const auto value = static_cast<unsigned char>(byte);
        return value >= 0x80 || (value >= '0' && value <= '9') || (value >= 'A' && value <= 'Z') ||
               (value >= 'a' && value <= 'z') ||
               std::string_view("-_.:/@+,").find(byte) != std::string_view::npos;
    });
    if (is_plain && !word.empty()) {
        return std::string(word);
    }
    std::string quoted = "'";
    for (const char byte : word) {
        quoted += byte == '\'' ? std::string("'\"'\"'") : std::string(1, byte);
    }
    return quoted + "'";
}

std::string command(std::string_view verb, std::string_view word) {
    return "chatroomctl " + std::string(verb) + (word.starts_with('-') ? " -- " : " ") +
           shell_word(word);
}

/// The sanction that holds against whoever was refused; null if none does any more.
const Sanction* sanction_on(Measure measure, const Refusals::Entry& refusal, const RoomState& state,
                            WallTime now) {
    const auto subject = measure == Measure::ban
                             ? Subject{refusal.address, refusal.key}
                             : speaker(refusal.door, refusal.address, refusal.key);
    return state.rules().of(measure).find_on(
        subject, [&](const Sanction& sanction) { return !is_over(sanction.until, now); });
}

std::string advice_on_ban(const Refusals::Entry& refusal, const RoomState& state, WallTime now) {
    const auto* ban = sanction_on(Measure::ban, refusal, state, now);
    return ban != nullptr ? command("unban", ban->target) : "nothing: it is not banned any more";
}

std::string advice_on_mute(const Refusals::Entry& refusal, const RoomState& state,
                           const Admission& admission, Now now) {
    if (const auto* mute = sanction_on(Measure::mute, refusal, state, now.wall)) {
        return command("unmute", mute->whom);
    }
    const auto* member = state.roster().find(refusal.name);
    if (member != nullptr && admission.is_silenced(now, member->entered)) {
        return command("unmute", member->name.text()); // The room itself has muted it.
    }
    return state.rules().settings().is_silent(now.wall) ? "chatroomctl unmute --all"
                                                        : "nothing: it is not muted any more";
}

std::string advice_on_taken(const Refusals::Entry& refusal, const RoomState& state) {
    const auto* bearer = state.roster().find(refusal.name);
    return bearer != nullptr ? command("kick", bearer->name.text()) +
                                   ", if whoever bears the name is gone or is to go"
                             : "nothing: nobody bears the name any more";
}

std::string advice_on_owned(const Refusals::Entry& refusal, const RoomState& state) {
    const auto* owned = state.names().find(refusal.name);
    if (owned == nullptr) {
        return "nothing: the name belongs to nobody any more";
    }
    const auto& name = owned->name.text();
    const bool is_inside = state.roster().find_exact(name) != nullptr;
    return (is_inside ? command("kick", name) + ", then " : "") + command("release", name) +
           ", if it is not the owner's any more";
}

std::string advice_on_speed(const Refusals::Entry& refusal, const RoomState& state) {
    return state.rules().settings().slow.count() > 0
               ? "chatroomctl slow off"
               : command("exempt", refusal.name) + ", if it is a program that has much to say";
}

} // namespace

std::string advice_on(const Refusals::Entry& refusal, const RoomState& state,
                      const Admission& admission, Now now) {
    switch (refusal.cause) {
    case Refusal::not_allowed:
        return "add its network to [classic] allow, or let it use chatroom-client";
    case Refusal::banned:
        return advice_on_ban(refusal, state, now.wall);
    case Refusal::muted:
        return advice_on_mute(refusal, state, admission, now);
    case Refusal::name_taken:
        return advice_on_taken(refusal, state);
    case Refusal::name_owned:
        return advice_on_owned(refusal, state);
    case Refusal::locked:
        return state.rules().settings().is_locked ? "chatroomctl unlock"
                                                  : "nothing: the room is open again";
    case Refusal::room_full:
        return "raise [room] max_members, or make room with chatroomctl kick";
    case Refusal::too_many_from_there:
        return "raise what [limits] lets come from one address or network";
    case Refusal::enters_too_often:
        return "nothing: it may come in again soon";
    case Refusal::too_fast:
        return advice_on_speed(refusal, state);
    case Refusal::too_many_names:
        return "chatroomctl release --unused";
    case Refusal::wrong_passphrase:
        return "tell it the passphrase of the room, see [access] passphrase_file";
    case Refusal::not_saved:
        return "see the daemon's log: the journal cannot be written";
    case Refusal::not_inside:
        return "nothing: it has to enter first";
    case Refusal::here_elsewhere:
        return "nothing: its user is asked which of both programs is to stay";
    case Refusal::already_inside:
    case Refusal::not_your_name:
        return "nothing: it is in the room under another name";
    case Refusal::text_too_long:
    case Refusal::text_not_utf8:
    case Refusal::text_not_clean:
    case Refusal::unknown_request:
    case Refusal::too_many_messages:
        return "nothing: it is for its program to send something else";
    default:
        return "nothing: it has to choose another name";
    }
}

} // namespace chatroom
