// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"
#include "tests/unit/daemon/core/sealed/sealed_client.hpp"

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ControlDeskTest : public SealedRoomTest {
protected:
    template <typename Wanted>
    Wanted result(const control::Request& request) {
        const auto reply = call(request);
        return std::get<Wanted>(reply.value());
    }

    control::Error error(const control::Request& request) { return call(request).error(); }
};

// A ping is answered with the version.
TEST_F(ControlDeskTest, answers_a_ping) {
    EXPECT_EQ(result<control::Pong>(control::Ping{}), control::Pong{CHATROOM_VERSION});
}

// The version comes with the range of the control protocol, so that both ends can compare.
TEST_F(ControlDeskTest, tells_its_versions) {
    EXPECT_EQ(result<control::VersionInfo>(control::Version{}),
              (control::VersionInfo{CHATROOM_VERSION, {1, 5}}));
}

// An announcement reaches everybody in the administrator's name and is an event.
TEST_F(ControlDeskTest, announces_to_everyone) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_EQ(result<control::Announced>(control::Announce{"开饭\n"}),
              (control::Announced{.sequence = {3}, .members = 2}));
    EXPECT_THAT(datagrams(outputs), ElementsAre(Datagram{ann, "管理员消息： 开饭"},
                                                Datagram{bob, "管理员消息： 开饭"}));
    EXPECT_EQ(events().back(), (Event{.sequence = {3},
                                      .time = now().wall,
                                      .kind = EventKind::announced,
                                      .name = {},
                                      .text = "开饭"}));
}

// An announcement into an empty room is kept for the journal.
TEST_F(ControlDeskTest, announces_to_nobody) {
    EXPECT_EQ(result<control::Announced>(control::Announce{"hello"}),
              (control::Announced{.sequence = {1}, .members = 0}));
    EXPECT_THAT(datagrams(outputs), IsEmpty());
}

// A long announcement is split, and the number of its last part is the answer.
TEST_F(ControlDeskTest, splits_long_announcements) {
    send(ann, "L Ann");
    EXPECT_EQ(result<control::Announced>(control::Announce{std::string(1000, 'x')}).sequence,
              Sequence{3});
    EXPECT_EQ(datagrams(outputs).size(), 2U);
}

// What cannot be announced is refused with the reason.
TEST_F(ControlDeskTest, refuses_what_cannot_be_announced) {
    EXPECT_EQ(error(control::Announce{""}),
              (control::Error{control::ErrorCode::refused, "there is nothing to announce"}));
    EXPECT_EQ(
        error(control::Announce{std::string(4097, 'x')}),
        (control::Error{control::ErrorCode::refused, "the text is too long: at most 4096 bytes"}));
    EXPECT_EQ(error(control::Announce{"\xff"}),
              (control::Error{control::ErrorCode::refused, "the text is not valid UTF-8"}));
    EXPECT_THAT(events(), IsEmpty());
}

// The members are listed in the order of entry with what the administrator wants to know.
TEST_F(ControlDeskTest, lists_the_members) {
    const auto opened = now().wall;
    send(ann, "L Ann");
    elapsed += std::chrono::seconds(5);
    send(bob, "L Bob");
    room->handle(now(), DeliveryFailure{.address = address(ann), .port_closed = false});
    elapsed += std::chrono::milliseconds(2900);
    const auto members = result<control::Members>(control::Who{}).members;
    EXPECT_THAT(members, ElementsAre(control::MemberInfo{.name = "Ann",
                                                         .address = ann,
                                                         .protocol = "classic",
                                                         .since = opened,
                                                         .idle_seconds = 7,
                                                         .reachable = false},
                                     control::MemberInfo{.name = "Bob",
                                                         .address = bob,
                                                         .protocol = "classic",
                                                         .since = opened + std::chrono::seconds(5),
                                                         .idle_seconds = 2,
                                                         .reachable = true}));
}

// Everybody hears of a kick; the kicked one too, and then gets the farewell.
TEST_F(ControlDeskTest, kicks) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    EXPECT_EQ(result<control::Kicked>(control::Kick{"ＢＯＢ", "太吵"}),
              (control::Kicked{.sequence = {3}, .name = "Bob"}));
    const auto* notice = "Bob退出了聊天室（被管理员请出： 太吵）";
    EXPECT_THAT(datagrams(outputs), ElementsAre(Datagram{ann, notice}, Datagram{bob, notice},
                                                Datagram{bob, "Exit"}, Datagram{bob, "EXIT"}));
    EXPECT_THAT(send(bob, "C Bob hi"), ElementsAre(Datagram{bob, "您不在聊天室里，请重新进入"}));
}

// A reason is cleaned like any text, cut to a limit, and may be missing.
TEST_F(ControlDeskTest, kicks_with_a_limited_reason) {
    send(ann, "L Ann");
    call(control::Kick{"Ann", ""});
    EXPECT_EQ(datagrams(outputs).front(), (Datagram{ann, "Ann退出了聊天室（被管理员请出）"}));
    send(ann, "L Ann");
    call(control::Kick{"Ann", "a\nb\x1b" + std::string(1000, 'x')});
    EXPECT_EQ(events().back().text, "a b" + std::string(397, 'x'));
    send(ann, "L Ann");
    EXPECT_EQ(error(control::Kick{"Ann", "\xff"}).code, control::ErrorCode::refused);
    EXPECT_EQ(room->member_count(), 1U);
}

// A long reason is cut between two characters as people see them.
TEST_F(ControlDeskTest, cuts_a_reason_between_clusters) {
    std::string fits = "x";
    for (int count = 0; count < 15; ++count) {
        fits +=
            "👨‍👩‍👧‍👦"; // 25 bytes, so that the next one would end at byte 401.
    }
    send(ann, "L Ann");
    call(control::Kick{"Ann", fits + "👨‍👩‍👧‍👦"});
    EXPECT_EQ(events().back().text, fits);
}

// Nobody can be kicked who is not there, whatever is given as the name.
TEST_F(ControlDeskTest, kicks_only_members) {
    EXPECT_EQ(error(control::Kick{"Bob\x1b", ""}),
              (control::Error{control::ErrorCode::no_such_member,
                              "nobody named \"Bob\\x1B\" is in the room"}));
    EXPECT_EQ(error(control::Kick{"", ""}).code, control::ErrorCode::no_such_member);
    EXPECT_EQ(error(control::Kick{std::string(5000, 'x'), ""}).code,
              control::ErrorCode::no_such_member);
    EXPECT_EQ(error(control::Kick{"\xff", ""}).code, control::ErrorCode::no_such_member);
}

// The status counts what happened since the start.
TEST_F(ControlDeskTest, reports_the_status) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    send(eve, "L admin");
    send(eve, "?");
    room->handle(now(), DeliveryFailure{.address = address(bob),
                                        .port_closed = true,
                                        .quoted = "Bob 进入了聊天室"});
    finish_turn();
    control::StatusInfo expected;
    expected.version = CHATROOM_VERSION;
    expected.members = 1;
    expected.max_members = 1000;
    expected.sequence = {3};
    expected.counters = {.datagrams_received = 4,
                         .datagrams_sent = 5,
                         .malformed = 1,
                         .refused = 1,
                         .unreachable = 1};
    expected.refusals.by_cause.at(static_cast<std::size_t>(classic::Refusal::name_reserved)) = 1;
    EXPECT_EQ(result<control::StatusInfo>(control::Status{}), expected);
}

// The log is the latest events, oldest first.
TEST_F(ControlDeskTest, shows_the_latest_events) {
    send(ann, "L Ann");
    send(ann, "C Ann hi");
    send(ann, "Q Ann");
    const auto shown = result<control::Events>(control::Log{2}).events;
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_EQ(shown[0].text, "hi");
    EXPECT_EQ(shown[1].kind, "left");
    EXPECT_EQ(result<control::Events>(control::Log{1000}).events.size(), 3U);
}

// The fingerprint is that of the key the room proves to its members.
TEST_F(ControlDeskTest, tells_the_fingerprint) {
    EXPECT_EQ(result<control::ServerFingerprint>(control::Fingerprint{}).fingerprint,
              sealed::fingerprint(test_secrets().static_key.key));
}

// Sealed members are in the list of members and own their names, also when they are away.
TEST_F(ControlDeskTest, lists_owned_names) {
    come_in(bob_client, "Bob");
    come_in(ann_client, "Ann");
    exchange(ann_client, {sealed::Leave{0}});
    const auto members = result<control::Members>(control::Who{}).members;
    ASSERT_EQ(members.size(), 1U);
    EXPECT_EQ(members[0].protocol, "sealed");
    const auto owned = result<control::OwnedNames>(control::ListNames{});
    EXPECT_FALSE(owned.more);
    EXPECT_THAT(
        owned.names,
        ElementsAre(control::NameInfo{.name = "Ann",
                                      .fingerprint = sealed::fingerprint(ann_client.identity.key),
                                      .first_used = now().wall,
                                      .last_used = now().wall,
                                      .inside = false,
                                      .unused = true},
                    control::NameInfo{.name = "Bob",
                                      .fingerprint = sealed::fingerprint(bob_client.identity.key),
                                      .first_used = now().wall,
                                      .last_used = now().wall,
                                      .inside = true,
                                      .unused = true}));
    EXPECT_THAT(result<control::OwnedNames>(control::ListNames{"Ann"}).names.size(), 1U);
    EXPECT_THAT(result<control::OwnedNames>(control::ListNames{"Bob"}).names, IsEmpty());
}

// A page is full at its limit: what goes beyond is on the next one, and is told of.
TEST_F(ControlDeskTest, lists_names_in_pages) {
    const auto own = [&](std::size_t number) {
        OwnedName name{.name = MemberName::from_journal("n" + std::to_string(10'000 + number)),
                       .key = {},
                       .instance = {},
                       .cursor = {},
                       .first_used = now().wall,
                       .last_used = now().wall};
        journal.append(Ticket{number},
                       {.records = {{.event = {}, .member = {}, .facts = {facts::put(name)}}}});
    };
    for (std::size_t number = 1; number <= control::max_names_count; ++number) {
        own(number);
    }
    journal.take_decided();
    open(default_options());
    const auto full = result<control::OwnedNames>(control::ListNames{});
    EXPECT_EQ(full.names.size(), control::max_names_count);
    EXPECT_FALSE(full.more);

    own(control::max_names_count + 1);
    journal.take_decided();
    open(default_options());
    const auto first = result<control::OwnedNames>(control::ListNames{});
    EXPECT_EQ(first.names, full.names);
    EXPECT_TRUE(first.more);
    const auto second = result<control::OwnedNames>(control::ListNames{first.names.back().name});
    EXPECT_EQ(second.names.size(), 1U);
    EXPECT_FALSE(second.more);
}

// A name is freed in any spelling, but not under its owner's feet; then anybody can have it.
TEST_F(ControlDeskTest, releases_names) {
    come_in(ann_client, "Ann");
    EXPECT_EQ(error(control::ReleaseName{"ann"}),
              (control::Error{control::ErrorCode::refused,
                              "the owner of \"Ann\" is in the room: kick it first"}));
    exchange(ann_client, {sealed::Leave{0}});
    EXPECT_EQ(result<control::Released>(control::ReleaseName{"ann"}).name, "Ann");
    EXPECT_EQ(
        error(control::ReleaseName{"Ann"}),
        (control::Error{control::ErrorCode::no_such_name, "the name \"Ann\" belongs to nobody"}));
    EXPECT_THAT(send(eve, "L Ann"), ElementsAre(Datagram{eve, "OK"}));
}

// Names that never spoke are listed apart, and freed at once if nobody is inside under them.
TEST_F(ControlDeskTest, frees_unused_names) {
    come_in(ann_client, "Ann");
    exchange(ann_client, {sealed::Say{1, {"hi"}}});
    come_in(bob_client, "Bob");
    const auto unused = [&] {
        std::vector<std::string> names;
        for (const auto& name :
             result<control::OwnedNames>(control::ListNames{.after = {}, .unused = true}).names) {
            names.push_back(name.name);
        }
        return names;
    };
    EXPECT_THAT(unused(), ElementsAre("Bob"));
    const control::ReleaseName all{.name = {}, .unused = true};
    EXPECT_EQ(result<control::Released>(all).count, 0U) << "Bob is inside";
    exchange(bob_client, {sealed::Leave{0}});
    EXPECT_EQ(result<control::Released>(all).count, 1U);
    EXPECT_THAT(unused(), IsEmpty());
    EXPECT_EQ(result<control::OwnedNames>(control::ListNames{}).names.size(), 1U);
    EXPECT_EQ(error(control::ReleaseName{}).code, control::ErrorCode::refused);
    EXPECT_EQ(error(control::ReleaseName{"Ann", true}).code, control::ErrorCode::refused);
}

// Whoever asks why somebody was refused learns when, for which cause, and what to do.
TEST_F(ControlDeskTest, traces_refusals) {
    send(ann, "L Ann");
    send(bob, "L ann");
    elapsed += std::chrono::seconds(1);
    call(control::Lock{});
    come_in(bob_client, "Bob");
    const auto of = [&](std::string whom) {
        return result<control::Refusals>(control::Why{std::move(whom)}).refusals;
    };
    EXPECT_THAT(of("ANN"),
                ElementsAre(control::RefusalInfo{
                    .time = now().wall - std::chrono::seconds(1),
                    .cause = "name_taken",
                    .name = "ann",
                    .address = bob,
                    .protocol = "classic",
                    .words = "this name is taken, choose another",
                    .advice = "chatroomctl kick Ann, if whoever bears the name is gone or is to "
                              "go"}));
    EXPECT_THAT(of("10.0.0.2"), testing::SizeIs(1));
    EXPECT_THAT(of("10.0.0.2:1001"), IsEmpty());
    const auto locked = of("Bob");
    ASSERT_EQ(locked.size(), 1U);
    EXPECT_EQ(locked[0].protocol, "sealed");
    EXPECT_EQ(locked[0].cause, "locked");
    EXPECT_EQ(locked[0].advice, "chatroomctl unlock");
    EXPECT_THAT(of("nobody"), IsEmpty());
}

// A journal that cannot be read is an answer, not the end of the room.
TEST_F(ControlDeskTest, says_that_the_journal_cannot_be_read) {
    journal.read_fails = true;
    EXPECT_EQ(error(control::Log{}), (control::Error{control::ErrorCode::journal_failed,
                                                     "the journal cannot be read: disk broken"}));
}

} // namespace
} // namespace chatroom
