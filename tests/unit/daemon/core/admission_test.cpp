// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/admission.hpp"
#include "tests/unit/daemon/core/decisions_fixture.hpp"

namespace chatroom {
namespace {

using classic::Refusal;
using ::testing::Optional;

class AdmissionTest : public DecisionsFixture {
protected:
    /// What the last decide() led to has happened.
    void admission_sees_batch() {
        for (const auto& record : batch.records) {
            admission.happened(now, state, record);
        }
    }

    /// As an older version left it in the journal.
    void own(const std::string& name, std::uint8_t owner) {
        Draft draft(state, now);
        draft.put(OwnedName{.name = MemberName::from_journal(name),
                            .key = key(owner),
                            .instance = {},
                            .cursor = {},
                            .first_used = now.wall,
                            .last_used = now.wall});
        for (const auto& record : draft.take().records) {
            state.apply(record);
        }
    }
};

// The classic door is open to the networks that the administrator names, the sealed one to all.
TEST_F(AdmissionTest, lets_networks_come_to_the_door) {
    options.allow.push_back(AddressRange::parse("10.0.0.0/8").value());
    EXPECT_TRUE(admission.allows(DoorKind::classic, address("10.1.2.3:1")));
    EXPECT_FALSE(admission.allows(DoorKind::classic, address("11.1.2.3:1")));
    EXPECT_TRUE(admission.allows(DoorKind::sealed, address("11.1.2.3:1")));
}

// A name that somebody bears, or owns, is nobody else's, whichever door is asked.
TEST_F(AdmissionTest, keeps_names_to_their_bearers) {
    decide(classic("Ann"));
    decide(sealed(1, "Bob", 1, 1));
    EXPECT_THAT(refusal(decide(classic("ann", "10.0.0.2:1"))), Optional(Refusal::name_taken));
    EXPECT_THAT(refusal(decide(sealed(2, "ann", 2, 2))), Optional(Refusal::name_taken));
    EXPECT_THAT(refusal(decide(classic("bob", "10.0.0.2:1"))), Optional(Refusal::name_taken));
    EXPECT_THAT(refusal(decide(sealed(2, "bob", 2, 2))), Optional(Refusal::name_owned));
    decide({SessionIndex{1}, request::Leave{}});
    EXPECT_THAT(refusal(decide(classic("bob", "10.0.0.2:1"))), Optional(Refusal::name_owned));
    EXPECT_THAT(refusal(decide(sealed(2, "bob", 2, 2))), Optional(Refusal::name_owned));
    EXPECT_EQ(refusal(decide(sealed(2, "bob", 1, 2))), std::nullopt);
}

// Two names of the journal may be one today: each owner goes on with its own, also beside the
// other, and nobody else gets a third spelling.
TEST_F(AdmissionTest, lets_owners_of_look_alikes_in) {
    own("Bob", 1);
    own("Bob.", 2);
    EXPECT_EQ(refusal(decide(sealed(1, "Bob", 1, 1))), std::nullopt);
    EXPECT_EQ(refusal(decide(sealed(2, "Bob.", 2, 2))), std::nullopt);
    EXPECT_EQ(state.roster().size(), 2U);
    EXPECT_EQ(refusal(decide(sealed(3, "Bob.", 2, 2))), std::nullopt);
    EXPECT_EQ(state.roster().size(), 2U);
    EXPECT_THAT(refusal(decide(sealed(4, "Bob.", 3, 3))), Optional(Refusal::name_owned));
    EXPECT_THAT(refusal(decide(sealed(4, "Bob!", 3, 3))), Optional(Refusal::name_owned));
    EXPECT_THAT(refusal(decide(classic("bob", "10.0.0.2:1"))), Optional(Refusal::name_taken));
    EXPECT_TRUE(std::holds_alternative<answer::Kicked>(
        decide({CallId{1}, request::Kick{.name = "Bob.", .reason = {}}})));
    EXPECT_EQ(state.roster().find("Bob.")->name.text(), "Bob");
}

// So they do in one turn.
TEST_F(AdmissionTest, lets_owners_of_look_alikes_in_at_once) {
    own("Bob", 1);
    own("Bob.", 2);
    decide(sealed(1, "Bob", 1, 1), sealed(2, "Bob.", 2, 2),
           Request{CallId{1}, request::Kick{.name = "Bob.", .reason = {}}});
    EXPECT_EQ(state.roster().size(), 1U);
    EXPECT_NE(state.roster().find_exact("Bob"), nullptr);
}

// A name that an older version took stays its owner's, though nobody gets such a name today.
TEST_F(AdmissionTest, does_not_judge_owned_names_again) {
    own("admin", 1);
    EXPECT_EQ(refusal(decide(sealed(1, "admin", 1, 1))), std::nullopt);
    EXPECT_THAT(refusal(decide(sealed(2, "admin", 2, 2))), Optional(Refusal::name_reserved));
    EXPECT_THAT(refusal(decide(classic("admin"))), Optional(Refusal::name_reserved));
}

// The room has a number of places, the same for every door; who is inside keeps its own.
TEST_F(AdmissionTest, counts_places) {
    options.max_members = 2;
    decide(classic("Ann"));
    decide(sealed(1, "Bob", 1, 1));
    EXPECT_THAT(refusal(decide(classic("Eve", "10.0.0.2:1"))), Optional(Refusal::room_full));
    EXPECT_THAT(refusal(decide(sealed(2, "Eve", 2, 2))), Optional(Refusal::room_full));
    EXPECT_EQ(refusal(decide(sealed(3, "Bob", 1, 3))), std::nullopt);
    decide({address("10.0.0.1:1"), request::Leave{}});
    EXPECT_EQ(refusal(decide(sealed(2, "Eve", 2, 2))), std::nullopt);
}

// One key owns so many names; those that it owns it may use.
TEST_F(AdmissionTest, counts_the_names_of_a_key) {
    std::uint32_t session = 0;
    for (std::size_t number = 0; number < Admission::max_names_of_a_key; ++number) {
        ++session;
        EXPECT_EQ(refusal(decide(sealed(session, "Ann" + std::to_string(number), 1, session))),
                  std::nullopt);
    }
    EXPECT_THAT(refusal(decide(sealed(98, "Another", 1, 98))), Optional(Refusal::too_many_names));
    EXPECT_EQ(refusal(decide(sealed(99, "Ann3", 1, 99))), std::nullopt);
    EXPECT_EQ(refusal(decide(sealed(97, "Another", 2, 97))), std::nullopt);
}

// One network cannot make all names of the room its own, with however many keys; whoever owns a
// name comes in as before.
TEST_F(AdmissionTest, counts_the_new_names_of_a_network) {
    const auto enter = [&](std::uint32_t number, const char* from) {
        auto request = sealed(number, "Ann" + std::to_string(number), 0, 1);
        auto& asked = std::get<request::Enter>(request.what);
        asked.address = address(from);
        asked.program->key.bytes = {static_cast<std::uint8_t>(number >> 8),
                                    static_cast<std::uint8_t>(number)};
        const auto refused = refusal(decide(request));
        if (!refused) {
            admission_sees_batch();
            decide({SessionIndex{number}, request::Leave{}});
        }
        return refused;
    };
    // From this machine everybody may come in as often as it likes.
    for (std::uint32_t number = 1; number <= EntryLimits::max_new_names; ++number) {
        ASSERT_EQ(enter(number, "127.0.0.1:1"), std::nullopt);
    }
    EXPECT_THAT(enter(20'000, "127.0.0.1:2"), Optional(Refusal::too_many_names));
    EXPECT_EQ(enter(20'000, "8.0.0.2:1"), std::nullopt);
    EXPECT_EQ(enter(7, "127.0.0.1:1"), std::nullopt);
    now.steady += EntryLimits::new_name_forgotten_after;
    EXPECT_EQ(enter(20'001, "127.0.0.1:1"), std::nullopt);
}

// What others outrun is decided again, as often as that happens: it takes nobody's names.
TEST_F(AdmissionTest, counts_no_names_that_were_only_drafted) {
    for (int time = 0; time <= EntryLimits::max_new_names; ++time) {
        Draft draft(state, now);
        Decisions decisions(options, admission, *this, draft);
        ASSERT_EQ(refusal(decisions.decide(sealed(1, "Ann", 1, 1))), std::nullopt);
    }
    EXPECT_EQ(refusal(decide(sealed(1, "Ann", 1, 1))), std::nullopt);
}

// Whoever has said something under its name comes in whatever others from its network do, and has
// a place in a full room; a name under which nothing was said is worth nothing.
TEST_F(AdmissionTest, knows_regulars_by_what_they_said) {
    options.max_members = 3;
    options.limits.sealed_of_a_network = 2;
    const auto leave = [&](std::uint32_t session) {
        decide({SessionIndex{session}, request::Leave{}});
    };
    decide(sealed(1, "Ann", 1, 1));
    decide({SessionIndex{1}, request::Say{.texts = {"hello"}, .first = 1}});
    leave(1);
    decide(sealed(2, "Bob", 2, 1));
    leave(2);
    decide(sealed(3, "Cat", 3, 1));
    decide(sealed(4, "Dan", 4, 1));
    EXPECT_THAT(refusal(decide(sealed(5, "Bob", 2, 1))), Optional(Refusal::too_many_from_there));
    EXPECT_EQ(refusal(decide(sealed(6, "Ann", 1, 1))), std::nullopt);
    EXPECT_EQ(state.roster().size(), options.max_members);
    leave(6);
    decide(classic("Eve"));
    options.limits.sealed_of_a_network = 10;
    EXPECT_THAT(refusal(decide(sealed(7, "Bob", 2, 1))), Optional(Refusal::room_full));
    EXPECT_EQ(refusal(decide(sealed(8, "Ann", 1, 1))), std::nullopt);
}

// One key cannot come and go for ever, regular or not, nor in one turn; who resumes has not gone.
TEST_F(AdmissionTest, counts_the_entries_of_a_key) {
    const auto enter = [&](std::uint32_t session) {
        const auto answer = decide(sealed(session, "Ann", 1, 1));
        admission_sees_batch();
        return answer;
    };
    for (std::uint32_t session = 1; session <= EntryLimits::max_of_a_key; ++session) {
        ASSERT_EQ(refusal(enter(session)), std::nullopt);
        decide({SessionIndex{session}, request::Say{.texts = {"hello"}, .first = session}});
        EXPECT_EQ(refusal(decide(resume(1000 + session, "Ann", 1, 1, 0))), std::nullopt);
        decide({SessionIndex{1000 + session}, request::Leave{}});
    }
    EXPECT_EQ(state.roster().size(), 0U);
    const auto refused = std::get<answer::Refused>(enter(99));
    EXPECT_EQ(refused.refusal, Refusal::enters_too_often);
    EXPECT_EQ(refused.details.retry_after, EntryLimits::of_a_key_forgotten_after);
    now.steady += EntryLimits::of_a_key_forgotten_after;
    EXPECT_THAT(
        refusal(decide(sealed(100, "Ann", 1, 1), Request{SessionIndex{100}, request::Leave{}},
                       sealed(101, "Ann", 1, 1))),
        Optional(Refusal::enters_too_often));
}

} // namespace
} // namespace chatroom
