// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/draft.hpp"

#include "daemon/core/facts.hpp"

namespace chatroom {

Draft::Draft(const RoomState& state, Now now)
    : state_(state), now_(now), head_(state.head()), members_(state.hash_key()),
      names_(state.hash_key()), member_count_(state.roster().size()),
      name_count_(state.names().size()) {
    for (const auto measure : all_measures) {
        sanctions_of(measure).count = state.rules().of(measure).size();
    }
}

const Member* Draft::member(Sequence entered) const {
    if (const auto found = members_.changed.find(entered); found != members_.changed.end()) {
        return found->second ? &*found->second : nullptr;
    }
    return state_.roster().find(entered);
}

const Member* Draft::member(std::string_view name) const {
    const auto* decided = state_.roster().find(
        name, [this](const Member& candidate) { return !members_.is_gone(candidate.entered); });
    const auto* drafted = members_.by_name.find(name, Roster::entered_before);
    const bool is_exact = drafted != nullptr && drafted->name.text() == name;
    return decided == nullptr || is_exact ? drafted : member(decided->entered);
}

const Member* Draft::bearer(std::string_view name) const {
    const auto* owned = this->name(name);
    return owned != nullptr ? exact_member(owned->name.text()) : member(name);
}

const Member* Draft::exact_member(std::string_view name) const {
    const auto is_exact = [&](const Member& candidate) { return candidate.name.text() == name; };
    const auto* decided = state_.roster().find(name, [&](const Member& candidate) {
        return is_exact(candidate) && !members_.is_gone(candidate.entered);
    });
    return decided != nullptr ? member(decided->entered)
                              : members_.by_name.find(name, Roster::entered_before, is_exact);
}

const OwnedName* Draft::exact_name(std::string_view name) const {
    if (const auto found = names_.changed.find(name); found != names_.changed.end()) {
        return found->second ? &*found->second : nullptr;
    }
    return state_.names().find_exact(name);
}

const OwnedName* Draft::name(std::string_view name) const {
    if (const auto* exact = exact_name(name)) {
        return exact;
    }
    const auto* decided = state_.names().find_like(name, [this](const OwnedName& candidate) {
        return !names_.is_gone(candidate.name.text());
    });
    return decided != nullptr ? exact_name(decided->name.text())
                              : names_.by_name.find(name, Names::ByText{});
}

std::size_t Draft::name_count_of(const sealed::PublicKey& key) const {
    const auto more = more_names_of_.find(key);
    const auto decided = state_.names().count_of(key);
    return more == more_names_of_.end() ? decided : decided + more->second;
}

std::vector<Sequence> Draft::members() const {
    std::vector<Sequence> inside;
    for (const auto& [entered, member] : state_.roster().members()) {
        if (!members_.is_gone(entered)) {
            inside.push_back(entered);
        }
    }
    for (const auto& [entered, member] : members_.changed) {
        if (member && !is_in_state(entered)) {
            inside.push_back(entered); // Later than all that are decided.
        }
    }
    return inside;
}

const Sanction* Draft::any_sanction(Measure measure, std::string_view target) const {
    const auto& changed = sanctions_of(measure);
    return changed.targets.contains(target) ? changed.put.find(target)
                                            : state_.rules().of(measure).find(target);
}

const Sanction* Draft::sanction(Measure measure, std::string_view target) const {
    const auto* found = any_sanction(measure, target);
    return found != nullptr && !is_over(found->until, now_.wall) ? found : nullptr;
}

const Sanction* Draft::sanction_on(Measure measure, const Subject& subject) const {
    const auto& changed = sanctions_of(measure);
    const auto holds = [this](const Sanction& found) { return !is_over(found.until, now_.wall); };
    const auto* decided = state_.rules().of(measure).find_on(subject, [&](const Sanction& found) {
        return holds(found) && !changed.targets.contains(found.target);
    });
    return decided != nullptr ? decided : changed.put.find_on(subject, holds);
}

const Event& Draft::happens(Happening what, Sequence member) {
    head_ = head_.next();
    is_continued_ = true;
    batch_.records.push_back({.event = Event{.sequence = head_,
                                             .time = now_.wall,
                                             .kind = what.kind,
                                             .name = std::move(what.name),
                                             .text = std::move(what.text),
                                             .client_sequence = what.client_sequence,
                                             .about = what.about},
                              .member = what.kind == EventKind::entered ? head_ : member,
                              .facts = {}});
    return *batch_.records.back().event;
}

void Draft::put(Member member) {
    keep(facts::put(member));
    const auto entered = member.entered;
    if (const auto* before = this->member(entered)) {
        --more_from_[{before->door, Source::of_network(before->address)}];
    } else {
        ++member_count_;
    }
    ++more_from_[{member.door, Source::of_network(member.address)}];
    members_.set(entered, std::move(member), is_in_state(entered));
}

void Draft::remove(Sequence entered) {
    const auto* before = member(entered);
    if (before == nullptr) {
        return;
    }
    --more_from_[{before->door, Source::of_network(before->address)}];
    keep(facts::erase_member(entered));
    --member_count_;
    members_.set(entered, std::nullopt, is_in_state(entered));
}

std::size_t Draft::count_from(DoorKind door, const Source& network) const {
    const auto more = more_from_.find({door, network});
    return state_.roster().count_from(door, network) +
           (more != more_from_.end() ? more->second : 0);
}

void Draft::put(OwnedName name) {
    keep(facts::put(name));
    const auto text = name.name.text();
    if (const auto* before = exact_name(text)) {
        --more_names_of_[before->key];
    } else {
        ++name_count_;
    }
    ++more_names_of_[name.key];
    names_.set(text, std::move(name), is_in_state(text));
}

void Draft::release(std::string_view exact_name) {
    const std::string text(exact_name); // What it refers to may be what goes.
    const auto* before = this->exact_name(text);
    if (before == nullptr) {
        return;
    }
    keep(facts::erase_name(text));
    --name_count_;
    --more_names_of_[before->key];
    names_.set(text, std::nullopt, is_in_state(text));
}

void Draft::put(Measure measure, Sanction sanction) {
    keep(facts::put(measure, sanction));
    auto& changed = sanctions_of(measure);
    changed.count += any_sanction(measure, sanction.target) == nullptr ? 1 : 0;
    changed.targets.insert(sanction.target);
    changed.put.put(std::move(sanction));
}

void Draft::lift(Measure measure, std::string_view target) {
    const std::string text(target); // What it refers to may be what goes.
    if (any_sanction(measure, text) == nullptr) {
        return;
    }
    keep(facts::erase_sanction(measure, text));
    auto& changed = sanctions_of(measure);
    --changed.count;
    changed.put.remove(text);
    changed.targets.insert(text);
}

void Draft::put(Settings settings) {
    keep(facts::put(settings));
    settings_ = std::move(settings);
}

const Node* Draft::node(std::string_view name) const {
    if (const auto changed = nodes_.find(name); changed != nodes_.end()) {
        return changed->second ? &*changed->second : nullptr;
    }
    const auto found = state_.nodes().find(name);
    return found != state_.nodes().end() ? &found->second : nullptr;
}

void Draft::put(Node node) {
    keep(facts::put(node));
    nodes_.insert_or_assign(node.name, std::move(node));
}

void Draft::remove_node(std::string_view name) {
    const std::string text(name); // What it refers to may be what goes.
    if (node(text) != nullptr) {
        keep(facts::erase_node(text));
        nodes_.insert_or_assign(text, std::nullopt);
    }
}

void Draft::keep(Fact fact) {
    if (!std::exchange(is_continued_, true)) {
        batch_.records.emplace_back();
    }
    batch_.records.back().facts.push_back(std::move(fact));
}

} // namespace chatroom
