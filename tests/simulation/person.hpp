// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/sealed_session.hpp"
#include "protocol/address.hpp"
#include "tests/simulation/messages.hpp"
#include "tests/simulation/plan.hpp"

#include <deque>
#include <set>

namespace chatroom::simulation {

/// One run of chatroom-client. What its session does not see is here.
struct Program {
    ProgramId id;
    unsigned person = 0;
    SealedSession session;
    Address address;   ///< As the server sees it.
    unsigned node = 0; ///< Which of several servers it talks to.
    bool is_inside = false;
    bool is_leaving = false;
    Time left_at{}; ///< When it was asked to.
    bool is_suspended = false;
    bool has_wrong_passphrase = false;
    /// Set if it is to take no place from another one: but for the program of that instance.
    std::optional<sealed::Instance> unless_here{};
    bool is_visitor = false;           ///< On another machine, while the person sits at the first.
    std::deque<std::string> waiting{}; ///< What has come while it was suspended.
    std::set<std::string> opened{};    ///< What it may not open again.
};

/// The frame that programs of tomorrow send along: nobody knows it, so it is skipped.
inline constexpr std::string_view frame_of_tomorrow{"\x55\x00\x03new", 6};

/// Somebody with an identity, a name and things to say, who uses one program after the other.
struct Person {
    unsigned number = 0;
    sealed::KeyPair identity;
    Speech speech = Speech::present; ///< Of all its programs.
    std::deque<std::string> names;   ///< The one it goes by, then those it will go by if refused.
    std::optional<sealed::PublicKey> known_server{};
    std::deque<std::string> to_say{};
    Program* current = nullptr; ///< The latest program, while it runs.
    unsigned programs = 0;      ///< How many there have been.
    sealed::Instance former{};  ///< The latest that was inside.
    bool is_wanted = true;      ///< Has, or will have again, a program inside.
    bool was_present = false;   ///< Had a way to the server when that was looked at last.
    bool is_cut_inwards = false;
    bool is_cut_outwards = false;
};

/// No room has more people: so many names there are.
inline constexpr std::size_t max_people = 8;

/// The names of that person; if there are look-alikes, first one that looks like another's.
std::deque<std::string> names_of(unsigned person, bool has_look_alikes);

/// How the person's next program is started.
SealedOptions options_of(const Person& person, bool has_wrong_passphrase);

/// Fails if the program had no reason to end like that: its owner may have been kicked, and of a
/// damaged datagram nothing can be proven, so that a network that damages them excuses more.
void require_reason(const Person& person, const Program& program, const Ended& ended,
                    bool was_kicked, bool is_damaging);

/// What the administrator says to whom it kicks.
inline constexpr const char* reason_of_kicks = "reason";

} // namespace chatroom::simulation
