// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/referee.hpp"

#include <algorithm>

namespace chatroom::simulation {

namespace {

std::string number(Sequence sequence) {
    return "event " + std::to_string(sequence.value);
}

} // namespace

void Referee::appended(Time now, const DecidedBatch& batch) {
    for (const auto& record : batch.records) {
        const auto& event = record.event;
        const auto* member = history_.member(event.name);
        if (event.kind == EventKind::left && member != nullptr && member->key) {
            if (!goes_by_another_name(*member->key, event.name)) {
                attendance_.left(now, *member->key);
            }
        } else if (event.kind == EventKind::kicked && member != nullptr && member->key) {
            kicked(event, *member->key);
        }
        history_.append(event, record.key);
        if (event.kind == EventKind::entered && record.key) {
            entered(now, event, *record.key);
        }
        if (event.client_sequence > 0) {
            messages_.appended(event);
        }
    }
    std::for_each(batch.released.begin(), batch.released.end(),
                  [&](const auto& name) { released(name); });
}

/// What was left behind under the name may depart at any time.
bool Referee::goes_by_another_name(const sealed::PublicKey& owner, const std::string& name) const {
    const auto goes_by = [&](const Program& program, bool is_name) {
        return program.owner == owner && !program.gone_at &&
               is_name == (program.name == name || program.asked_name == name);
    };
    const auto has_program = [&](bool is_name) {
        return std::any_of(programs_.begin(), programs_.end(),
                           [&](const auto& entry) { return goes_by(entry.second, is_name); });
    };
    return has_program(false) && !has_program(true);
}

/// What was inside under the name is not to come back by itself.
void Referee::kicked(const Event& event, const sealed::PublicKey& key) {
    kicked_.insert(key);
    for (auto& [id, program] : programs_) {
        if (program.owner == key && program.name == event.name && !program.gone_at) {
            program.kicked_at = event.sequence;
        }
    }
}

void Referee::entered(Time now, const Event& event, const sealed::PublicKey& key) {
    entrances_[{key, event.name}] = event.sequence;
    firsts_.try_emplace({key, event.name}, event.sequence);
    const auto may_have_entered = [&](const auto& entry) {
        const auto& program = entry.second;
        return program.owner == key && !program.kicked_at &&
               (!program.gone_at || now - *program.gone_at < longest_detour);
    };
    if (!blind_.contains(key) &&
        std::none_of(programs_.begin(), programs_.end(), may_have_entered)) {
        fail("a program of " + event.name + "'s that was kicked comes back by itself");
    }
}

/// Whose name is released is a stranger to the room, whatever was before.
void Referee::released(const std::string& name) {
    std::erase_if(firsts_, [&](const auto& first) { return first.first.second == name; });
    for (auto& [id, program] : programs_) {
        if (program.name == name) {
            program.has_lost_name = true;
            program.kicked_at.reset();
        }
    }
    for (auto& [bearer, reader] : readers_) {
        reader.has_lost_name |= bearer.second == name;
    }
}

void Referee::disk_lost_its_end() {
    const auto latest = disk_.events.empty() ? Sequence{} : disk_.events.back().sequence;
    for (const auto& stored : disk_.members) {
        const auto* member = history_.member(stored.name.text());
        if (member == nullptr || member->entered != stored.entered) {
            back_by_loss_.insert(stored.entered);
        }
    }
    history_.lost(latest, disk_.members);
    messages_.lost_after(latest);
    std::erase_if(firsts_, [&](const auto& first) { return first.second > latest; });
    for (auto& [id, program] : programs_) {
        program.has_lost_name = true;
        if (program.kicked_at > latest) {
            program.kicked_at.reset();
        }
    }
    for (auto& [bearer, reader] : readers_) {
        reader.has_lost_name = true;
    }
}

void Referee::started(ProgramId program, const sealed::PublicKey& owner, bool has_all_kinds) {
    programs_.emplace(program, Program{.owner = owner,
                                       .has_all_kinds = has_all_kinds,
                                       .asked_name = {},
                                       .name = {},
                                       .last = {}});
}

void Referee::entered(ProgramId id, const std::string& name, bool is_leaving) {
    auto& program = programs_.at(id);
    sit_down(program, name);
    if (!is_leaving) {
        attendance_.is_back(program.owner);
    }
}

void Referee::sit_down(Program& program, const std::string& name) {
    if (!entrances_.contains({program.owner, name})) {
        fail("a program was let in as " + name + ", and the journal does not have it");
    }
    if (program.name != name) {
        program.name = name;
        program.last.reset();
    }
}

void Referee::marked(ProgramId id, const Marked& marked) {
    const auto& message = messages_.marked(id, marked);
    if (marked.mark == Mark::everywhere) {
        require_everybody_has(*history_.find(*message.event));
    } else if (marked.mark == Mark::recalled) {
        require(history_.is_recalled(*message.event), "a message is marked as recalled and is not");
    }
}

/// Who came later has it as history, or not; who has died since may have been shown it by the
/// program before.
void Referee::require_everybody_has(const Event& event) const {
    if (event.sequence < oldest() || history_.is_lost(event.sequence)) {
        return;
    }
    for (const auto& member : history_.members()) {
        if (!member.key || member.entered > event.sequence ||
            back_by_loss_.contains(member.entered) || blind_.contains(*member.key)) {
            continue;
        }
        const auto reader = readers_.find({*member.key, member.name});
        if (reader == readers_.end() || !reader->second.shown.contains(event.sequence)) {
            fail(number(event.sequence) + " is marked as everywhere, and " + member.name +
                 " was not shown it");
        }
    }
}

void Referee::shown(ProgramId id, const ShowEvent& shown) {
    auto& program = programs_.at(id);
    if (program.name.empty()) { // It wants to leave, and so is not told that it is inside.
        sit_down(program, program.asked_name);
    }
    const auto& event = shown.event;
    const auto* truth = history_.find(event.sequence);
    if (truth == nullptr || (*truth != event && !is_blank_of(event, *truth))) {
        fail(number(event.sequence) + " is shown and is not what the journal has");
    }
    if (program.last && event.sequence <= *program.last) {
        fail(number(event.sequence) + " is shown after " + number(*program.last));
    }
    if (program.kicked_at && event.sequence > *program.kicked_at) {
        fail("a program that was kicked shows " + number(event.sequence));
    }
    require_nothing_left_out(program, event.sequence);
    require_no_more_than_history(program, event.sequence);
    const auto* message = messages_.find(*truth);
    const bool is_own = message != nullptr && message->author == id;
    // A copy that was on the way may be taken when the reason for which it failed is gone.
    const bool may_be_forgotten = !is_own || program.has_lost_name || message->mark == Mark::failed;
    if (shown.own ? !is_own || message->id != *shown.own : !may_be_forgotten) {
        fail(number(event.sequence) + " is taken for the wrong message of its own");
    }
    if (is_own && shown.is_past) {
        fail(number(event.sequence) + " is its own and called past");
    }
    program.last = event.sequence;
    program.has_gap = false;
    auto& reader = readers_[{program.owner, program.name}];
    reader.last = std::max(reader.last, program.last);
    reader.has_gap = false;
    reader.shown.insert(event.sequence);
    // What was on the way when the power failed leaves the reader where the room has never been.
    reader.has_lost_name |= history_.is_lost(event.sequence);
}

/// What is asked for page by page is the past as the journal has it, and no more of it than the
/// reader may see.
void Referee::shown(ProgramId id, const ShowOlder& older) {
    const auto& program = programs_.at(id);
    Sequence last;
    for (const auto& event : older.events.value_or(std::vector<Event>())) {
        const auto* truth = history_.find(event.sequence);
        if (truth == nullptr || (*truth != event && !is_blank_of(event, *truth))) {
            fail(number(event.sequence) + " is told of earlier and is not what the journal has");
        }
        if (event.sequence <= last) {
            fail(number(event.sequence) + " is told of earlier after " + number(last));
        }
        require_no_more_than_history(program, event.sequence);
        last = event.sequence;
    }
}

/// Whoever is said to be inside has come in some time.
void Referee::shown(ProgramId /*program*/, const ShowMembers& shown) {
    const auto& events = history_.events();
    for (const auto& name : shown.members.value_or(sealed::Crowd()).names) {
        const bool came_in = std::any_of(events.begin(), events.end(), [&](const auto& entry) {
            return entry.second.kind == EventKind::entered && entry.second.name == name;
        });
        if (!came_in) {
            fail(name + " is said to be inside and never came in");
        }
    }
}

/// Whether it is the same, but for the text that was recalled.
bool Referee::is_blank_of(const Event& shown, Event truth) const {
    truth.text.clear();
    return history_.is_recalled(shown.sequence) && shown == truth;
}

/// Of what happened before a name was anybody's, its owner is shown the latest events.
void Referee::require_no_more_than_history(const Program& program, Sequence shown) const {
    const auto first = firsts_.find({program.owner, program.name});
    if (first == firsts_.end() || shown >= first->second) {
        return;
    }
    const auto& events = history_.events();
    const auto count =
        std::count_if(events.lower_bound(shown), events.lower_bound(first->second),
                      [&](const auto& entry) { return !history_.is_lost(entry.first); });
    if (static_cast<std::size_t>(count) > newcomers_get_) {
        fail(number(shown) + " is shown to a newcomer, for whom it is too old");
    }
}

/// Between what was shown and what is shown next there is nothing but numbers that were never given
/// and, if the user was told so, what is no longer kept.
void Referee::require_nothing_left_out(const Program& program, Sequence next) const {
    const auto entry = readers_.find({program.owner, program.name});
    static const Reader nobody;
    const auto& reader = entry == readers_.end() ? nobody : entry->second;
    const bool has_gap = program.has_gap || (!program.last && reader.has_gap);
    // Whose name was released is a newcomer; a program that was inside before tells so by a gap.
    const bool is_newcomer =
        program.last ? program.has_lost_name && has_gap : !reader.last || reader.has_lost_name;
    auto from = program.last ? *program.last : reader.last.value_or(Sequence{});
    if (is_newcomer) {
        const auto before = entrances_.at({program.owner, program.name}).value - 1;
        from = std::max(from, {before - std::min<std::uint64_t>(before, newcomers_get_)});
    }
    const auto& events = history_.events();
    for (auto left_out = events.upper_bound(from);
         left_out != events.end() && left_out->first < next; ++left_out) {
        if (!is_told(program, left_out->second)) {
            continue;
        }
        if (left_out->first >= oldest()) {
            fail(number(left_out->first) + " was left out before " + number(next));
        }
        // What was gone before a newcomer came is nothing it has missed.
        if (!has_gap && !is_newcomer) {
            fail(number(left_out->first) + " is no longer kept, and nobody said so");
        }
    }
}

void Referee::shown(ProgramId id, const ShowGap& gap) {
    auto& program = programs_.at(id);
    require(gap.count > 0, "a gap of nothing is shown");
    require(!program.last || program.has_lost_name || program.last->next() < oldest(),
            "a gap is shown where everything is kept");
    program.has_gap = true;
    readers_[{program.owner, program.name}].has_gap = true;
}

std::string Referee::missing(ProgramId id) const {
    const auto& program = programs_.at(id);
    const auto reader = readers_.find({program.owner, program.name});
    // Of what was shown by the program before, this one gets nothing.
    const auto last = program.last || reader == readers_.end() ? program.last : reader->second.last;
    if (last.value_or(Sequence{}) < latest(program)) { // It may have shown what was lost.
        return "has not got " + number(latest(program));
    }
    if (!messages_.are_decided(id)) {
        return "has messages that are neither in the journal nor failed";
    }
    if (!program.has_lost_name && !messages_.are_done(id, oldest())) {
        return "has messages that are not everywhere";
    }
    return {};
}

bool Referee::is_told(const Program& program, const Event& event) const {
    return !history_.is_lost(event.sequence) &&
           (program.has_all_kinds || sealed::has_kind(1, event.kind));
}

/// The last that it can have got.
Sequence Referee::latest(const Program& program) const {
    const auto& events = history_.events();
    const auto found = std::find_if(events.rbegin(), events.rend(), [&](const auto& entry) {
        return is_told(program, entry.second);
    });
    return found == events.rend() ? Sequence{} : found->first;
}

Sequence Referee::oldest() const {
    return disk_.events.empty() ? history_.latest().next() : disk_.events.front().sequence;
}

} // namespace chatroom::simulation
