// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/classic/classic_mail.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ClassicMailTest : public ::testing::Test {
protected:
    void enter(std::uint64_t sequence, const std::string& name, const char* where,
               bool is_sealed = false) {
        Record record{.event = {.sequence = {sequence},
                                .time = {},
                                .kind = EventKind::entered,
                                .name = name,
                                .text = {}},
                      .address = address(where)};
        if (is_sealed) {
            record.key.emplace();
        }
        roster.apply(record, {});
    }

    void leave(std::uint64_t sequence, const std::string& name) {
        mail.departs(*roster.find(name), {sequence});
        roster.apply({.event = {.sequence = {sequence},
                                .time = {},
                                .kind = EventKind::left,
                                .name = name,
                                .text = {}}},
                     {});
    }

    std::vector<Datagram> hand_out() {
        Outputs outputs;
        mail.hand_out(roster, outputs);
        return datagrams(outputs);
    }

    static constexpr const char* ann = "10.0.0.1:1000";
    static constexpr const char* bob = "10.0.0.2:1000";
    static constexpr const char* eve = "10.0.0.3:1000";

    Roster roster;
    ClassicMail mail;
};

// What goes to one member stands side by side, in the order of the events.
TEST_F(ClassicMailTest, hands_out_member_by_member) {
    enter(1, "Ann", ann);
    enter(2, "Bob", bob);
    mail.tell_all({3}, {}, "x");
    mail.tell_all({4}, {}, "y");
    EXPECT_THAT(hand_out(), ElementsAre(Datagram{ann, "x"}, Datagram{ann, "y"}, Datagram{bob, "x"},
                                        Datagram{bob, "y"}));
    EXPECT_THAT(hand_out(), IsEmpty());
}

// The author of a message does not hear it, but what others say before and after it.
TEST_F(ClassicMailTest, leaves_out_the_author) {
    enter(1, "Ann", ann);
    enter(2, "Bob", bob);
    mail.tell_all({3}, address(ann), "x");
    mail.tell_all({4}, address(bob), "y");
    EXPECT_THAT(hand_out(), ElementsAre(Datagram{bob, "x"}, Datagram{ann, "y"}));
}

// Sealed members, and those whose port is closed, are told nothing this way.
TEST_F(ClassicMailTest, tells_only_whom_it_reaches) {
    enter(1, "Ann", ann, true);
    enter(2, "Bob", bob);
    enter(3, "Eve", eve);
    roster.closed({3});
    mail.tell_all({4}, {}, "x");
    EXPECT_THAT(hand_out(), ElementsAre(Datagram{bob, "x"}));
}

// Who enters gets its OK first and then what happens after its entry, nothing from before.
TEST_F(ClassicMailTest, begins_with_the_answer_to_who_enters) {
    enter(1, "Ann", ann);
    mail.tell_all({2}, {}, "before");
    mail.send(address(bob), "OK");
    enter(3, "Bob", bob);
    mail.tell_all({3}, address(bob), "Bob is here");
    mail.tell_all({4}, {}, "after");
    EXPECT_THAT(hand_out(),
                ElementsAre(Datagram{ann, "before"}, Datagram{ann, "Bob is here"},
                            Datagram{ann, "after"}, Datagram{bob, "OK"}, Datagram{bob, "after"}));
}

// Who leaves gets what happened before, then the farewell, and nothing after it.
TEST_F(ClassicMailTest, ends_with_the_farewell_of_who_leaves) {
    enter(1, "Ann", ann);
    enter(2, "Bob", bob);
    mail.tell_all({3}, {}, "before");
    leave(4, "Bob");
    mail.tell_all({4}, {}, "Bob has left");
    mail.send(address(bob), "Exit");
    mail.tell_all({5}, {}, "after");
    EXPECT_THAT(hand_out(),
                ElementsAre(Datagram{bob, "before"}, Datagram{bob, "Exit"}, Datagram{ann, "before"},
                            Datagram{ann, "Bob has left"}, Datagram{ann, "after"}));
}

// Who leaves and comes again in one turn, at the same address, gets both stays in their order.
TEST_F(ClassicMailTest, keeps_two_stays_apart) {
    enter(1, "Bob", bob);
    mail.tell_all({2}, {}, "first stay");
    leave(3, "Bob");
    mail.send(address(bob), "Exit");
    mail.tell_all({4}, {}, "in between");
    mail.send(address(bob), "OK");
    enter(5, "Bob", bob);
    mail.tell_all({5}, address(bob), "Bob is here");
    mail.tell_all({6}, {}, "second stay");
    EXPECT_THAT(hand_out(), ElementsAre(Datagram{bob, "first stay"}, Datagram{bob, "Exit"},
                                        Datagram{bob, "OK"}, Datagram{bob, "second stay"}));
}

// A payload stands once in the outputs, however many are told it, behind those that are there.
TEST_F(ClassicMailTest, shares_payloads) {
    enter(1, "Ann", ann);
    enter(2, "Bob", bob);
    Outputs outputs;
    outputs.add("there");
    mail.tell_all({3}, {}, "x");
    mail.hand_out(roster, outputs);
    EXPECT_THAT(outputs.payloads, ElementsAre("there", "x"));
    EXPECT_THAT(datagrams(outputs), ElementsAre(Datagram{ann, "x"}, Datagram{bob, "x"}));
}

// What is cleared is not said.
TEST_F(ClassicMailTest, forgets) {
    enter(1, "Ann", ann);
    mail.tell_all({2}, {}, "x");
    mail.send(address(bob), "OK");
    mail.clear();
    EXPECT_THAT(hand_out(), IsEmpty());
}

} // namespace
} // namespace chatroom
