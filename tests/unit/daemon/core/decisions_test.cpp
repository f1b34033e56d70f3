// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/decisions.hpp"
#include "tests/unit/daemon/core/decisions_fixture.hpp"

namespace chatroom {
namespace {

using classic::Refusal;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

class DecisionsTest : public DecisionsFixture {
protected:
    static Request say(Requester who, std::uint32_t first, std::vector<std::string> texts) {
        return {who, request::Say{.texts = std::move(texts), .first = first}};
    }

    std::vector<std::string> texts() const {
        std::vector<std::string> result;
        for (const auto& record : batch.records) {
            if (record.event) {
                result.push_back(record.event->text);
            }
        }
        return result;
    }

    const OwnedName& owned(std::string_view name) const { return *state.names().find(name); }

    answer::Entered entered(const Answer& answer) const {
        return std::get<answer::Entered>(answer);
    }

    const Requester ann = address("10.0.0.1:1");
    const Requester first = SessionIndex{1};
    const Requester second = SessionIndex{2};
};

// Requests of one turn see each other's effects: who has entered may speak and leave.
TEST_F(DecisionsTest, see_what_was_decided_before) {
    const auto answer = decide(classic("Ann"), say(ann, 0, {"hi"}), Request{ann, request::Leave{}});
    EXPECT_EQ(std::get<answer::Left>(answer).name, "Ann");
    ASSERT_EQ(batch.records.size(), 3U);
    EXPECT_EQ(batch.records[1].event->text, "hi");
    for (const auto& record : batch.records) {
        EXPECT_EQ(record.member, Sequence{1});
    }
    EXPECT_EQ(state.roster().size(), 0U);
    EXPECT_EQ(state.head(), Sequence{3});
}

// Nobody acts who is not inside, nor under a name that is another's; other spellings are the same.
TEST_F(DecisionsTest, refuse_who_is_not_who_it_says) {
    EXPECT_THAT(refusal(decide(say(ann, 0, {"hi"}))), Optional(Refusal::not_inside));
    decide(classic("Ann"));
    const auto claiming = [&](std::string name) {
        return Request{ann, request::Say{.claimed_name = std::move(name), .texts = {"hi"}}};
    };
    const auto answer = decide(claiming("Bob"));
    EXPECT_THAT(refusal(answer), Optional(Refusal::not_your_name));
    EXPECT_EQ(std::get<answer::Refused>(answer).details.own_name, "Ann");
    EXPECT_EQ(refusal(decide(claiming("ann"))), std::nullopt);
    EXPECT_THAT(texts(), ElementsAre("hi"));
    EXPECT_THAT(refusal(decide({ann, request::Leave{.claimed_name = "Bob"}})),
                Optional(Refusal::not_your_name));
}

// What could never be said is refused only to who may speak.
TEST_F(DecisionsTest, refuse_what_nobody_could_say) {
    const Request request{ann, request::Say{.texts = {}, .otherwise = Refusal::text_too_long}};
    EXPECT_THAT(refusal(decide(request)), Optional(Refusal::not_inside));
    decide(classic("Ann"));
    EXPECT_THAT(refusal(decide(request)), Optional(Refusal::text_too_long));
    EXPECT_THAT(refusal(decide({ann, request::Reject{Refusal::not_allowed}})),
                Optional(Refusal::not_allowed));
}

// Whoever asks for another name from the address of a classic member takes its place, if nothing
// bars the name: the old one leaves first, and the room need not have a place more.
TEST_F(DecisionsTest, let_a_classic_address_have_one_member) {
    options.max_members = 2;
    decide(classic("Ann"));
    decide(classic("Zoe", "10.0.0.2:1"));
    EXPECT_THAT(refusal(decide(classic("zoe"))), Optional(Refusal::name_taken));
    EXPECT_THAT(refusal(decide(classic("管理员"))), Optional(Refusal::name_reserved));
    const auto answer = entered(decide(classic("Bob"), say(ann, 0, {"hi"}), classic("Cid")));
    EXPECT_EQ(answer.former_name, "Bob");
    std::vector<std::string> happened;
    for (const auto& record : batch.records) {
        happened.push_back(std::string(to_string(record.event->kind)) + " " + record.event->name);
    }
    EXPECT_THAT(happened,
                ElementsAre("left Ann", "entered Bob", "said Bob", "left Bob", "entered Cid"));
    EXPECT_EQ(state.roster().size(), 2U);
    decide({{}, request::Lock{true}});
    EXPECT_THAT(refusal(decide(classic("Dan"))), Optional(Refusal::locked));
    EXPECT_NE(state.roster().find("Cid"), nullptr);
}

// Who is inside and asks again is inside as before; a session has one name and no other.
TEST_F(DecisionsTest, let_nobody_in_twice) {
    decide(classic("Ann"));
    EXPECT_TRUE(std::holds_alternative<answer::Repeated>(decide(classic("ａｎｎ"))));
    EXPECT_THAT(refusal(decide(classic(" "))), Optional(Refusal::name_has_white_space));
    decide(sealed(1, "Zoe", 1, 1));
    EXPECT_TRUE(std::holds_alternative<answer::Repeated>(decide(sealed(1, "zoe", 1, 1))));
    EXPECT_THAT(refusal(decide(sealed(1, "zoe", 1, 2))), Optional(Refusal::already_inside));
    EXPECT_THAT(refusal(decide(sealed(1, " ", 1, 1))), Optional(Refusal::already_inside));
    EXPECT_EQ(state.roster().size(), 2U);
}

// A message is taken once, in the order of its number; what follows a missing one is not.
TEST_F(DecisionsTest, take_messages_in_their_order) {
    decide(sealed(1, "Ann", 1, 1));
    decide(say(first, 1, {"a", "b"}));
    EXPECT_THAT(texts(), ElementsAre("a", "b"));
    const auto said = std::get<answer::Said>(decide(say(first, 2, {"b", "c"})));
    EXPECT_THAT(texts(), ElementsAre("c"));
    EXPECT_EQ(said.last_client_sequence, 3U);
    EXPECT_EQ(said.first, Sequence{4});
    EXPECT_EQ(said.last, Sequence{4});
    EXPECT_EQ(std::get<answer::Said>(decide(say(first, 1, {"a"}))).first, Sequence{});
    EXPECT_THAT(batch.records, IsEmpty());
    EXPECT_EQ(std::get<answer::OutOfOrder>(decide(say(first, 5, {"e"}))).last_client_sequence, 3U);
    EXPECT_THAT(batch.records, IsEmpty());
    EXPECT_EQ(owned("Ann").client_sequence, 3U);
}

// A departure waits for the last message.
TEST_F(DecisionsTest, let_leave_who_has_said_everything) {
    decide(sealed(1, "Ann", 1, 1));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(decide({first, request::Leave{.last = 1}})));
    EXPECT_EQ(state.roster().size(), 1U);
    decide(say(first, 1, {"a"}));
    cursors[{1}] = {2};
    EXPECT_TRUE(std::holds_alternative<answer::Left>(decide({first, request::Leave{.last = 1}})));
    EXPECT_EQ(owned("Ann").cursor, Sequence{2});
}

// A newcomer begins behind its history, what was drafted before it included; an owner where it
// stood; and who resumes where it says, but not in front of that, nor behind the latest event.
TEST_F(DecisionsTest, say_where_members_go_on) {
    for (int event = 0; event < 3; ++event) {
        decide({{}, request::Announce{{"x"}}});
    }
    options.history = 1;
    EXPECT_EQ(entered(decide(Request{{}, request::Announce{{"x"}}}, sealed(1, "Ann", 1, 1))).cursor,
              Sequence{3});
    options.history = 2;
    EXPECT_EQ(entered(decide(sealed(9, "Zoe", 9, 9))).cursor, Sequence{3});
    options.history = 3;
    EXPECT_EQ(entered(decide(Request{{}, request::Announce{{"x"}}}, sealed(8, "Eve", 8, 8))).cursor,
              Sequence{4});
    cursors[{5}] = {6};
    decide({first, request::Leave{}});
    const auto again = entered(decide(sealed(2, "Ann", 1, 2)));
    EXPECT_EQ(again.cursor, Sequence{6});
    cursors[again.member] = {7};
    EXPECT_EQ(entered(decide(resume(3, "Ann", 1, 2, 4))).cursor, Sequence{7});
    const auto latest = state.head();
    EXPECT_EQ(entered(decide(resume(4, "Ann", 1, 2, latest.value))).cursor, latest);
    EXPECT_EQ(entered(decide(resume(5, "Ann", 1, 2, 99))).cursor, latest);
    EXPECT_EQ(owned("Ann").cursor, latest);
}

// Another program of the owner takes the member over, and numbers its messages anew; the older one
// says nothing more, in the same turn or later.
TEST_F(DecisionsTest, hand_a_member_to_the_newer_program) {
    decide(sealed(1, "Ann", 1, 1));
    decide(say(first, 1, {"a"}));
    const auto taken = entered(decide(sealed(2, "Ann", 1, 2)));
    EXPECT_EQ(taken.member, Sequence{1});
    EXPECT_FALSE(taken.is_new);
    EXPECT_FALSE(taken.is_resumed);
    EXPECT_EQ(taken.client_sequence, 0U);
    EXPECT_EQ(owned("Ann").instance, sealed::Instance{2});
    served.erase(first);
    EXPECT_TRUE(std::holds_alternative<answer::Superseded>(decide(resume(3, "Ann", 1, 1, 2))));
    decide(sealed(4, "Ann", 1, 4), say(second, 1, {"from the older one"}));
    EXPECT_THAT(texts(), IsEmpty());
    EXPECT_EQ(owned("Ann").instance, sealed::Instance{4});
}

// Another program of the owner's keeps its place, if whoever comes wants that and it is there: then
// it is told since when. It is none if it is the one that is known to have ended.
TEST_F(DecisionsTest, take_no_place_that_is_not_to_be_taken) {
    const auto unless_here = [](std::uint64_t instance, std::uint64_t former) {
        auto request = sealed(2, "Ann", 1, instance);
        std::get<request::Enter>(request.what).program->unless_here = sealed::Instance{former};
        return request;
    };
    EXPECT_TRUE(entered(decide(unless_here(10, 0))).is_new);
    served.clear(); // It comes from another session each time.
    const auto since = now.wall;
    now.steady += std::chrono::seconds(9);
    const auto here = decide(unless_here(11, 9));
    EXPECT_THAT(refusal(here), Optional(Refusal::here_elsewhere));
    EXPECT_EQ(std::get<answer::Refused>(here).details.since, since);
    EXPECT_EQ(owned("Ann").instance, sealed::Instance{10});
    EXPECT_TRUE(entered(decide(unless_here(10, 0))).is_resumed);
    served.clear();
    EXPECT_FALSE(entered(decide(unless_here(11, 10))).is_new);
    served.clear();
    is_reachable = false;
    EXPECT_FALSE(entered(decide(unless_here(12, 0))).is_new);
}

// Who came in or took a place in the same turn is there, whatever its door says so far.
TEST_F(DecisionsTest, know_who_is_here_in_a_turn) {
    auto considerate = sealed(2, "Ann", 1, 11);
    std::get<request::Enter>(considerate.what).program->unless_here = sealed::Instance{};
    is_reachable = false;
    EXPECT_THAT(refusal(decide(sealed(1, "Ann", 1, 10), considerate)),
                Optional(Refusal::here_elsewhere));
    EXPECT_THAT(refusal(decide(sealed(3, "Ann", 1, 12), considerate)),
                Optional(Refusal::here_elsewhere));
    EXPECT_FALSE(entered(decide(considerate)).is_new);
}

// A session whose member has gone in this turn, or is another program's, is about to be closed: it
// enters no more.
TEST_F(DecisionsTest, let_a_session_serve_one_member) {
    decide(sealed(1, "Ann", 1, 1));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(
        decide(sealed(2, "Ann", 1, 2), sealed(1, "Nemo", 1, 1))));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(
        decide({second, request::Leave{}}, sealed(2, "Ann", 1, 2))));
    EXPECT_EQ(state.roster().size(), 0U);
}

// A program that was kicked does not come back by itself, however long it was away, and is told so;
// a program that was started anew may come.
TEST_F(DecisionsTest, keep_who_was_kicked_outside) {
    decide(sealed(1, "Ann", 1, 1));
    const auto kicked = std::get<answer::Kicked>(decide({{}, request::Kick{"ann", "spam"}}));
    EXPECT_EQ(kicked.name, "Ann");
    EXPECT_EQ(kicked.sequence, Sequence{2});
    EXPECT_EQ(std::get<answer::Expelled>(decide(resume(3, "Ann", 1, 1, 1))).reason, "spam");
    EXPECT_TRUE(std::holds_alternative<answer::Entered>(decide(sealed(4, "Ann", 1, 4))));
    EXPECT_FALSE(owned("Ann").kicked.has_value());
    EXPECT_TRUE(std::holds_alternative<answer::Superseded>(decide(resume(5, "Ann", 1, 1, 1))));
}

// A door's word that a member is gone or has moved counts while it is inside.
TEST_F(DecisionsTest, believe_doors_of_members) {
    decide(classic("Ann"));
    decide({{}, request::Move{{1}, address("10.0.0.9:9")}});
    EXPECT_EQ(state.roster().find("Ann")->address, address("10.0.0.9:9"));
    EXPECT_EQ(std::get<answer::Left>(decide({{}, request::Retire{{1}, "why"}})).name, "Ann");
    EXPECT_TRUE(std::holds_alternative<std::monostate>(decide({{}, request::Retire{{1}, "why"}})));
    decide({{}, request::Move{{1}, address("10.0.0.9:9")}});
    EXPECT_THAT(batch.records, IsEmpty());
}

// Cursors are kept of who is inside, and never fall.
TEST_F(DecisionsTest, keep_cursors) {
    decide(sealed(1, "Ann", 1, 1));
    decide({{}, request::KeepCursors{{{{1}, {1}}, {{7}, {1}}}}});
    EXPECT_EQ(owned("Ann").cursor, Sequence{1});
    decide({{}, request::KeepCursors{{{{1}, {0}}}}});
    EXPECT_THAT(batch.records, IsEmpty());
}

// A name is released for who asks, but not while its owner is inside; unused ones are forgotten.
TEST_F(DecisionsTest, free_names) {
    decide(sealed(1, "Ann", 1, 1));
    decide(sealed(2, "Bob", 2, 2));
    EXPECT_EQ(std::get<answer::OwnerInside>(decide({{}, request::Release{"ann"}})).name, "Ann");
    EXPECT_TRUE(std::holds_alternative<answer::NotFound>(decide({{}, request::Release{"Eve"}})));
    decide({second, request::Leave{}});
    now.wall += options.keep_names + std::chrono::milliseconds(1);
    const auto forgotten =
        std::get<answer::Forgotten>(decide({{}, request::ForgetNames{now.wall, 9}}));
    EXPECT_THAT(forgotten.names, ElementsAre("Bob"));
    decide({first, request::Leave{}});
    EXPECT_EQ(std::get<answer::Released>(decide({{}, request::Release{"ann"}})).name, "Ann");
    EXPECT_EQ(state.names().size(), 0U);
}

// A sealed member whom its door has given up and who is there again stays, also when another
// program has taken it over in this turn.
TEST_F(DecisionsTest, keep_who_is_back) {
    decide(sealed(1, "Ann", 1, 1));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(decide({{}, request::Retire{{1}, "why"}})));
    is_reachable = false;
    EXPECT_TRUE(std::holds_alternative<std::monostate>(
        decide(sealed(2, "Ann", 1, 2), Request{{}, request::Retire{{1}, "why"}})));
    EXPECT_TRUE(std::holds_alternative<answer::Left>(decide({{}, request::Retire{{1}, "why"}})));
}

// A name that is used in the turn in which unused ones are forgotten is not forgotten.
TEST_F(DecisionsTest, forget_no_name_that_was_used_just_now) {
    decide(sealed(1, "Ann", 1, 1));
    now.wall += options.keep_names + std::chrono::milliseconds(1);
    const auto answer = decide(Request{{}, request::Kick{"Ann", "why"}},
                               Request{{}, request::ForgetNames{now.wall, 9}});
    EXPECT_THAT(std::get<answer::Forgotten>(answer).names, IsEmpty());
    EXPECT_EQ(*owned("Ann").kicked, "why");
}

// A name under which nothing was said is free a day after its owner was last inside; one that was
// used is not.
TEST_F(DecisionsTest, forget_names_that_were_never_used) {
    using namespace std::chrono_literals;
    decide(sealed(1, "Ann", 1, 1));
    decide(sealed(2, "Bob", 2, 2));
    decide(sealed(3, "Eve", 3, 3));
    decide(say(first, 1, {"hi"}));
    EXPECT_TRUE(owned("Ann").is_used);
    EXPECT_FALSE(owned("Bob").is_used);
    decide({first, request::Leave{}}, Request{second, request::Leave{}});
    const auto forgotten_at = [&](WallTime time) {
        now.wall = std::max(now.wall, time);
        return std::get<answer::Forgotten>(decide({{}, request::ForgetNames{time, 9}})).names;
    };
    const auto free_at = now.wall + RoomOptions::keep_unused_names + 1ms;
    EXPECT_THAT(forgotten_at(free_at - 1ms), IsEmpty());
    EXPECT_THAT(forgotten_at(free_at), ElementsAre("Bob")) << "Eve is inside";
    EXPECT_THAT(forgotten_at(now.wall + options.keep_names), ElementsAre("Ann"));
}

// Of names that were used only so many are forgotten at once, those first that were used longest
// ago; those that were never used all are.
TEST_F(DecisionsTest, forget_so_many_used_names) {
    for (std::uint8_t who = 1; who <= 4; ++who) {
        decide(sealed(who, std::string(1, static_cast<char>('A' + who)), who, who));
        const SessionIndex session{who};
        if (who < 4) {
            decide(say(session, 1, {"hi"}));
        }
        decide(Request{session, request::Leave{}});
        now.wall += std::chrono::hours(1);
    }
    now.wall += options.keep_names;
    const auto answer = decide({{}, request::ForgetNames{now.wall, 2}});
    EXPECT_THAT(std::get<answer::Forgotten>(answer).names, ElementsAre("B", "C", "E"));
    EXPECT_NE(state.names().find("D"), nullptr);
}

// All that were never used are freed at once, but for those who are inside.
TEST_F(DecisionsTest, release_names_that_were_never_used) {
    decide(sealed(1, "Ann", 1, 1), say(first, 1, {"hi"}), Request{first, request::Leave{}});
    decide(sealed(2, "Bob", 2, 2), Request{second, request::Leave{}});
    decide(sealed(3, "Eve", 3, 3));
    const auto answer = decide({{}, request::ReleaseUnused{}});
    EXPECT_THAT(std::get<answer::Forgotten>(answer).names, ElementsAre("Bob"));
    EXPECT_EQ(state.names().size(), 2U);
}

// Whoever may not have a name that its owner never used, and who is away, learns when it may be
// free.
TEST_F(DecisionsTest, say_when_a_name_may_be_free) {
    decide(sealed(1, "Ann", 1, 1));
    const auto until = [&] {
        const auto answer = decide(classic("ann", "10.0.0.9:1"));
        EXPECT_TRUE(refusal(answer));
        return std::get<answer::Refused>(answer).details.until;
    };
    EXPECT_EQ(until(), std::nullopt);
    decide({first, request::Leave{}});
    EXPECT_EQ(until(), now.wall + RoomOptions::keep_unused_names);
    decide(sealed(2, "Ann", 1, 1));
    decide(say(second, 1, {"hi"}), Request{second, request::Leave{}});
    EXPECT_EQ(until(), std::nullopt);
}

// A clock that was put back makes no name look unused for long.
TEST_F(DecisionsTest, do_not_believe_that_time_runs_back) {
    decide(sealed(1, "Ann", 1, 1));
    const auto before = owned("Ann").last_used;
    now.wall -= std::chrono::hours(5);
    decide({first, request::Leave{}});
    EXPECT_EQ(owned("Ann").last_used, before);
}

// What a client gives up at once is limited, so that its numbers do not run out.
TEST_F(DecisionsTest, limit_what_is_given_up) {
    decide(sealed(1, "Ann", 1, 1));
    decide({first, request::GiveUp{1, Decisions::most_given_up + 1}});
    EXPECT_EQ(owned("Ann").client_sequence, 0U);
    decide({first, request::GiveUp{1, Decisions::most_given_up}});
    EXPECT_EQ(owned("Ann").client_sequence, Decisions::most_given_up);
}

// The administrator is heard by all, and kicks whom the name says.
TEST_F(DecisionsTest, serve_the_administrator) {
    decide(classic("Ann"));
    const auto announced = std::get<answer::Announced>(decide({{}, request::Announce{{"a", "b"}}}));
    EXPECT_EQ(announced.sequence, Sequence{3});
    EXPECT_EQ(announced.members, 1U);
    EXPECT_THAT(texts(), ElementsAre("a", "b"));
    EXPECT_TRUE(std::holds_alternative<answer::NotFound>(decide({{}, request::Kick{"Eve", ""}})));
}

} // namespace
} // namespace chatroom
