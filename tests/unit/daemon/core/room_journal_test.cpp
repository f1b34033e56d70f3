// SPDX-License-Identifier: GPL-3.0-or-later
// The room with a journal that decides later, or otherwise than it was asked.
#include "daemon/core/facts.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A journal that decides when the test says so.
class SlowJournal final : public Journal {
public:
    struct Asked {
        Ticket ticket;
        Batch batch;
    };

    /// Keeps the batch that was asked for last.
    void agree() {
        kept_.append(asked.back().ticket, asked.back().batch);
        for (auto& decided : kept_.take_decided()) {
            tell(std::move(decided));
        }
    }

    void refuse(JournalError error) { tell({asked.back().ticket, Unexpected(std::move(error))}); }

    /// Another node's records come first.
    void outrun(Batch batch) {
        kept_.append({}, batch);
        kept_.take_decided();
        tell({std::nullopt, std::move(batch)});
        refuse({.message = "outrun", .was_outrun = true});
    }

    void tell(Decided decided) { decided_.push_back(std::move(decided)); }

    Sequence head() const override { return kept_.head(); }
    Result<std::vector<Fact>, JournalError> facts() const override { return kept_.facts(); }
    void append(Ticket ticket, Batch batch) override {
        asked.push_back({ticket, std::move(batch)});
    }
    std::vector<Decided> take_decided() override { return std::exchange(decided_, {}); }
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override {
        return kept_.latest(count);
    }
    Result<std::vector<Event>, JournalError> read(Sequence first,
                                                  std::size_t count) const override {
        return kept_.read(first, count);
    }
    Sequence oldest() const override { return kept_.oldest(); }

    std::vector<Asked> asked;

private:
    MemoryJournal kept_;
    std::vector<Decided> decided_;
};

class RoomJournalTest : public ::testing::Test {
protected:
    static constexpr const char* ann = "10.0.0.1:1000";
    static constexpr const char* bob = "10.0.0.2:1000";

    static RoomOptions options() {
        RoomOptions options;
        options.limits.lines = {};
        options.allow.push_back(AddressRange::parse("10.0.0.0/8").value());
        return options;
    }

    std::vector<Datagram> send(const char* from, std::string_view datagram) {
        room.handle(now, address(from), datagram);
        return finish_turn();
    }

    std::vector<Datagram> finish_turn() {
        last = room.finish_turn(now);
        return datagrams(last);
    }

    std::vector<Datagram> agree() {
        journal.agree();
        return finish_turn();
    }

    /// Somebody who enters by another node.
    static Batch entered(std::uint64_t number, std::string name) {
        const Member member{.entered = {number},
                            .name = MemberName::from_journal(name),
                            .since = {},
                            .door = DoorKind::sealed,
                            .address = {}};
        return {{{.event = Event{.sequence = {number},
                                 .time = {},
                                 .kind = EventKind::entered,
                                 .name = std::move(name),
                                 .text = {}},
                  .member = {number},
                  .facts = {facts::put(member)}}}};
    }

    Now now{};
    SlowJournal journal;
    Room room{options(), test_secrets(), journal, now};
    Outputs last;
    const Datagram not_saved{ann, "聊天室暂时无法保存记录，请稍后再试"};
};

// Nothing is told and nothing has changed until the journal has decided.
TEST_F(RoomJournalTest, waits_for_the_journal) {
    EXPECT_THAT(send(ann, "L Ann"), IsEmpty());
    EXPECT_EQ(room.member_count(), 0U);
    EXPECT_THAT(finish_turn(), IsEmpty());
    EXPECT_THAT(agree(), ElementsAre(Datagram{ann, "OK"}));
    EXPECT_EQ(room.member_count(), 1U);
}

// One batch is on the way at a time; what comes meanwhile waits, and is decided together.
TEST_F(RoomJournalTest, asks_for_one_batch_at_a_time) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    send(bob, "C Bob hi");
    EXPECT_THAT(journal.asked, SizeIs(1));
    EXPECT_THAT(agree(), ElementsAre(Datagram{ann, "OK"}));
    ASSERT_THAT(journal.asked, SizeIs(2));
    EXPECT_THAT(journal.asked.back().batch.records, SizeIs(2));
    EXPECT_THAT(agree(), ElementsAre(Datagram{bob, "OK"}, Datagram{ann, "Bob 进入了聊天室"},
                                     Datagram{ann, "Bob ： hi"}));
}

// Who only asks is answered meanwhile, from what is decided.
TEST_F(RoomJournalTest, answers_questions_meanwhile) {
    send(ann, "L Ann");
    room.handle(now, CallId{1}, control::Who{});
    room.handle(now, CallId{2}, control::Announce{"x"});
    finish_turn();
    ASSERT_THAT(last.replies, SizeIs(1));
    EXPECT_EQ(last.replies[0], (ControlReply{CallId{1}, control::AnyAnswer(control::Members{})}));
    agree();
    EXPECT_THAT(last.replies, IsEmpty());
    agree();
    EXPECT_EQ(last.replies.at(0).call, CallId{2});
}

// When another node was faster, the same requests are decided over the newer state.
TEST_F(RoomJournalTest, decides_anew_when_it_was_outrun) {
    send(ann, "L Ann");
    journal.outrun(entered(1, "Ann"));
    EXPECT_THAT(finish_turn(), ElementsAre(Datagram{ann, "这个名字已经有人用了，请换一个"}));
    EXPECT_EQ(room.member_count(), 1U);
    EXPECT_THAT(journal.asked, SizeIs(1)); // A refusal needs no journal.

    send(ann, "L Bob");
    journal.outrun(entered(2, "Eve"));
    EXPECT_THAT(finish_turn(), IsEmpty());
    ASSERT_THAT(journal.asked, SizeIs(3));
    EXPECT_EQ(journal.asked.back().batch.records.at(0).event->sequence, Sequence{3});
    journal.outrun(entered(3, "Zoe"));
    finish_turn();
    EXPECT_THAT(agree(), ElementsAre(Datagram{ann, "OK"}));
    EXPECT_EQ(room.member_count(), 4U);
}

// What other nodes decide happens here, too, also when nothing was asked.
TEST_F(RoomJournalTest, follows_other_nodes) {
    send(ann, "L Ann");
    agree();
    journal.tell({std::nullopt, entered(2, "Bob")});
    EXPECT_THAT(finish_turn(), ElementsAre(Datagram{ann, "Bob 进入了聊天室"}));
    EXPECT_EQ(room.member_count(), 2U);
}

// What the journal refuses has not happened, and who asked is told; what waited goes on.
TEST_F(RoomJournalTest, tells_who_asked_that_it_was_refused) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    journal.refuse({.message = "disk full"});
    EXPECT_THAT(finish_turn(), ElementsAre(not_saved));
    EXPECT_THAT(log_texts(last), ElementsAre("the journal cannot be written: disk full"));
    EXPECT_EQ(journal.asked.back().batch.records.at(0).event->name, "Bob");
    EXPECT_THAT(agree(), ElementsAre(Datagram{bob, "OK"}));
}

// A decision that comes twice counts once; one that nobody waits for not at all.
TEST_F(RoomJournalTest, takes_each_decision_once) {
    send(ann, "L Ann");
    const auto asked = journal.asked.back();
    agree();
    journal.tell({asked.ticket, asked.batch});
    journal.tell({Ticket{99}, entered(2, "Eve")});
    journal.tell({Ticket{99}, Unexpected(JournalError{"late"})});
    journal.tell({std::nullopt, asked.batch});
    EXPECT_THAT(finish_turn(), IsEmpty());
    EXPECT_EQ(room.member_count(), 1U);
    EXPECT_THAT(log_texts(last), ElementsAre("the journal has decided what nobody waits for"));
}

// An own batch whose numbers are those of others is none: who asked may try again.
TEST_F(RoomJournalTest, believes_no_decision_out_of_order) {
    send(bob, "L Bob");
    agree();
    send(ann, "L Ann");
    journal.tell({journal.asked.back().ticket, entered(1, "Ann")});
    EXPECT_THAT(finish_turn(), ElementsAre(not_saved));
    EXPECT_EQ(room.member_count(), 1U);
    send(ann, "L Ann");
    EXPECT_THAT(agree(), ElementsAre(Datagram{ann, "OK"}, Datagram{bob, "Ann 进入了聊天室"}));
}

// While the journal answers never, so many requests wait; who comes then is told at once.
TEST_F(RoomJournalTest, lets_a_limited_number_wait) {
    send(bob, "L Bob");
    for (std::size_t number = 0; number < RequestQueue::max_requests; ++number) {
        room.handle(now, address(bob), "C Bob x");
        room.serve(now);
    }
    EXPECT_THAT(finish_turn(), IsEmpty());
    EXPECT_THAT(send(ann, "L Ann"), ElementsAre(not_saved));
    agree();
    EXPECT_THAT(journal.asked.back().batch.records, SizeIs(RequestQueue::max_requests));
}

} // namespace
} // namespace chatroom
