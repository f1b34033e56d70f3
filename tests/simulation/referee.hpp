// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/attendance.hpp"
#include "tests/simulation/history.hpp"
#include "tests/simulation/messages.hpp"
#include "tests/simulation/simulated_journal.hpp"

#include <set>

namespace chatroom::simulation {

/// Compares what every program shows its user with what the journal has had: what PROTOCOL.md
/// promises holds at every step. A promise that is broken is a Violation.
class Referee {
public:
    /// The disk outlives the referee. `history` is how many events a newcomer gets.
    Referee(const Disk& disk, std::size_t history, Attendance attendance)
        : disk_(disk), newcomers_get_(history), attendance_(attendance) {}

    /// The journal has this now.
    void appended(Time now, const DecidedBatch& batch);

    /// The power has failed, and the disk has lost what it had got last.
    void disk_lost_its_end();

    /// A program is started by the owner of the key. To one that does not know that there may be
    /// other kinds of events, these are numbers that were never given.
    void started(ProgramId program, const sealed::PublicKey& owner, bool has_all_kinds);

    /// The program does not run any more.
    void gone(Time now, ProgramId program) { programs_.at(program).gone_at = now; }

    /// The owner of the key has no program that shows anything.
    void does_not_show(const sealed::PublicKey& owner) { blind_.insert(owner); }

    /// The program asks to enter under the name.
    void asks(ProgramId program, const std::string& name) {
        programs_.at(program).asked_name = name;
    }

    // What the program shows:
    void entered(ProgramId program, const std::string& name, bool is_leaving);
    void said(ProgramId program, const Said& said) { messages_.said(program, said); }
    void marked(ProgramId program, const Marked& marked);
    void shown(ProgramId program, const ShowEvent& shown);
    void shown(ProgramId program, const ShowGap& gap);
    void shown(ProgramId program, const ShowOlder& older);
    void shown(ProgramId program, const ShowMembers& shown);

    /// Whether the program's name stopped being its owner's since it entered, or the disk may have
    /// forgotten that it ever was: then nobody can know what became of its messages.
    bool has_lost_name(ProgramId program) const { return programs_.at(program).has_lost_name; }

    bool was_kicked(const sealed::PublicKey& owner) const { return kicked_.contains(owner); }

    /// Why the program, which is inside, has not got everything yet; empty if it has.
    std::string missing(ProgramId program) const;

    Attendance& attendance() { return attendance_; }
    const History& history() const { return history_; }
    const Messages& messages() const { return messages_; }

private:
    struct Program {
        sealed::PublicKey owner;
        bool has_all_kinds = true;
        std::string asked_name;
        std::string name; ///< Empty until it is inside.
        std::optional<Sequence> last;
        bool has_gap = false; ///< After that one.
        bool has_lost_name = false;
        std::optional<Sequence> kicked_at{}; ///< Its name was sent away then, and it with it.
        std::optional<Time> gone_at{};
    };

    /// What all programs of one owner have shown under one name.
    struct Reader {
        std::optional<Sequence> last;
        bool has_gap = false;
        bool has_lost_name = false;
        std::set<Sequence> shown;
    };

    using Bearer = std::pair<sealed::PublicKey, std::string>;

    /// So much later the last datagram of a program that has died has arrived.
    static constexpr std::chrono::seconds longest_detour{60};

    Sequence oldest() const;
    bool is_told(const Program& program, const Event& event) const;
    Sequence latest(const Program& program) const;
    void entered(Time now, const Event& event, const sealed::PublicKey& key);
    void kicked(const Event& event, const sealed::PublicKey& key);
    bool goes_by_another_name(const sealed::PublicKey& owner, const std::string& name) const;
    bool is_blank_of(const Event& shown, Event truth) const;
    void require_no_more_than_history(const Program& program, Sequence shown) const;
    void sit_down(Program& program, const std::string& name);
    void released(const std::string& name);
    void require_nothing_left_out(const Program& program, Sequence next) const;
    void require_everybody_has(const Event& event) const;

    const Disk& disk_;
    std::size_t newcomers_get_;
    Attendance attendance_;
    History history_;
    Messages messages_;
    std::map<ProgramId, Program> programs_;
    std::map<Bearer, Reader> readers_;
    std::map<Bearer, Sequence> entrances_; ///< The latest of each,
    std::map<Bearer, Sequence> firsts_;    ///< and the first since the name belongs to it.
    std::set<sealed::PublicKey> kicked_;
    std::set<sealed::PublicKey> blind_;
    std::set<Sequence> back_by_loss_; ///< Members whose departures the disk has lost.
};

} // namespace chatroom::simulation
