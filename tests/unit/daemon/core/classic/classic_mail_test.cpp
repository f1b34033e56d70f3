// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/classic/classic_mail.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

#include <algorithm>
#include <limits>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ClassicMailTest : public ::testing::Test {
protected:
    void enter(std::uint64_t sequence, const char* where) {
        inside.push_back({address(where), {sequence}, {never}});
    }

    void leave(std::uint64_t sequence, const char* where) {
        const auto stay = std::find_if(inside.begin(), inside.end(), [&](const auto& each) {
            return each.address == address(where);
        });
        mail.departs({stay->address, stay->entered, {sequence}});
        inside.erase(stay);
    }

    std::vector<Datagram> hand_out() {
        Outputs outputs;
        mail.hand_out(inside, outputs);
        return datagrams(outputs);
    }

    static constexpr const char* ann = "10.0.0.1:1000";
    static constexpr const char* bob = "10.0.0.2:1000";
    static constexpr const char* eve = "10.0.0.3:1000";
    static constexpr auto never = std::numeric_limits<std::uint64_t>::max();

    std::vector<ClassicMail::Stay> inside;
    ClassicMail mail;
};

// What goes to one member stands side by side, in the order of the events.
TEST_F(ClassicMailTest, hands_out_member_by_member) {
    enter(1, ann);
    enter(2, bob);
    mail.tell_all({3}, {}, "x");
    mail.tell_all({4}, {}, "y");
    EXPECT_THAT(hand_out(), ElementsAre(Datagram{ann, "x"}, Datagram{ann, "y"}, Datagram{bob, "x"},
                                        Datagram{bob, "y"}));
    EXPECT_THAT(hand_out(), IsEmpty());
}

// The author of a message does not hear it, but what others say before and after it.
TEST_F(ClassicMailTest, leaves_out_the_author) {
    enter(1, ann);
    enter(2, bob);
    mail.tell_all({3}, {1}, "x");
    mail.tell_all({4}, {2}, "y");
    EXPECT_THAT(hand_out(), ElementsAre(Datagram{bob, "x"}, Datagram{ann, "y"}));
}

// Who enters gets its OK first and then what happens after its entry, nothing from before.
TEST_F(ClassicMailTest, begins_with_the_answer_to_who_enters) {
    enter(1, ann);
    mail.tell_all({2}, {}, "before");
    mail.send(address(bob), "OK");
    enter(3, bob);
    mail.tell_all({3}, {3}, "Bob is here");
    mail.tell_all({4}, {}, "after");
    EXPECT_THAT(hand_out(),
                ElementsAre(Datagram{ann, "before"}, Datagram{ann, "Bob is here"},
                            Datagram{ann, "after"}, Datagram{bob, "OK"}, Datagram{bob, "after"}));
}

// Who leaves gets what happened before, then the farewell, and nothing after it.
TEST_F(ClassicMailTest, ends_with_the_farewell_of_who_leaves) {
    enter(1, ann);
    enter(2, bob);
    mail.tell_all({3}, {}, "before");
    leave(4, bob);
    mail.tell_all({4}, {}, "Bob has left");
    mail.send(address(bob), "Exit");
    mail.tell_all({5}, {}, "after");
    EXPECT_THAT(hand_out(),
                ElementsAre(Datagram{bob, "before"}, Datagram{bob, "Exit"}, Datagram{ann, "before"},
                            Datagram{ann, "Bob has left"}, Datagram{ann, "after"}));
}

// Who leaves and comes again in one turn, at the same address, gets both stays in their order.
TEST_F(ClassicMailTest, keeps_two_stays_apart) {
    enter(1, bob);
    mail.tell_all({2}, {}, "first stay");
    leave(3, bob);
    mail.send(address(bob), "Exit");
    mail.tell_all({4}, {}, "in between");
    mail.send(address(bob), "OK");
    enter(5, bob);
    mail.tell_all({5}, {5}, "Bob is here");
    mail.tell_all({6}, {}, "second stay");
    EXPECT_THAT(hand_out(), ElementsAre(Datagram{bob, "first stay"}, Datagram{bob, "Exit"},
                                        Datagram{bob, "OK"}, Datagram{bob, "second stay"}));
}

// A payload stands once in the outputs, however many are told it, behind those that are there.
TEST_F(ClassicMailTest, shares_payloads) {
    enter(1, ann);
    enter(2, bob);
    Outputs outputs;
    outputs.add("there");
    mail.tell_all({3}, {}, "x");
    mail.hand_out(inside, outputs);
    EXPECT_THAT(outputs.payloads, ElementsAre("there", "x"));
    EXPECT_THAT(datagrams(outputs), ElementsAre(Datagram{ann, "x"}, Datagram{bob, "x"}));
}

} // namespace
} // namespace chatroom
