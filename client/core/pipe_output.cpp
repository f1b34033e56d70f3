// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/pipe_output.hpp"

#include "client/core/event_json.hpp"
#include "client/core/shown_text.hpp"

#include <utility>

namespace chatroom {

namespace {

/// What is written as JSON; nothing if it is no event.
std::optional<std::string> json_of(const Shown& shown, WallTime now) {
    if (const auto* event = std::get_if<ShowEvent>(&shown)) {
        return event_json(*event);
    }
    if (const auto* gap = std::get_if<ShowGap>(&shown)) {
        return event_json(*gap, now);
    }
    if (const auto* line = std::get_if<ShowLine>(&shown)) {
        return event_json(*line, now);
    }
    return std::nullopt;
}

bool is_past(const Shown& shown) {
    const auto* event = std::get_if<ShowEvent>(&shown);
    return event != nullptr && event->is_past;
}

} // namespace

std::vector<PipeLine> PipeOutput::lines(std::span<const Shown> shown, WallTime now) {
    std::vector<PipeLine> lines;
    for (const auto& one : shown) {
        if (std::holds_alternative<PastEnded>(one)) {
            is_past_over_ = true;
            for (const auto& past : std::exchange(past_, {})) {
                add(lines, past, now);
            }
        } else if (!keep_past(one)) {
            add(lines, one, now);
        }
    }
    return lines;
}

/// Whether it is of the past: it waits for the end of it, or nobody wants it.
bool PipeOutput::keep_past(const Shown& shown) {
    const bool is_of_past = is_past(shown) || std::holds_alternative<ShowGreeting>(shown) ||
                            std::holds_alternative<ShowGap>(shown);
    if (is_past_over_ || !is_of_past) {
        // A greeting may come behind an empty past.
        return std::holds_alternative<ShowGreeting>(shown) && options_.history == 0;
    }
    past_.push_back(shown);
    if (past_.size() > options_.history) {
        past_.pop_front();
    }
    return true;
}

/// Our own message is shown when its event comes, in the order of the room.
void PipeOutput::add(std::vector<PipeLine>& lines, const Shown& shown, WallTime now) const {
    if (std::holds_alternative<OwnMessage>(shown)) {
        return;
    }
    const bool is_for_people = is_own_words(shown);
    if (auto json = options_.is_json ? json_of(shown, now) : std::nullopt) {
        lines.push_back({true, *std::move(json)});
    } else if (!options_.is_json || is_for_people) {
        for (auto& text : shown_text(wording_, shown, now)) {
            lines.push_back({!is_for_people, std::move(text)});
        }
    }
}

} // namespace chatroom
