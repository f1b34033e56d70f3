// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/people.hpp"

#include "protocol/classic_wording.hpp"
#include "tests/simulation/room_passphrase.hpp"

#include <algorithm>
#include <utility>

namespace chatroom::simulation {

namespace {

using namespace std::chrono_literals;

/// What a socket keeps for a program that does not read.
constexpr std::size_t socket_buffer = 64;

/// How often a machine that has no way to the server says so.
constexpr double told_of_no_route = 0.1;

/// How long somebody thinks before the next try.
constexpr Duration shortest_thought = 500ms;
constexpr Duration longest_thought = 3s;

const char* to_text(Mark mark) {
    return mark == Mark::in_journal ? "in the journal"
           : mark == Mark::everywhere ? "everywhere"
                                      : "failed";
}

} // namespace

People::People(const Plan& plan, Random random, Trace& trace, Referee& referee, Network& network,
               Agenda& agenda)
    : plan_(plan), random_(random), trace_(trace), referee_(referee), network_(network),
      agenda_(agenda) {
    for (unsigned number = 0; number < plan.people; ++number) {
        people_.push_back(
            {.number = number,
             .identity = sealed::KeyPair::generate([this](auto bytes) { random_.fill(bytes); }),
             .names = names_of(number, plan.has_look_alikes)});
    }
}

Program* People::find(const Address& address) {
    const auto found = std::find_if(programs_.begin(), programs_.end(),
                                    [&](const auto& one) { return one->address == address; });
    return found == programs_.end() ? nullptr : found->get();
}

Program* People::find(ProgramId id) {
    const auto found = std::find_if(programs_.begin(), programs_.end(),
                                    [&](const auto& one) { return one->id == id; });
    return found == programs_.end() ? nullptr : found->get();
}

std::vector<ProgramId> People::programs_of(const Person& person) const {
    std::vector<ProgramId> result;
    for (const auto& program : programs_) {
        if (program->person == person.number) {
            result.push_back(program->id);
        }
    }
    return result;
}

/// Behind one of two routers, at a port that nobody has had.
Address People::fresh_address(const Person& person) {
    Address address;
    const auto router = static_cast<std::uint8_t>(random_.below(2));
    const auto machine = static_cast<std::uint8_t>(person.number + 1);
    address.ip = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, router, 0, machine};
    address.port = next_port_++;
    return address;
}

void People::start(Time now, std::uint64_t whom) {
    auto& person = at(whom);
    const bool has_wrong_passphrase =
        plan_.has_passphrase && person.programs == 0 && random_.chance(0.1);
    auto chance = std::make_shared<Random>(random_.fork());
    programs_.push_back(std::make_unique<Program>(
        Program{.id = {next_program_++},
                .person = person.number,
                .session = SealedSession(options_of(person, has_wrong_passphrase),
                                         [chance](auto bytes) { chance->fill(bytes); }),
                .address = fresh_address(person),
                .has_wrong_passphrase = has_wrong_passphrase}));
    auto& program = *programs_.back();
    person.current = &program;
    person.is_wanted = true;
    ++person.programs;
    referee_.started(program.id, person.identity.key);
    enter(now, program);
}

void People::start_if_wanted(Time now, std::uint64_t whom) {
    if (at(whom).is_wanted && at(whom).current == nullptr) {
        start(now, whom);
    }
}

void People::start_another(Time now, std::uint64_t whom) {
    const auto* program = at(whom).current;
    if (program != nullptr && !program->is_leaving) {
        start(now, whom);
    }
}

void People::enter(Time now, Program& program) {
    const auto& name = people_[program.person].names.front();
    trace_.note([&] {
        return "program " + std::to_string(program.id.value) + " at " + to_string(program.address) +
               " enters as " + name;
    });
    referee_.asks(program.id, name);
    program.session.enter(now, name);
    carry_out(now, program);
}

void People::crash(std::uint64_t whom) {
    for (const auto id : programs_of(at(whom))) {
        note(*find(id), "dies");
        remove(*find(id));
    }
}

void People::remove(Program& program) {
    auto& person = people_[program.person];
    if (person.current == &program) {
        person.current = nullptr;
    }
    std::erase_if(programs_, [&](const auto& one) { return one.get() == &program; });
}

bool People::leave(Time now, std::uint64_t whom) {
    auto& person = at(whom);
    if (programs_of(person).size() > 1 || person.current == nullptr ||
        person.current->is_suspended) {
        return false;
    }
    person.is_wanted = false;
    dismiss(now, *person.current);
    return true;
}

void People::dismiss(Time now, Program& program) {
    note(program, "leaves");
    program.is_leaving = true;
    referee_.attendance().asked_to_leave(people_[program.person].identity.key);
    program.session.leave(now);
    carry_out(now, program);
}

void People::suspend(std::uint64_t whom) {
    if (auto* program = at(whom).current) {
        note(*program, "sleeps");
        program->is_suspended = true;
    }
}

void People::resume(Time now, std::uint64_t whom) {
    for (const auto id : programs_of(at(whom))) {
        if (std::exchange(find(id)->is_suspended, false)) {
            note(*find(id), "wakes up");
            wake(now, id);
        }
    }
}

/// Either of what it has missed comes first: the time that has passed, or what has arrived. Each
/// step may end the program.
void People::wake(Time now, ProgramId id) {
    auto* program = find(id);
    if (random_.chance(0.5)) {
        program->session.advance(now);
        carry_out(now, *program);
    }
    for (program = find(id); program != nullptr && !program->waiting.empty(); program = find(id)) {
        const auto bytes = program->waiting.front();
        program->waiting.pop_front();
        program->session.datagram(now, bytes);
        carry_out(now, *program);
    }
}

void People::cut(std::uint64_t whom, bool inwards, bool outwards) {
    auto& person = at(whom);
    person.is_cut_inwards = inwards;
    person.is_cut_outwards = outwards;
    trace_.note([&] {
        return "nothing goes" + std::string(inwards ? " to" : "") + (outwards ? " from" : "") +
               (inwards || outwards ? " " : " wrong any more with ") + person.names.back();
    });
}

void People::rebind(std::uint64_t whom) {
    auto& person = at(whom);
    if (person.current != nullptr) {
        person.current->address = fresh_address(person);
        trace_.note([&] {
            return "program " + std::to_string(person.current->id.value) + " is at " +
                   to_string(person.current->address) + " now";
        });
    }
}

void People::say(Time now, std::uint64_t whom, std::string text) {
    auto& person = at(whom);
    person.to_say.push_back(std::move(text));
    if (person.current != nullptr && !person.current->is_suspended) {
        carry_out(now, *person.current);
    }
}

bool People::receive(Time now, const Address& address, const std::string& bytes) {
    auto* program = find(address);
    if (program == nullptr) {
        return false;
    }
    if (people_[program->person].is_cut_inwards) {
        return true;
    }
    if (!program->is_suspended) {
        program->session.datagram(now, bytes);
        carry_out(now, *program);
    } else if (program->waiting.size() < socket_buffer) {
        program->waiting.push_back(bytes);
    }
    return true;
}

void People::trouble(Time now, const Address& address, Trouble trouble) {
    auto* program = find(address);
    const bool is_cut = program != nullptr && people_[program->person].is_cut_inwards &&
                        trouble == Trouble::port_closed;
    if (program != nullptr && !program->is_suspended && !is_cut) {
        program->session.trouble(now, trouble);
        carry_out(now, *program);
    }
}

std::optional<Time> People::next_deadline() const {
    std::optional<Time> next;
    for (const auto& program : programs_) {
        const auto deadline =
            program->is_suspended ? std::nullopt : program->session.next_deadline();
        if (deadline && (!next || *deadline < *next)) {
            next = deadline;
        }
    }
    return next;
}

void People::advance(Time now) {
    std::vector<ProgramId> due;
    for (const auto& program : programs_) {
        const auto deadline = program->session.next_deadline();
        if (!program->is_suspended && deadline && *deadline <= now) {
            due.push_back(program->id);
        }
    }
    for (const auto id : due) {
        if (auto* program = find(id)) {
            program->session.advance(now);
            carry_out(now, *program);
        }
    }
}

void People::later(Time time, ProgramId id, std::function<void(Time, Program&)> action) {
    agenda_.at(time, [this, time, id, action = std::move(action)] {
        auto* program = find(id);
        if (program != nullptr && program->is_suspended) {
            later(time + longest_thought, id, action);
        } else if (program != nullptr) {
            action(time, *program);
        }
    });
}

/// Does what the session asks for, until it asks for nothing more.
void People::carry_out(Time now, Program& program) {
    do {
        const auto outputs = program.session.take_outputs();
        bool may_fail = referee_.has_lost_name(program.id);
        bool has_failed = false;
        for (const auto& output : outputs) {
            const auto* marked = std::get_if<Marked>(&output);
            has_failed |= marked != nullptr && marked->mark == Mark::failed;
            may_fail |=
                std::holds_alternative<Ended>(output) || std::holds_alternative<Refused>(output);
            carry_out(now, program, output);
        }
        require(!has_failed || may_fail, "a message fails without a reason");
        if (!outputs.empty() && std::holds_alternative<Ended>(outputs.back())) {
            return ended(now, program, std::get<Ended>(outputs.back()));
        }
    } while (speak(now, program));
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
    } else if (std::holds_alternative<NewSocket>(output)) {
        program.address = fresh_address(person);
    } else if (const auto* entered = std::get_if<Entered>(&output)) {
        program.is_inside = true;
        require(!program.has_wrong_passphrase, "a wrong passphrase opens the room");
        referee_.entered(program.id, entered->name, program.is_leaving);
        note(program, "is inside");
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
    } else if (const auto* key = std::get_if<ServerKey>(&output)) {
        person.known_server = key->key;
    } else if (std::holds_alternative<PassphraseNeeded>(output)) {
        later(now + shortest_thought, program.id, [this](Time at, Program& waiting) {
            waiting.session.passphrase(at, room_passphrase);
            carry_out(at, waiting);
        });
    } else if (const auto* refusal = std::get_if<Refused>(&output)) {
        refused(now, program, refusal->reason);
    } else if (const auto* told = std::get_if<Tell>(&output)) {
        note(program, told->notice == Notice::server_unreachable ? "cannot reach the server"
                                                                 : "can reach the server again");
    }
}

void People::send(Time now, const Program& program, const std::string& bytes) {
    if (!people_[program.person].is_cut_outwards) {
        network_.send(now, true, program.address, bytes);
    } else if (random_.chance(told_of_no_route)) {
        later(now + 1ms, program.id,
              [this](Time at, Program& cut) { trouble(at, cut.address, Trouble::no_route); });
    }
}

void People::refused(Time now, Program& program, const std::string& reason) {
    note(program, "is refused");
    program.is_inside = false;
    auto& names = people_[program.person].names;
    const bool is_name_bad =
        reason != classic::refusal_text(classic::Language::zh, classic::Refusal::not_saved);
    if (is_name_bad && names.size() > 1) {
        names.pop_front();
    } else if (is_name_bad) {
        names.front() += "x";
    }
    later(now + random_.between(shortest_thought, longest_thought), program.id,
          [this](Time at, Program& waiting) {
              if (people_[waiting.person].current != &waiting) {
                  dismiss(at, waiting); // The person has gone on with another one.
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
    require_reason(person, program, ended.reason, referee_.was_kicked(person.identity.key),
                   plan_.network.corruption > 0);
    require(referee_.messages().are_decided(program.id),
            "a program ends and leaves it open what became of its messages");
    remove(program);
    const auto at = now + random_.between(shortest_thought, longest_thought);
    agenda_.at(at, [this, at, whom = person.number] { start_if_wanted(at, whom); });
}

void People::heal(Time now) {
    for (auto& person : people_) {
        person.is_cut_inwards = false;
        person.is_cut_outwards = false;
        resume(now, person.number);
    }
}

void People::note_presence(Time now, bool is_server_there) {
    for (auto& person : people_) {
        const bool is_present = is_server_there && person.current != nullptr &&
                                !person.current->is_suspended && !person.is_cut_inwards &&
                                !person.is_cut_outwards;
        if (std::exchange(person.was_present, is_present) != is_present) {
            referee_.attendance().note(now, person.identity.key, is_present);
        }
    }
}

std::string People::missing() const {
    for (const auto& person : people_) {
        if (auto what = missing(person); !what.empty()) {
            return person.names.front() + " " + what;
        }
    }
    for (const auto& program : programs_) {
        if (people_[program->person].current != program.get()) {
            return "program " + std::to_string(program->id.value) + " has not ended";
        }
    }
    return {};
}

std::string People::missing(const Person& person) const {
    const auto& members = referee_.history().members();
    const auto is_member = std::any_of(members.begin(), members.end(), [&](const auto& member) {
        return member.key == person.identity.key;
    });
    if (!person.is_wanted) {
        return is_member ? "is still inside" : std::string();
    }
    if (person.current == nullptr || !person.current->is_inside || !is_member) {
        return "is not inside";
    }
    return person.to_say.empty() ? referee_.missing(person.current->id)
                                 : "could not say everything";
}

void People::note(const Program& program, const std::string& what) {
    trace_.note([&] { return "program " + std::to_string(program.id.value) + " " + what; });
}

} // namespace chatroom::simulation
