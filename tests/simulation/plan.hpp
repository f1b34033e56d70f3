// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/room_options.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/simulated_journal.hpp"

#include <vector>

namespace chatroom::simulation {

/// Nobody stays away longer than that.
inline constexpr Duration longest_deed = std::chrono::seconds(200);

/// What somebody or something does at some time.
struct Deed {
    enum class Kind : std::uint8_t {
        crash_daemon,        ///< At once.
        crash_before_commit, ///< In the next commit, of which nothing is left,
        crash_after_commit,  ///< or everything, and nobody has been told.
        stop_daemon,         ///< As it should be.
        lose_disk_end,       ///< The power fails, and the disk has not what it claimed to have.
        fail_journal,        ///< Nothing can be written.
        move_clock,          ///< The one on the wall; it may take a year.
        announce,
        kick,
        release_name,
        moderate,       ///< Mute, lock or ban, until the deed is over.
        recall,         ///< What was said, or something else.
        crash_program,  ///< It comes back later, as another one.
        crash_for_good, ///< It does not.
        leave,          ///< And come back.
        leave_for_good,
        second_program, ///< Of the same person, which supersedes the first.
        suspend,        ///< The machine sleeps.
        cut,            ///< Nothing gets through to or from one client, or in one direction.
        rebind,         ///< The client has another address without knowing it.
        rename,         ///< Leaves, and comes back under a name that is new.
        count
    };

    static constexpr Kind last_to_daemon = Kind::recall;
    static constexpr Kind last_usual = Kind::rebind; ///< The others are certain stories' own.

    Duration at;
    Kind kind;
    std::uint64_t whom;   ///< Modulo the number of people.
    Duration length;      ///< For how long, or until when it comes back.
    std::uint64_t detail; ///< Whatever else is to be decided.
};

/// The kind in the words of the trace.
const char* to_text(Deed::Kind kind);

/// What somebody's programs speak: programs of different age meet in a room.
enum class Speech : std::uint8_t {
    present,
    yesterday, ///< Version 1, which does not know that there may be more.
    tomorrow,  ///< Knows later versions, and sends what nobody here knows.
};

/// Somebody says something.
struct Remark {
    Duration at;
    unsigned who;
    std::size_t bytes;
};

/// The story of one run, before anything of it has happened.
struct Plan {
    unsigned people = 2;
    unsigned classic_members = 0;
    unsigned nodes = 1; ///< So many servers share the room.
    NetworkFaults network;
    JournalFaults journal;
    std::chrono::seconds grace{120};
    std::size_t history = 50;
    std::size_t max_members = 1000; ///< Until everything heals.
    Rate lines{};                   ///< Of a member; most rooms have no such limit.
    bool has_passphrase = false;
    bool watches_replays = false; ///< Costs a little; only where datagrams come again.
    bool has_look_alikes = false; ///< Some want names that look like those of others.
    bool has_rogue = false;       ///< Somebody's program is not ours.
    bool is_mixed = false;        ///< Programs, and the daemon, are of different age.
    std::vector<Speech> speeches; ///< Of each of the people.
    std::vector<Remark> remarks;
    std::vector<Deed> deeds;
    Duration unruly; ///< So long faults occur; then the network heals and everybody comes back.
};

/// Behind one of the two routers programs are believed when they say from where people come, and
/// what half of them say is there.
inline constexpr std::string_view believed_gateways = "10.1.0.0/16";
inline constexpr std::string_view said_origins = "192.0.2.0/24";

/// What the administrator has decided about the room.
RoomOptions room_options(const Plan& plan);

/// The plan that belongs to the seed.
Plan make_plan(Random random);

} // namespace chatroom::simulation
