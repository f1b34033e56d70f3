// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/decisions.hpp"
#include "tests/support/memory_journal.hpp"

#include <map>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

/// Decisions over a state that the test makes record by record, with doors that know what it says.
class DecisionsFixture : public ::testing::Test, protected Attendance {
protected:
    static Address address(std::string_view text) { return parse_address(text).value(); }

    static sealed::PublicKey key(std::uint8_t first) {
        sealed::PublicKey result;
        result.bytes[0] = first;
        return result;
    }

    static Request classic(const std::string& name, const char* from = "10.0.0.1:1") {
        return {address(from), request::Enter{.name = name, .address = address(from)}};
    }

    /// By a program of the owner `owner`, over the session of that number.
    static Request sealed(std::uint32_t session, const std::string& name, std::uint8_t owner,
                          std::uint64_t instance) {
        return {
            SessionIndex{session},
            request::Enter{.name = name,
                           .door = DoorKind::sealed,
                           .address = address("8.0.0.1:1"),
                           .program = {{.key = key(owner), .instance = {instance}, .seen = {}}}}};
    }

    static Request resume(std::uint32_t session, const std::string& name, std::uint8_t owner,
                          std::uint64_t instance, std::uint64_t seen) {
        auto request = sealed(session, name, owner, instance);
        auto& program = *std::get<request::Enter>(request.what).program;
        program.is_resuming = true;
        program.seen = {seen};
        return request;
    }

    /// Decides the requests in one draft, and lets it happen; the answer to the last one.
    template <typename... More>
    Answer decide(const Request& first, const More&... more) {
        Draft draft(state, now);
        Decisions decisions(options, admission, *this, draft);
        Answer answer;
        const auto take = [&](const Request& request) {
            answer = decisions.decide(request);
            if (const auto* entered = std::get_if<answer::Entered>(&answer)) {
                served[request.requester] = entered->member;
                cursors[entered->member] = entered->cursor;
            }
        };
        take(first);
        (take(more), ...);
        batch = draft.take();
        journal.append({}, batch);
        for (const auto& record : batch.records) {
            state.apply(record);
        }
        return answer;
    }

    static std::optional<classic::Refusal> refusal(const Answer& answer) {
        const auto* refused = std::get_if<answer::Refused>(&answer);
        return refused != nullptr ? std::optional(refused->refusal) : std::nullopt;
    }

    std::optional<Sequence> member_of(const Requester& requester) const override {
        const auto found = served.find(requester);
        const bool is_inside = found != served.end() && state.roster().find(found->second);
        return is_inside ? std::optional(found->second) : std::nullopt;
    }
    Presence presence(const Member& member) const override {
        const auto cursor = cursors.find(member.entered);
        return {.address = member.address,
                .last_heard = {},
                .is_reachable = is_reachable,
                .cursor = cursor != cursors.end() ? cursor->second : Sequence{},
                .is_elsewhere = !options.serves(member.node)};
    }
    std::optional<Reach> reach(Now /*now*/, const Member& /*member*/) const override {
        return std::nullopt;
    }
    Sequence delivered() const override {
        auto least = state.head();
        for (const auto& [member, cursor] : cursors) {
            least = std::min(least, cursor);
        }
        return least;
    }
    Sequence before_latest(std::size_t count) override {
        return {state.head().value - std::min<std::uint64_t>(count, state.head().value)};
    }

    Result<std::vector<Event>, JournalError> past(Sequence first,
                                                  std::size_t count) const override {
        return is_readable ? journal.read(first, count) : Unexpected(JournalError{"disk broken"});
    }

    RoomOptions options;
    Admission admission{options};
    RoomState state{{}, {}, {}};
    Now now{.steady = SteadyTime{std::chrono::hours(1)}, .wall = WallTime{std::chrono::hours(9)}};
    std::map<Requester, Sequence> served;
    bool is_reachable = true;             ///< Everybody.
    bool is_readable = true;              ///< The journal.
    std::map<Sequence, Sequence> cursors; ///< By member.
    Batch batch;                          ///< What the last decide() led to.
    MemoryJournal journal;                ///< What all of them led to.
};

} // namespace chatroom
