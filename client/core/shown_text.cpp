// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/shown_text.hpp"

#include "client/core/display.hpp"
#include "client/core/event_line.hpp"

namespace chatroom {

namespace {

using Lines = std::vector<std::string>;

struct Texts {
    const Wording& wording;
    WallTime now;

    Lines operator()(const Words& words) const { return {words.text}; }
    Lines operator()(const ShowLine& line) const { return {line.text}; }
    Lines operator()(const ShowEvent& event) const {
        auto line = event_line(wording.language, event, now);
        return line ? Lines{*std::move(line)} : Lines{};
    }
    Lines operator()(const ShowGap& gap) const {
        return {gap.is_lost ? std::string(wording.gap_lost)
                            : worded(wording.gap, std::to_string(gap.count))};
    }
    Lines operator()(const PastEnded&) const { return {}; }
    Lines operator()(const ShowGreeting& shown) const {
        return classic::greeting(wording.language, shown.greeting);
    }
    Lines operator()(const OwnMessage& own) const {
        Event said;
        said.kind = EventKind::said;
        said.name = own.name;
        said.text = own.text;
        return {classic::notice(wording.language, said).value()};
    }
    Lines operator()(const Entered&) const { return {}; }
    Lines operator()(const ListedEvent& listed) const {
        auto line = event_line(wording.language, ShowEvent{listed.event, true}, now);
        return line ? Lines{number_text(listed.event) + *line} : Lines{};
    }
};

} // namespace

std::vector<std::string> shown_text(const Wording& wording, const Shown& shown, WallTime now) {
    auto lines = std::visit(Texts{wording, now}, shown);
    for (auto& line : lines) {
        line = displayable(line);
    }
    return lines;
}

bool is_own_words(const Shown& shown) {
    return std::holds_alternative<Words>(shown) || std::holds_alternative<ShowGap>(shown);
}

} // namespace chatroom
