// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/screen_rows.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

void ScreenRows::resize(std::size_t rows) {
    rows_ = rows;
    forget();
}

void ScreenRows::add_rows(std::size_t rows) {
    input_row_ += rows;
    drop_hidden();
}

void ScreenRows::add(Message message) {
    const auto first_row = input_row_;
    input_row_ += message.rows;
    messages_.push_back({std::move(message), first_row});
    drop_hidden();
}

void ScreenRows::drop_hidden() {
    // Wherever on the screen the last row was: what has less than a screen below it is there.
    const auto is_hidden = [this](const Shown& one) {
        return input_row_ - (one.first_row + one.message.rows) + 1 >= rows_;
    };
    while (!messages_.empty() && is_hidden(messages_.front())) {
        messages_.pop_front();
    }
}

ScreenRows::Place ScreenRows::place_of(const Shown& shown) const {
    const auto below = shown.first_row + shown.message.rows;
    const auto rows_above = static_cast<std::size_t>(input_row_ - below) + 1;
    return {shown.message, rows_above, std::min(shown.message.rows, rows_ - rows_above)};
}

std::optional<ScreenRows::Place> ScreenRows::find(MessageId message) const {
    const auto found = std::ranges::find_if(
        messages_, [&](const Shown& one) { return one.message.own == message; });
    return found == messages_.end() ? std::nullopt : std::optional(place_of(*found));
}

bool ScreenRows::covers(const Recall& recall, const Message& message) {
    return recall.first <= message.event && message.event <= recall.last &&
           message.event != Sequence{} && message.author == recall.name;
}

std::vector<ScreenRows::Place> ScreenRows::find(const Recall& recall) const {
    std::vector<Place> places;
    for (const auto& one : messages_) {
        if (covers(recall, one.message)) {
            places.push_back(place_of(one));
        }
    }
    return places;
}

void ScreenRows::set_event(MessageId message, Sequence event) {
    for (auto& one : messages_) {
        if (one.message.own == message) {
            one.message.event = event;
        }
    }
}

void ScreenRows::finish(MessageId message) {
    for (auto& one : messages_) {
        if (one.message.own == message) {
            one.message.own.reset();
        }
    }
}

void ScreenRows::remove(const Recall& recall) {
    std::erase_if(messages_, [&](const Shown& one) { return covers(recall, one.message); });
}

} // namespace chatroom
