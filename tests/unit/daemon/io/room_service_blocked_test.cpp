// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"
#include "protocol/text.hpp"
#include "tests/unit/daemon/io/room_service_fixture.hpp"
#include "tests/unit/daemon/io/scripted_kernel.hpp"

#include <cerrno>

namespace chatroom {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::SizeIs;

/// So many rounds of the service's loop that what came before them has been read.
constexpr std::size_t some_rounds = 5;

class RoomServiceBlocked : public RoomServiceFixture {
protected:
    /// Each event as "number kind name text". The service must have been stopped.
    std::vector<std::string> history() const {
        std::vector<std::string> result;
        const auto events = journal.latest(1000);
        for (const auto& event : events.value()) {
            result.push_back(std::to_string(event.sequence.value) + " " +
                             std::string(to_string(event.kind)) + " " + event.name + " " +
                             event.text);
        }
        return result;
    }

    /// A connection that the service has accepted and answered before.
    ControlClient connected_client() {
        ControlClient client(path);
        client.send(request("status", json::object()));
        EXPECT_EQ(json::parse(client.line()).at("result").at("members"), 0);
        return client;
    }

    ScriptedKernel kernel;
};

// However the kernel refuses and takes only a part, everybody hears everything, in order.
TEST_F(RoomServiceBlocked, LosesAndReordersNothing) {
    start();
    kernel.script({{0, EAGAIN},
                   {0, ENOBUFS},
                   {1, 0},
                   {0, EAGAIN},
                   {0, EAGAIN},
                   {1, 0},
                   {0, ENOMEM},
                   {1, 0},
                   {2, 0},
                   {0, ENOBUFS}});
    UdpPeer first("127.0.0.1");
    UdpPeer second("127.0.0.1");
    first.send(port, "L a");
    second.send(port, "L b");
    // Members are served before strangers, so what is said waits until both are inside.
    EXPECT_EQ(first.receive(2), (std::vector<std::string>{"OK", "b 进入了聊天室"}));
    EXPECT_EQ(second.receive(1), std::vector<std::string>{"OK"});
    std::vector<std::string> to_first;
    std::vector<std::string> to_second;
    for (int number = 0; number < 20; ++number) {
        const auto text = std::to_string(number);
        first.send(port, "C a " + text);
        second.send(port, "C b " + text);
        to_first.push_back("b ： " + text);
        to_second.push_back("a ： " + text);
    }
    EXPECT_EQ(first.receive(to_first.size()), to_first);
    EXPECT_EQ(second.receive(to_second.size()), to_second);
    EXPECT_EQ(kernel.calls_left(), 0U);
    stop();
    EXPECT_THAT(history(), SizeIs(42));
    EXPECT_FALSE(first.has_more());
    EXPECT_FALSE(second.has_more());
}

// An administrator who asks while nothing can be sent is answered when something can.
TEST_F(RoomServiceBlocked, AnswersWhenItCanSend) {
    for (const int error : {EAGAIN, ENOBUFS}) {
        start();
        auto client = connected_client();
        kernel.fail_always(error);
        UdpPeer member("127.0.0.1");
        member.send(port, "L a");
        ASSERT_TRUE(kernel.await_calls(1));
        client.send(request("announce", {{"text", "公告"}}));
        ASSERT_TRUE(kernel.await_calls(some_rounds));
        EXPECT_FALSE(client.has_more());
        kernel.script({});
        EXPECT_EQ(json::parse(client.line()).at("result").at("members"), 1);
        EXPECT_THAT(member.receive(2), ElementsAre("OK", "管理员消息： 公告"));
        member.send(port, "Q a");
        EXPECT_THAT(member.receive(1), ElementsAre("EXIT"));
        stop();
        while (systemd.has_more()) { // The next start() looks for its own messages.
            systemd.message();
        }
    }
}

// A service that can never send ends all the same, having done what was asked of it before.
TEST_F(RoomServiceBlocked, EndsWhenItCanNeverSend) {
    start();
    auto client = connected_client();
    kernel.fail_always(EAGAIN);
    UdpPeer member("127.0.0.1");
    member.send(port, "L a");
    ASSERT_TRUE(kernel.await_calls(1));
    client.send(request("announce", {{"text", "公告"}}));
    ASSERT_TRUE(kernel.await_calls(some_rounds));
    stop();
    EXPECT_EQ(json::parse(client.line()).at("result"), (json{{"sequence", 2}, {"members", 1}}));
    EXPECT_EQ(client.line(), "closed");
    EXPECT_THAT(history(), ElementsAre("1 entered a ", "2 announced  公告"));
    EXPECT_FALSE(member.has_more());
}

/// Notes how many events each turn has.
class CountingJournal final : public Journal {
public:
    explicit CountingJournal(MemoryJournal& journal) : journal_(journal) {}

    Sequence head() const override { return journal_.head(); }
    Result<std::vector<Fact>, JournalError> facts() const override { return journal_.facts(); }
    void append(Ticket ticket, Batch batch) override {
        turns.push_back(batch.records.size());
        journal_.append(ticket, std::move(batch));
    }
    std::vector<Decided> take_decided() override { return journal_.take_decided(); }
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override {
        return journal_.latest(count);
    }
    Result<std::vector<Event>, JournalError> read(Sequence first,
                                                  std::size_t count) const override {
        return journal_.read(first, count);
    }
    Sequence oldest() const override { return journal_.oldest(); }

    std::vector<std::size_t> turns;

private:
    MemoryJournal& journal_;
};

// What waits is more than one turn may lead to: it is served in several, each event once.
TEST_F(RoomServiceBlocked, EndsATurnThatLeadsToMuch) {
    constexpr std::size_t members = 1000;
    constexpr std::size_t datagrams = 20;
    UdpPeer speaker("127.0.0.1");
    auto address = speaker.address();
    Batch batch;
    for (std::uint64_t number = 1; number <= members; ++number) {
        const Member member{.entered = {number},
                            .name = MemberName::from_journal("m" + std::to_string(number)),
                            .since = {},
                            .address = address};
        batch.records.push_back({.event = Event{.sequence = {number},
                                                .time = {},
                                                .kind = EventKind::entered,
                                                .name = member.name.text(),
                                                .text = {}},
                                 .member = {number},
                                 .facts = {facts::put(member)}});
        address = {.ip = parse_ip("127.0.0.2").value(), .port = static_cast<std::uint16_t>(number)};
    }
    journal.append({}, batch);
    journal.take_decided();
    CountingJournal counting(journal);
    start(counting);

    // The first sentence blocks the service, so that all the others wait together.
    kernel.fail_always(ENOBUFS);
    speaker.send(port, "C m1 x");
    ASSERT_TRUE(kernel.await_calls(1));
    std::vector<std::string> expected{"x"};
    for (std::size_t number = 0; number < datagrams; ++number) {
        auto text = std::to_string(number);
        text.resize(max_text_bytes, 'x');
        speaker.send(port, "C m1 " + text);
        const auto parts = split_text(text);
        ASSERT_EQ(parts.size(), 5U);
        expected.insert(expected.end(), parts.begin(), parts.end());
    }
    kernel.swallow([](const Address&, std::string_view) {});
    EXPECT_TRUE(kernel.await_swallowed(expected.size() * (members - 1)));
    stop();

    std::vector<std::string> texts;
    const auto events = journal.latest(expected.size());
    for (const auto& event : events.value()) {
        texts.push_back(event.text);
    }
    EXPECT_EQ(journal.head().value, members + expected.size());
    EXPECT_EQ(texts, expected);
    // Four sentences of five parts to 999 members are the first to exceed 16,384 datagrams.
    std::erase(counting.turns, 0U);
    EXPECT_THAT(counting.turns, ElementsAre(1, 20, 20, 20, 20, 20));
}

} // namespace
} // namespace chatroom
