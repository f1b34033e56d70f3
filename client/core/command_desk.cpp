// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/command_desk.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace chatroom {

namespace {

/// The first line, which is taken off the text.
std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

/// Whether a server of the classic protocol leaves nothing to answer it with.
bool needs_events(const TypedLine& command) {
    return std::holds_alternative<typed::Who>(command) ||
           std::holds_alternative<typed::Delivered>(command) ||
           std::holds_alternative<typed::History>(command) ||
           std::holds_alternative<typed::Topic>(command) ||
           std::holds_alternative<typed::Search>(command) ||
           std::holds_alternative<typed::Mentions>(command) ||
           std::holds_alternative<typed::Ignore>(command);
}

} // namespace

bool CommandDesk::heard(const Event& event) {
    if (event.kind == EventKind::topic) {
        topic_ = event.text;
    }
    const bool is_shown = event.kind != EventKind::said || !is_ignored(event.name);
    if (is_shown) {
        seen_.add(event);
    }
    return is_shown;
}

std::vector<Shown> CommandDesk::answer(const TypedLine& command, std::string_view own_name) {
    if (!is_sealed_ && needs_events(command)) {
        return {words(std::string(wording_.classic_cannot))};
    }
    if (std::holds_alternative<typed::Help>(command)) {
        return help();
    }
    if (std::holds_alternative<typed::Topic>(command)) {
        return {words(topic_.empty() ? std::string(wording_.no_topic)
                                     : worded(wording_.topic, topic_))};
    }
    if (const auto* search = std::get_if<typed::Search>(&command)) {
        return listed(search->word, seen_.find(search->word));
    }
    if (std::holds_alternative<typed::Mentions>(command)) {
        return listed(std::string(own_name), seen_.mentions(own_name));
    }
    if (const auto* whom = std::get_if<typed::Ignore>(&command)) {
        return ignore(whom->name, own_name);
    }
    if (const auto* unknown = std::get_if<typed::Unknown>(&command)) {
        return {words(worded(wording_.unknown_command, unknown->command))};
    }
    if (const auto* misused = std::get_if<typed::Misused>(&command)) {
        return usage(misused->command);
    }
    return {};
}

std::vector<Shown> CommandDesk::answer(const ShowOlder& older) {
    if (!older.events) {
        return {words(std::string(wording_.older_unknown))};
    }
    if (older.events->empty()) {
        return {words(std::string(wording_.older_none))};
    }
    std::vector<Shown> shown{
        words(worded(wording_.older_begin, std::to_string(older.events->size())))};
    for (const auto& event : *older.events) {
        if (event.kind != EventKind::said || !is_ignored(event.name)) {
            shown.emplace_back(ListedEvent{event});
        }
    }
    seen_.add_older(*older.events);
    shown.push_back(words(std::string(older.is_all ? wording_.older_all : wording_.older_end)));
    return shown;
}

std::vector<Shown> CommandDesk::listed(std::string word, const std::vector<Event>& events) const {
    if (events.empty()) {
        return {words(worded(wording_.found_nothing, word))};
    }
    std::vector<Shown> shown{words(worded(wording_.found, {std::to_string(events.size()), word}))};
    for (const auto& event : events) {
        shown.emplace_back(ListedEvent{event});
    }
    return shown;
}

std::vector<Shown> CommandDesk::help() const {
    std::vector<Shown> shown;
    for (auto rest = wording_.help; !rest.empty();) {
        shown.push_back(words(std::string(take_line(rest))));
    }
    return shown;
}

/// The lines of the help that are about the command.
std::vector<Shown> CommandDesk::usage(std::string_view command) const {
    std::vector<Shown> shown;
    for (auto rest = wording_.help; !rest.empty();) {
        const auto line = take_line(rest);
        if (line.starts_with(std::string(command) + ' ')) {
            shown.push_back(words(worded(wording_.usage, line)));
        }
    }
    return shown;
}

bool CommandDesk::is_ignored(const std::string& name) {
    if (ignored_.empty()) {
        return false;
    }
    const auto judged = judged_.find(name);
    if (judged != judged_.end()) {
        return judged->second;
    }
    const auto keys = name_keys(name);
    const bool is_one = std::ranges::any_of(
        ignored_, [&](const auto& ignored) { return have_common_key(ignored.second, keys); });
    if (judged_.size() >= max_judged) {
        judged_.clear();
    }
    judged_.emplace(name, is_one);
    return is_one;
}

std::vector<Shown> CommandDesk::ignore(const std::string& typed, std::string_view own_name) {
    if (typed.empty()) {
        std::string names;
        for (const auto& ignored : ignored_) {
            names += (names.empty() ? "" : wording_.name_separator);
            names += ignored.first;
        }
        return {words(names.empty() ? std::string(wording_.ignoring_nobody)
                                    : worded(wording_.ignoring, names))};
    }
    const auto keys = is_utf8(typed) ? name_keys(typed) : NameKeys{};
    judged_.clear();
    const auto found = std::ranges::find_if(
        ignored_, [&](const auto& ignored) { return have_common_key(ignored.second, keys); });
    if (found != ignored_.end()) {
        const auto name = found->first;
        ignored_.erase(found);
        return {words(worded(wording_.not_ignored, name))};
    }
    if (have_common_key(name_keys(own_name), keys)) {
        return {words(std::string(wording_.ignoring_oneself))};
    }
    if (ignored_.size() >= max_ignored) {
        return {words(worded(wording_.ignoring_too_many, std::to_string(max_ignored)))};
    }
    const auto spelling = seen_.spelling_of(keys);
    const auto name = spelling.value_or(typed);
    ignored_.emplace(name, keys);
    std::vector<Shown> shown{words(worded(wording_.now_ignored, {name, name}))};
    if (!spelling) {
        shown.push_back(words(worded(wording_.ignoring_unseen, name)));
    }
    return shown;
}

} // namespace chatroom
