// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/room_questions.hpp"

#include "base/deadline.hpp"
#include "base/utf8.hpp"
#include "protocol/member_name.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace chatroom {

void RoomQuestions::ask_members(TimePoint now, std::string_view pattern) {
    found_ = {};
    // No name is longer, nor anything else than UTF-8.
    const auto fits = is_utf8(pattern) ? grapheme_prefix(pattern, max_name_bytes) : "";
    members_.ask(now, {next_question_++, {}, std::string(fits)});
}

void RoomQuestions::ask_older(TimePoint now, std::size_t count, std::optional<Sequence> before) {
    if (before) {
        before_ = *before;
    } else if (!read_.empty()) { // What nobody is shown has not been read.
        before_ = read_.front().sequence.next();
    }
    read_.clear();
    wanted_ = std::min(count, max_older);
    older_.ask(now, {before_});
}

void RoomQuestions::begin(Sequence cursor) {
    if (!std::exchange(has_begun_, true)) {
        before_ = cursor.next();
    }
}

std::vector<sealed::ClientFrame> RoomQuestions::next(TimePoint now) {
    std::vector<sealed::ClientFrame> frames;
    const auto add = [&](const auto& question) {
        if (question) {
            frames.emplace_back(*question);
        }
    };
    add(delivered_.next(now));
    add(members_.next(now));
    add(older_.next(now));
    return frames;
}

std::vector<Output> RoomQuestions::take(TimePoint /*now*/, const sealed::Delivered& delivered) {
    const auto asked =
        delivered_.take([&](const auto& question) { return question.event == delivered.event; });
    return asked ? std::vector<Output>{ShowDelivery{delivered.event, delivered}}
                 : std::vector<Output>{};
}

std::vector<Output> RoomQuestions::take(TimePoint now, const sealed::Members& page) {
    const auto asked =
        members_.take([&](const auto& question) { return question.question == page.question; });
    if (!asked) {
        return {};
    }
    const auto room = std::min(max_names - found_.names.size(), page.names.size());
    std::copy_n(page.names.begin(), room, std::back_inserter(found_.names));
    found_.count = std::max(page.count, static_cast<std::uint32_t>(found_.names.size()));
    // Each page brings some of the names, so there is an end to pages, whoever makes them.
    if (page.next > asked->after && room > 0 && found_.names.size() < max_names) {
        members_.ask(now, {next_question_++, page.next, asked->pattern});
        return {};
    }
    return {ShowMembers{asked->pattern, std::exchange(found_, {})}};
}

std::vector<Output> RoomQuestions::take(TimePoint now, const sealed::Older& page) {
    if (!older_.take([&](const auto& question) { return question.before == page.before; })) {
        return {};
    }
    const auto room = wanted_ - read_.size();
    const auto count = std::min(room, page.events.size());
    std::copy_n(page.events.rbegin(), count, std::back_inserter(read_));
    // What there was no place for is asked for again with the next question.
    before_ = count < page.events.size() ? read_.back().sequence : page.next;
    if (count > 0 && read_.size() < wanted_ && before_ != Sequence{}) {
        older_.ask(now, {before_});
        return {};
    }
    auto events = std::exchange(read_, {});
    std::reverse(events.begin(), events.end());
    return {ShowOlder{std::move(events), before_ == Sequence{}}};
}

/// What has come by then is shown.
std::vector<Output> RoomQuestions::advance(TimePoint now) {
    std::vector<Output> outputs;
    if (const auto asked = delivered_.advance(now)) {
        outputs.emplace_back(ShowDelivery{asked->event, std::nullopt});
    }
    if (const auto asked = members_.advance(now)) {
        outputs.emplace_back(found_.names.empty()
                                 ? ShowMembers{asked->pattern}
                                 : ShowMembers{asked->pattern, std::exchange(found_, {})});
    }
    if (older_.advance(now)) {
        auto events = std::exchange(read_, {});
        std::reverse(events.begin(), events.end());
        outputs.emplace_back(events.empty() ? ShowOlder{} : ShowOlder{std::move(events), false});
    }
    return outputs;
}

std::optional<TimePoint> RoomQuestions::next_deadline() const {
    return earliest(delivered_.next_deadline(), members_.next_deadline(), older_.next_deadline());
}

} // namespace chatroom
