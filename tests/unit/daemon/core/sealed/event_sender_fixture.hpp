// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/sealed/event_sender.hpp"
#include "tests/unit/daemon/core/sealed/holed_journal.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

/// What a datagram's frames are, in words: "1-3 7", "gap 4-6 trimmed", "" for none.
inline std::string describe(std::string_view plaintext) {
    const auto range = [](Sequence first, Sequence last) {
        auto text = std::to_string(first.value);
        return first == last ? text : text + "-" + std::to_string(last.value);
    };
    std::string text;
    if (plaintext.empty()) {
        return text;
    }
    const auto frames = sealed::decode_server_frames(plaintext).value();
    for (const auto& frame : frames) {
        text += text.empty() ? "" : " ";
        if (const auto* lost = std::get_if<sealed::Lost>(&frame)) {
            text += "lost " + range(lost->first, lost->last);
        } else if (const auto* gap = std::get_if<sealed::Gap>(&frame)) {
            text += "gap " + range(gap->first, gap->last) +
                    (gap->reason == sealed::GapReason::trimmed ? " trimmed" : " never given");
        } else {
            const auto& events = std::get<sealed::Events>(frame).events;
            text += range(events.front().sequence, events.back().sequence);
        }
    }
    return text;
}

/// A sender with a journal, at a time that the test moves.
class EventSenderTest : public ::testing::Test {
protected:
    /// Of such events each fills a datagram.
    static constexpr std::size_t long_text = 900;
    /// Of such events 88 fill a datagram.
    static constexpr std::size_t short_text = 1;

    /// So many events happen.
    void say(int count, std::size_t text_bytes = long_text) {
        std::vector<Event> records;
        for (int number = 0; number < count; ++number) {
            records.push_back(journal.announce(std::string(text_bytes, 'x')));
        }
        log->appended(records);
    }

    /// The daemon is started again: what was said is in the journal alone.
    void reopen() { log.emplace(journal, journal.head()); }

    /// The next datagram.
    std::string next() {
        return describe(sender.next_frames(now, *log, sealed::max_plaintext_bytes));
    }

    /// All datagrams that may be sent now.
    std::vector<std::string> send() {
        std::vector<std::string> datagrams;
        for (auto datagram = next(); !datagram.empty(); datagram = next()) {
            datagrams.push_back(datagram);
        }
        return datagrams;
    }

    /// Everything up to `cumulative` arrived, and besides it these.
    bool acknowledge(std::uint64_t cumulative, std::vector<std::uint64_t> besides = {}) {
        sealed::Ack ack{.cumulative = {cumulative}, .watermark = {}, .received = {}};
        for (const auto sequence : besides) {
            ack.received.set(sequence - cumulative - 2);
        }
        return sender.acknowledge(now, ack);
    }

    /// The numbers from the first to the last.
    static std::vector<std::uint64_t> range(std::uint64_t first, std::uint64_t last) {
        std::vector<std::uint64_t> numbers;
        for (auto number = first; number <= last; ++number) {
            numbers.push_back(number);
        }
        return numbers;
    }

    /// The same as datagrams with one event each.
    static std::vector<std::string> singles(std::uint64_t first, std::uint64_t last) {
        std::vector<std::string> texts;
        for (auto number = first; number <= last; ++number) {
            texts.push_back(std::to_string(number));
        }
        return texts;
    }

    /// Time passes up to the deadline; how much.
    std::chrono::milliseconds wait_for_deadline() {
        const auto deadline = sender.next_deadline().value();
        const auto waited = deadline - std::exchange(now, deadline);
        sender.advance(now);
        return std::chrono::duration_cast<std::chrono::milliseconds>(waited);
    }

    HoledJournal journal;
    std::optional<EventLog> log{std::in_place, journal, Sequence{}};
    SteadyTime now{};
    EventSender sender{Sequence{0}};
};

} // namespace chatroom
