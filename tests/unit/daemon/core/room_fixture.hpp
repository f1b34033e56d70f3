// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/room.hpp"
#include "tests/support/memory_journal.hpp"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

/// A journal that can be told to fail.
class FailingJournal final : public Journal {
public:
    bool append_fails = false;
    bool read_fails = false;
    bool facts_fail = false;
    std::vector<NumberRange> damaged;

    Sequence head() const override { return memory_.head(); }
    Result<std::vector<Fact>, JournalError> facts() const override {
        return facts_fail ? Unexpected(JournalError{"disk broken"}) : memory_.facts();
    }
    void append(Ticket ticket, Batch batch) override {
        if (append_fails) {
            failed_.push_back({ticket, Unexpected(JournalError{"disk full"})});
        } else {
            memory_.append(ticket, std::move(batch));
        }
    }
    std::vector<Decided> take_decided() override {
        return failed_.empty() ? memory_.take_decided() : std::exchange(failed_, {});
    }
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override {
        return read_fails ? Unexpected(JournalError{"disk broken"}) : memory_.latest(count);
    }
    Result<std::vector<Event>, JournalError> read(Sequence first,
                                                  std::size_t count) const override {
        return read_fails ? Unexpected(JournalError{"disk broken"}) : memory_.read(first, count);
    }
    Sequence oldest() const override { return memory_.oldest(); }
    const std::vector<NumberRange>& damage() const override { return damaged; }
    std::optional<JournalError> leave_out(Sequence last) override {
        return append_fails ? JournalError{"disk full"} : memory_.leave_out(last);
    }

private:
    MemoryJournal memory_;
    std::vector<Decided> failed_;
};

/// One datagram, as a test sees it.
struct Datagram {
    std::string to;
    std::string payload;

    bool operator==(const Datagram&) const = default;
};

inline void PrintTo(const Datagram& datagram, std::ostream* out) {
    *out << "{" << datagram.to << ", " << datagram.payload << "}";
}

inline Address address(std::string_view text) {
    return parse_address(text).value();
}

inline std::vector<Datagram> datagrams(const Outputs& outputs) {
    std::vector<Datagram> result;
    for (const auto& delivery : outputs.deliveries) {
        result.push_back({to_string(delivery.to), datagram_of(outputs, delivery)});
    }
    return result;
}

inline std::vector<std::string> log_texts(const Outputs& outputs) {
    std::vector<std::string> result;
    for (const auto& line : outputs.log) {
        result.push_back(line.text);
    }
    return result;
}

/// "Random" bytes that are different each time and the same in each run.
inline sealed::FillRandom counting_random() {
    return [next = std::uint32_t{0}](std::span<std::uint8_t> bytes) mutable {
        for (auto& byte : bytes) {
            byte = static_cast<std::uint8_t>(++next * 2654435761U >> 24U);
        }
    };
}

inline RoomSecrets test_secrets() {
    const auto fill_random = counting_random();
    return {.static_key = sealed::KeyPair::generate(fill_random), .fill_random = fill_random};
}

/// A room with a journal and a clock that the test moves.
class RoomTest : public ::testing::Test {
protected:
    static constexpr const char* ann = "10.0.0.1:1000";
    static constexpr const char* bob = "10.0.0.2:1000";
    static constexpr const char* eve = "10.0.0.3:1000";
    static constexpr const char* far = "8.8.8.8:1000";

    static RoomOptions default_options() {
        RoomOptions options;
        options.limits.lines = {};
        options.limits.bytes = {};
        options.limits.classic_silence = {};
        options.limits.classic_of_an_address = options.max_members;
        options.allow.push_back(AddressRange::parse("10.0.0.0/8").value());
        return options;
    }

    Now now() const {
        using namespace std::chrono;
        return {SteadyTime{} + elapsed, sys_days{2026y / November / 23} + 12h + elapsed};
    }

    void open(RoomOptions options) {
        room.emplace(std::move(options), test_secrets(), journal, now());
    }

    void hand_over(const char* from, std::string_view datagram) {
        room->handle(now(), address(from), datagram);
    }

    Outputs finish_turn() { return room->finish_turn(now()); }

    /// Whether the room is to be called now.
    bool is_due() const {
        const auto deadline = room->next_deadline();
        return deadline && *deadline <= now().steady;
    }

    /// One datagram in a turn of its own.
    std::vector<Datagram> send(const char* from, std::string_view datagram) {
        hand_over(from, datagram);
        return datagrams(finish_turn());
    }

    /// One call in a turn of its own.
    control::Reply call(const control::Request& request) {
        room->handle(now(), CallId{1}, request);
        outputs = finish_turn();
        EXPECT_EQ(outputs.replies.size(), 1U);
        return outputs.replies.at(0).reply;
    }

    std::vector<Event> events() const { return journal.latest(1000).value(); }

    /// The room as it would be after a restart.
    RoomState stored() const { return RoomState(journal.facts().value(), journal.head(), {}); }

    std::chrono::milliseconds elapsed{0};
    FailingJournal journal;
    std::optional<Room> room{std::in_place, default_options(), test_secrets(), journal, now()};
    Outputs outputs; ///< Of the last call().
};

} // namespace chatroom
