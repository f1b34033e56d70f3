// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/departure.hpp"
#include "protocol/classic_wording.hpp"
#include "tests/simulation/people.hpp"
#include "tests/simulation/room_passphrase.hpp"

#include <algorithm>
#include <utility>

namespace chatroom::simulation {

namespace {

using namespace std::chrono_literals;

/// How often a machine that has no way to the server says so.
constexpr double told_of_no_route = 0.1;

const char* to_text(Mark mark) {
    return mark == Mark::in_journal   ? "in the journal"
           : mark == Mark::everywhere ? "everywhere"
           : mark == Mark::recalled   ? "recalled"
                                      : "failed";
}

/// Another name would be no better.
bool is_about_the_name(const std::string& reason) {
    return reason != classic::refusal_text(classic::Language::zh, classic::Refusal::not_saved) &&
           reason != classic::refusal_text(classic::Language::zh, classic::Refusal::room_full) &&
           reason != classic::refusal_text(classic::Language::zh, classic::Refusal::locked) &&
           reason != classic::refusal_text(classic::Language::zh, classic::Refusal::banned,
                                           {.reason = reason_of_kicks});
}

} // namespace

/// Does what the session asks for, until it asks for nothing more.
void People::carry_out(Time now, Program& program) {
    do {
        const auto outputs = program.session.take_outputs();
        // Who leaves gives up what cannot be said in time, or not before the room wants it.
        const bool is_in_time =
            now < program.left_at + Departure::pending_timeout && plan_.lines.per_second == 0;
        bool may_fail = referee_.has_lost_name(program.id) || (program.is_leaving && !is_in_time);
        bool has_failed = false;
        for (const auto& output : outputs) {
            const auto* marked = std::get_if<Marked>(&output);
            has_failed |= marked != nullptr && marked->mark == Mark::failed;
            // Who leaves waits for the last message.
            const auto* end = std::get_if<Ended>(&output);
            may_fail |= std::holds_alternative<NameRefused>(output) ||
                        std::holds_alternative<NotTaken>(output) ||
                        (end != nullptr && end->reason != EndReason::left);
            carry_out(now, program, output);
        }
        require(!has_failed || may_fail, "a message fails without a reason");
        if (!outputs.empty() && std::holds_alternative<Ended>(outputs.back())) {
            return ended(now, program, std::get<Ended>(outputs.back()));
        }
    } while (speak(now, program));
}

/// Sometimes somebody wants to know more of the room.
void People::wonder(Time now, Program& program) {
    constexpr double curiosity = 0.1;
    constexpr std::uint64_t most = 100;
    if (program.is_inside && random_.chance(curiosity)) {
        program.session.ask_older(now, random_.between(1, most), std::nullopt);
        program.session.ask_members(now, "");
    }
}

/// Says the next thing, if there is one and the session lets it.
bool People::speak(Time now, Program& program) {
    auto& person = people_[program.person];
    if (person.current != &program || person.to_say.empty() || !program.session.ready_for_text()) {
        return false;
    }
    const auto text = person.to_say.front();
    person.to_say.pop_front();
    program.session.say(now, text);
    return true;
}

void People::carry_out(Time now, Program& program, const Output& output) {
    auto& person = people_[program.person];
    if (const auto* datagram = std::get_if<SendDatagram>(&output)) {
        send(now, program, datagram->bytes);
    } else if (const auto* socket = std::get_if<NewSocket>(&output)) {
        if (!socket->is_for_another_address || plan_.nodes > 1) {
            program.address = fresh_address(person);
        }
        program.node = (program.node + 1) % plan_.nodes;
    } else if (const auto* entered = std::get_if<Entered>(&output)) {
        this->entered(program, *entered);
    } else if (const auto* said = std::get_if<Said>(&output)) {
        referee_.said(program.id, *said);
    } else if (const auto* marked = std::get_if<Marked>(&output)) {
        note(program, "marks message " + std::to_string(marked->message.value) + " as " +
                          to_text(marked->mark));
        referee_.marked(program.id, *marked);
    } else if (const auto* event = std::get_if<ShowEvent>(&output)) {
        note(program, "shows event " + std::to_string(event->event.sequence.value));
        referee_.shown(program.id, *event);
    } else if (const auto* gap = std::get_if<ShowGap>(&output)) {
        note(program, "shows a gap");
        referee_.shown(program.id, *gap);
    } else if (const auto* older = std::get_if<ShowOlder>(&output)) {
        note(program, "shows what happened earlier");
        referee_.shown(program.id, *older);
    } else if (const auto* members = std::get_if<ShowMembers>(&output)) {
        note(program, "shows who is inside");
        referee_.shown(program.id, *members);
    } else if (const auto* key = std::get_if<ServerKey>(&output)) {
        person.known_server = key->key;
    } else if (const auto* needed = std::get_if<PassphraseNeeded>(&output)) {
        require(!needed->was_wrong || program.has_wrong_passphrase || plan_.network.corruption > 0,
                "a passphrase is wrong that is right");
        program.has_wrong_passphrase = false;
        later(now + shortest_thought, program.id, [this](Time at, Program& waiting) {
            waiting.session.passphrase(at, room_passphrase);
            carry_out(at, waiting);
        });
    } else if (const auto* refusal = std::get_if<NameRefused>(&output)) {
        refused(now, program, *refusal);
    } else if (const auto* told = std::get_if<Tell>(&output)) {
        const bool is_lost = told->notice == Notice::server_unreachable;
        note(program, is_lost ? "cannot reach the server" : "can reach the server again");
        if (is_lost && person.current == &program && is_member(person)) {
            referee_.attendance().lost_sight(now, person.identity.key);
        }
    }
}

void People::send(Time now, const Program& program, const std::string& bytes) {
    if (!people_[program.person].is_cut_outwards) {
        network_.send(now, true, program.address, bytes, program.node);
    } else if (random_.chance(told_of_no_route)) {
        later(now + 1ms, program.id,
              [this](Time at, Program& cut) { trouble(at, cut.address, Trouble::no_route); });
    }
}

void People::entered(Program& program, const Entered& entered) {
    auto& person = people_[program.person];
    program.is_inside = true;
    require(!program.has_wrong_passphrase, "a wrong passphrase opens the room");
    require(!program.is_visitor, "a program takes a place that it was not to take");
    person.former = program.session.instance();
    referee_.entered(program.id, entered.name, program.is_leaving);
    note(program, "is inside");
}

/// Somebody else of the same person is there; at its own machine the person wants its place.
void People::kept_out(Time now, Program& program) {
    require(program.unless_here.has_value(), "a program is told of another, and had not asked");
    require(!program.is_inside, "a program that goes on is told of another");
    require(people_[program.person].programs > 1, "a program is told of another that never was");
    program.unless_here.reset();
    if (program.is_visitor) {
        ++kept_out_;
        later(now + shortest_thought, program.id,
              [this](Time at, Program& visitor) { dismiss(at, visitor); });
    }
}

void People::refused(Time now, Program& program, const NameRefused& refusal) {
    note(program, "is refused");
    const bool is_kept_out = refusal.code == sealed::RefusalReason::here_elsewhere;
    if (is_kept_out) {
        kept_out(now, program);
    }
    if (program.is_visitor) {
        return;
    }
    program.is_inside = false;
    auto& names = people_[program.person].names;
    const bool is_name_bad = !is_kept_out && is_about_the_name(refusal.reason);
    if (is_name_bad && names.size() > 1) {
        names.pop_front();
    } else if (is_name_bad) {
        names.front() += "x";
    }
    later(now + random_.between(shortest_thought, longest_thought), program.id,
          [this](Time at, Program& waiting) {
              if (people_[waiting.person].current != &waiting) {
                  dismiss(at, waiting);        // The person has gone on with another one.
              } else if (!waiting.is_inside) { // What it sent before may have got it in.
                  enter(at, waiting);
              }
          });
}

void People::ended(Time now, Program& program, const Ended& ended) {
    auto& person = people_[program.person];
    trace_.note([&] {
        return "program " + std::to_string(program.id.value) +
               " ends: " + std::to_string(static_cast<int>(ended.reason));
    });
    // Whom a ban keeps out hears of it as of a kick, also if it was away.
    const bool may_be_banned = std::ranges::any_of(
        plan_.deeds, [](const Deed& deed) { return deed.kind == Deed::Kind::moderate; });
    require_reason(person, program, ended,
                   may_be_banned || referee_.was_kicked(person.identity.key),
                   plan_.network.corruption > 0);
    require(referee_.messages().are_decided(program.id),
            "a program ends and leaves it open what became of its messages");
    remove(now, program);
    const auto at = now + random_.between(shortest_thought, longest_thought);
    agenda_.at(at, [this, at, whom = person.number] { start_if_wanted(at, whom); });
}

} // namespace chatroom::simulation
