// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/people.hpp"

#include "protocol/classic_wording.hpp"
#include "tests/simulation/room_passphrase.hpp"

#include <algorithm>
#include <utility>

namespace chatroom::simulation {

namespace {

/// What a socket keeps for a program that does not read.
constexpr std::size_t socket_buffer = 64;

} // namespace

People::People(const Plan& plan, Random random, Trace& trace, Referee& referee, Network& network,
               Agenda& agenda)
    : plan_(plan), random_(random), trace_(trace), referee_(referee), network_(network),
      agenda_(agenda) {
    for (unsigned number = 0; number < plan.people; ++number) {
        people_.push_back(
            {.number = number,
             .identity = sealed::KeyPair::generate([this](auto bytes) { random_.fill(bytes); }),
             .speech = plan.speeches[number],
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

Program& People::add_program(Person& person, bool has_wrong_passphrase) {
    auto chance = std::make_shared<Random>(random_.fork());
    programs_.push_back(std::make_unique<Program>(
        Program{.id = {next_program_++},
                .person = person.number,
                .session = SealedSession(options_of(person, has_wrong_passphrase),
                                         [chance](auto bytes) { chance->fill(bytes); }),
                .address = fresh_address(person),
                .node = plan_.nodes > 1 ? static_cast<unsigned>(random_.below(plan_.nodes)) : 0,
                .has_wrong_passphrase = has_wrong_passphrase}));
    auto& program = *programs_.back();
    if (person.number % 2 == 1) { // See LimitsWatch.
        program.session.speaks_for(
            {}, {.ip = *parse_ip("192.0.2." + std::to_string(person.number + 1))});
    }
    ++person.programs;
    referee_.started(program.id, person.identity.key, person.speech != Speech::yesterday);
    return program;
}

/// Some programs ask before they take a place, and know which one was there last; of that it may be
/// the second machine that knows nothing.
void People::start(Time now, std::uint64_t whom) {
    constexpr double considerate = 0.5;
    constexpr double from_elsewhere = 0.3;
    auto& person = at(whom);
    auto& program =
        add_program(person, plan_.has_passphrase && person.programs == 0 && random_.chance(0.1));
    if (random_.chance(considerate)) {
        program.unless_here = random_.chance(from_elsewhere) ? sealed::Instance{} : person.former;
    }
    person.current = &program;
    person.is_wanted = true;
    enter(now, program);
}

bool People::visit(Time now, std::uint64_t whom) {
    auto& person = at(whom);
    if (!person.is_wanted || person.speech == Speech::yesterday) {
        return false;
    }
    auto& program = add_program(person, false);
    program.unless_here.emplace();
    program.is_visitor = true;
    enter(now, program);
    return true;
}

void People::start_over(Time now, std::uint64_t whom) {
    auto& person = at(whom);
    if (person.is_wanted) {
        person.former = person.current->session.instance();
        auto& program = add_program(person, false);
        program.unless_here = person.former;
        person.current = &program;
        enter(now, program);
    }
}

void People::start_if_wanted(Time now, std::uint64_t whom) {
    if (at(whom).is_wanted && at(whom).current == nullptr) {
        start(now, whom);
    }
}

void People::start_another(Time now, std::uint64_t whom) {
    const auto* program = at(whom).current;
    // Before, its name may belong to somebody else, and then the two go by different names.
    if (program != nullptr && program->is_inside && !program->is_leaving) {
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
    if (program.unless_here) {
        program.session.enter_unless_here(now, name, *program.unless_here);
    } else {
        program.session.enter(now, name);
    }
    carry_out(now, program);
}

void People::crash(Time now, std::uint64_t whom) {
    for (const auto id : programs_of(at(whom))) {
        note(*find(id), "dies");
        remove(now, *find(id));
    }
}

void People::remove(Time now, Program& program) {
    referee_.gone(now, program.id);
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

void People::rename(std::uint64_t whom) {
    auto& names = at(whom).names;
    names.push_front(names.back() + "_" + std::to_string(names.size()));
}

void People::dismiss(Time now, Program& program) {
    note(program, "leaves");
    program.is_leaving = true;
    program.left_at = now;
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
        hand_over(now, *program, bytes);
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

void People::rebind(std::uint64_t whom, bool gives_away) {
    auto* program = at(whom).current;
    if (program == nullptr) {
        return;
    }
    const auto other = std::find_if(programs_.begin(), programs_.end(), [&](const auto& one) {
        return gives_away && one.get() != program;
    });
    const auto before = program->address;
    program->address = fresh_address(at(whom));
    note(*program, "is at " + to_string(program->address) + " now");
    if (other != programs_.end()) {
        (*other)->address = before;
        note(**other, "is at " + to_string(before) + " now");
    }
}

void People::say(Time now, std::uint64_t whom, std::string text) {
    auto& person = at(whom);
    person.to_say.push_back(std::move(text));
    if (person.current != nullptr && !person.current->is_suspended) {
        wonder(now, *person.current);
        carry_out(now, *person.current);
    }
}

bool People::receive(Time now, const Address& address, const std::string& bytes, unsigned node) {
    auto* program = find(address);
    if (program == nullptr) {
        return false;
    }
    if (people_[program->person].is_cut_inwards || program->node != node) {
        return true;
    }
    if (!program->is_suspended) {
        hand_over(now, *program, bytes);
    } else if (program->waiting.size() < socket_buffer) {
        program->waiting.push_back(bytes);
    }
    return true;
}

bool People::is_reached(const Address& address) {
    const auto* program = find(address);
    return program != nullptr && !people_[program->person].is_cut_inwards;
}

void People::say_if_wanted(Time now, std::uint64_t whom, std::string text) {
    if (at(whom).is_wanted) {
        say(now, whom, std::move(text));
    }
}

/// What it was sent once it must not take for something new.
void People::hand_over(Time now, Program& program, const std::string& bytes) {
    const bool is_replay = plan_.watches_replays &&
                           std::holds_alternative<sealed::Transport>(sealed::decode(bytes)) &&
                           !program.opened.insert(bytes).second;
    const auto deadline = program.session.next_deadline();
    program.session.datagram(now, bytes);
    if (is_replay && deadline && *deadline > now) {
        require(program.session.take_outputs().empty(), "a program opens one datagram twice");
    }
    carry_out(now, program);
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

std::vector<unsigned> People::gone() const {
    std::vector<unsigned> result;
    for (const auto& person : people_) {
        if (!person.is_wanted && programs_of(person).empty()) {
            result.push_back(person.number);
        }
    }
    return result;
}

void People::require_outside(const std::vector<unsigned>& gone) const {
    for (const auto number : gone) {
        const auto& person = people_[number];
        if (!person.is_wanted && programs_of(person).empty() && is_member(person)) {
            fail(person.names.front() + " went away long ago and is still inside");
        }
    }
}

bool People::is_member(const Person& person) const {
    const auto& members = referee_.history().members();
    return std::any_of(members.begin(), members.end(),
                       [&](const auto& member) { return member.key == person.identity.key; });
}

std::string People::missing(const Person& person) const {
    if (!person.is_wanted) {
        return is_member(person) ? "is still inside" : std::string();
    }
    if (person.current == nullptr || !person.current->is_inside || !is_member(person)) {
        return "is not inside";
    }
    return person.to_say.empty() ? referee_.missing(person.current->id)
                                 : "could not say everything";
}

void People::note(const Program& program, const std::string& what) {
    trace_.note([&] { return "program " + std::to_string(program.id.value) + " " + what; });
}

} // namespace chatroom::simulation
