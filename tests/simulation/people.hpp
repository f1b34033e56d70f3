// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/agenda.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/person.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/referee.hpp"

#include <memory>

namespace chatroom::simulation {

/// How long somebody thinks before the next try.
inline constexpr Duration shortest_thought = std::chrono::milliseconds(500);
inline constexpr Duration longest_thought = std::chrono::seconds(3);

/// Everybody who uses the sealed protocol, and the programs that run.
class People {
public:
    /// What is referred to outlives the people.
    People(const Plan& plan, Random random, Trace& trace, Referee& referee, Network& network,
           Agenda& agenda);

    /// Does to somebody what the deed says, and what it leads to later.
    void act(Time now, const Deed& deed);

    /// Something to say; no two texts, and no two pieces of them, are alike.
    std::string words(unsigned who, std::size_t bytes);

    // What happens to the person of that number, modulo how many there are:
    void start(Time now, std::uint64_t whom);
    void start_if_wanted(Time now, std::uint64_t whom);
    /// A second program while the first still runs, if it does.
    void start_another(Time now, std::uint64_t whom);
    /// A program on another machine that takes no place: once it is told that there is one in the
    /// room, it goes. False if it has no words for that, or the person none in the room.
    bool visit(Time now, std::uint64_t whom);
    unsigned kept_out() const { return kept_out_; } ///< So many visitors were told that.
    /// The program is started anew, and the one before has no time to leave.
    void start_over(Time now, std::uint64_t whom);
    void want(std::uint64_t whom, bool is_wanted) { at(whom).is_wanted = is_wanted; }
    void crash(Time now, std::uint64_t whom);
    /// False if there is no program, or it sleeps, or there are more. Otherwise the person is not
    /// wanted any more.
    bool leave(Time now, std::uint64_t whom);
    void suspend(std::uint64_t whom);
    void resume(Time now, std::uint64_t whom);
    void cut(std::uint64_t whom, bool inwards, bool outwards);
    /// The program is reached at another address; at its own, perhaps, somebody else is from now
    /// on.
    void rebind(std::uint64_t whom, bool gives_away);
    void say(Time now, std::uint64_t whom, std::string text);
    void say_if_wanted(Time now, std::uint64_t whom, std::string text);

    /// The next program enters under a name that nobody has had.
    void rename(std::uint64_t whom);

    const std::string& name_of(std::uint64_t whom) { return at(whom).names.front(); }

    /// A datagram of that server arrives at the address; false if no program is there.
    bool receive(Time now, const Address& address, const std::string& bytes, unsigned node = 0);

    /// Whether what is sent there gets to a program.
    bool is_reached(const Address& address);

    /// The network tells the program at the address, if there is one, of trouble.
    void trouble(Time now, const Address& address, Trouble trouble);

    std::optional<Time> next_deadline() const;
    void advance(Time now);

    /// Everybody who wants to be inside can get there, from now on.
    void heal(Time now);

    /// Those who do not want to be inside and have no program.
    std::vector<unsigned> gone() const;

    /// Fails if one of them is inside though nothing has changed for that person.
    void require_outside(const std::vector<unsigned>& gone) const;

    /// Says to the referee who has a way to the server.
    void note_presence(Time now, bool is_server_there);

    /// Why not everybody who wants to is inside, or what somebody has not got; empty if all is
    /// well.
    std::string missing() const;

private:
    void come_back(Time now, const Deed& deed);
    Person& at(std::uint64_t whom) { return people_[whom % people_.size()]; }
    Program& add_program(Person& person, bool has_wrong_passphrase);
    Program* find(const Address& address);
    Program* find(ProgramId id);
    std::vector<ProgramId> programs_of(const Person& person) const;
    Address fresh_address(const Person& person);

    void enter(Time now, Program& program);
    void dismiss(Time now, Program& program);
    void wake(Time now, ProgramId id);
    void hand_over(Time now, Program& program, const std::string& bytes);
    void carry_out(Time now, Program& program);
    void carry_out(Time now, Program& program, const Output& output);
    void send(Time now, const Program& program, const std::string& bytes);
    void entered(Program& program, const Entered& entered);
    void refused(Time now, Program& program, const NameRefused& refusal);
    void kept_out(Time now, Program& program);
    void ended(Time now, Program& program, const Ended& ended);
    bool speak(Time now, Program& program);
    void wonder(Time now, Program& program);
    void remove(Time now, Program& program);
    bool is_member(const Person& person) const;
    std::string missing(const Person& person) const;
    void note(const Program& program, const std::string& what);

    /// Does it at that time, or when the program does not sleep; if it still runs then.
    void later(Time time, ProgramId id, std::function<void(Time, Program&)> action);

    const Plan& plan_;
    Random random_;
    Trace& trace_;
    Referee& referee_;
    Network& network_;
    Agenda& agenda_;
    std::vector<Person> people_;
    std::vector<std::unique_ptr<Program>> programs_;
    unsigned next_program_ = 1;
    std::uint64_t next_words_ = 1;
    unsigned kept_out_ = 0;
    std::uint16_t next_port_ = 1024;
};

} // namespace chatroom::simulation
