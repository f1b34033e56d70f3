// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/render.hpp"

#include <gtest/gtest.h>

// Every answer as the administrator reads it, for a reader who is eight hours east of Greenwich.
namespace chatroom {
namespace {

using namespace std::chrono_literals;
using control::AnyAnswer;

const WallTime now{1795445640000ms}; // 2026-11-23T14:54:00Z, 22:54 for the reader.

std::tm eight_hours_east(std::time_t time) {
    time += 8 * 60 * 60;
    std::tm result{};
    ::gmtime_r(&time, &result);
    return result;
}

std::string rendered(const AnyAnswer& result) {
    return render(result, {now, eight_hours_east, 412us});
}

control::MemberInfo member(std::string name, WallTime since, std::uint64_t idle_seconds) {
    return {std::move(name), "10.0.0.1:7", "classic", since, idle_seconds, true};
}

TEST(Render, Ping) {
    EXPECT_EQ(rendered(control::Pong{"0.1.0"}), "chatroomd 0.1.0 answered in 0.4 ms\n");
}

TEST(Render, Announce) {
    EXPECT_EQ(rendered(control::Announced{{17}, 3}), "announced to 3 members (event 17)\n");
    EXPECT_EQ(rendered(control::Announced{{18}, 1}), "announced to 1 member (event 18)\n");
    EXPECT_EQ(rendered(control::Announced{{19}, 0}), "announced to 0 members (event 19)\n");
}

TEST(Render, Kick) {
    EXPECT_EQ(rendered(control::Kicked{{18}, "小明"}), "小明 was removed (event 18)\n");
}

TEST(Render, WhoInAnEmptyRoom) {
    EXPECT_EQ(rendered(control::Members{}), "nobody is in the room\n");
}

TEST(Render, WhoIsATableWithLocalTimes) {
    const auto just_after_midnight = now - 22h - 53min; // 00:01 for the reader.
    const auto just_before_midnight = now - 22h - 55min;
    control::Members room{{
        {"小明", "192.168.1.7:40123", "classic", now, 12, true},
        {"Bob", "[fe80::1%2]:40123", "sealed", just_after_midnight, 3 * 60 + 59, true},
        {"e\u0301mile", "10.0.0.1:7", "classic", just_before_midnight, 2 * 3600, false},
        {"管理🎉ｂ", "10.0.0.2:7", "classic", now - 400 * 24h, 4 * 86400, true},
    }};
    EXPECT_EQ(rendered(room),
              "NAME      ADDRESS            PROTOCOL  SINCE             IDLE\n"
              "小明      192.168.1.7:40123  classic   22:54             12s\n"
              "Bob       [fe80::1%2]:40123  sealed    00:01             3m\n"
              "e\u0301mile     10.0.0.1:7         classic   2026-11-22 23:59  2h (unreachable)\n"
              "管理🎉ｂ  10.0.0.2:7         classic   2025-10-19 22:54  4d\n");
}

// Where several nodes share the room it is shown which one serves whom.
TEST(Render, WhoNamesTheNodes) {
    auto ann = member("Ann", now, 12);
    ann.node = "a";
    auto bob = member("Bob", now, 0);
    bob.node = "b";
    EXPECT_EQ(rendered(control::Members{{ann, bob}}),
              "NAME  NODE  ADDRESS     PROTOCOL  SINCE  IDLE\n"
              "Ann   a     10.0.0.1:7  classic   22:54  12s\n"
              "Bob   b     10.0.0.1:7  classic   22:54  0s\n");
}

TEST(Render, IdleTimesChangeTheirUnitAtTheFullUnit) {
    control::Members room;
    for (const std::uint64_t idle : {0U, 59U, 60U, 3599U, 3600U, 86399U, 86400U}) {
        room.members.push_back(member("x", now, idle));
    }
    std::string lines = "NAME  ADDRESS     PROTOCOL  SINCE  IDLE\n";
    for (const auto* idle : {"0s", "59s", "1m", "59m", "1h", "23h", "1d"}) {
        lines += std::string("x     10.0.0.1:7  classic   22:54  ") + idle + "\n";
    }
    EXPECT_EQ(rendered(room), lines);
}

TEST(Render, Status) {
    EXPECT_EQ(rendered(control::StatusInfo{
                  "0.1.0", 4711, 7200, "[::]:8888", 3, 1000, {18}, {100, 200, 1, 2, 3, 4, 5}, {}}),
              "version             0.1.0\n"
              "pid                 4711\n"
              "uptime              2h\n"
              "listening           udp [::]:8888\n"
              "members             3 of at most 1000\n"
              "last event          18\n"
              "rules               none\n"
              "bans                0\n"
              "mutes               0\n"
              "datagrams received  100\n"
              "datagrams sent      200\n"
              "malformed           1\n"
              "refused             2\n"
              "unreachable         3\n"
              "handshakes          4\n"
              "ignored             5\n"
              "overrun             0\n"
              "unanswered          0\n");
}

// What is wrong stands in front of everything else.
TEST(Render, StatusInTrouble) {
    control::StatusInfo status;
    status.troubles = {{"the disk is full", now}, {"the clock has jumped", now}};
    EXPECT_TRUE(
        rendered(status).starts_with("TROUBLE             the disk is full (since 22:54)\n"
                                     "TROUBLE             the clock has jumped (since 22:54)\n"
                                     "version"))
        << rendered(status);
}

// What a check has found is told, and how far it is.
TEST(Render, Check) {
    EXPECT_EQ(rendered(control::Checked{{1}, {0}, {0}, {}, ""}),
              "nothing has happened in the room yet\n");
    EXPECT_EQ(rendered(control::Checked{{1}, {9}, {9}, {}, ""}),
              "events 1 to 9: all were looked at\nnothing is damaged\n");
    EXPECT_EQ(rendered(control::Checked{{1}, {9}, {5}, {{{2}, {3}}, {{5}, {5}}}, "restore"}),
              "events 1 to 9: looked at up to 5 since the last check began\n"
              "cannot be read any more: 2 to 3\n"
              "cannot be read any more: 5\n"
              "what to do: restore\n");
}

// When an hour is repeated, the offset tells which of the two it is; in hours around it there is
// none.
TEST(Render, LogInARepeatedHour) {
    const auto berlin = [](std::time_t time) { // Until 2026-10-25T01:00:00Z it has summer time.
        const std::time_t offset = time < 1792890000 ? 7200 : 3600;
        const auto shown = time + offset;
        std::tm result{};
        ::gmtime_r(&shown, &result);
        result.tm_gmtoff = offset;
        return result;
    };
    const auto shown_at = [&](std::time_t time) {
        const control::Events log{
            {{{1}, WallTime(std::chrono::seconds(time)), "announced", "", "x", {}}}};
        const auto line = render(log, {now, berlin, 0us});
        return line.substr(0, line.find("  #"));
    };
    EXPECT_EQ(shown_at(1792890000 - 3601), "2026-10-25 01:59:59");
    EXPECT_EQ(shown_at(1792890000 - 3600), "2026-10-25 02:00:00 +0200");
    EXPECT_EQ(shown_at(1792890000 - 1), "2026-10-25 02:59:59 +0200");
    EXPECT_EQ(shown_at(1792890000), "2026-10-25 02:00:00 +0100");
    EXPECT_EQ(shown_at(1792890000 + 3599), "2026-10-25 02:59:59 +0100");
    EXPECT_EQ(shown_at(1792890000 + 3600), "2026-10-25 03:00:00");
}

// The causes of refusals stand behind their number.
TEST(Render, StatusWithRefusals) {
    control::StatusInfo status;
    status.counters.refused = 5;
    status.refusals.by_cause.at(static_cast<std::size_t>(classic::Refusal::banned)) = 3;
    status.refusals.by_cause.at(static_cast<std::size_t>(classic::Refusal::name_taken)) = 2;
    EXPECT_NE(rendered(status).find("\nrefused             5 (banned 3, name_taken 2)\n"),
              std::string::npos);
}

// A refusal is told with its time, whom it met, the reason, and what to do.
TEST(Render, Refusals) {
    EXPECT_EQ(rendered(control::Refusals{}),
              "nothing that the daemon remembers was refused there\n");
    EXPECT_EQ(rendered(control::Refusals{
                  {{now, "banned", "Bob", "10.0.0.7:1", "classic", 1, "you are banned",
                    "chatroomctl unban 10.0.0.7"},
                   {now, "not_allowed", "", "8.8.8.8:1", "classic", 3, "not allowed", "nothing"}}}),
              "2026-11-23 22:54:00  Bob from 10.0.0.7:1, classic\n"
              "    banned: you are banned\n"
              "    what to do: chatroomctl unban 10.0.0.7\n"
              "2026-11-23 22:54:00  8.8.8.8:1, classic, 3 times\n"
              "    not_allowed: not allowed\n"
              "    what to do: nothing\n");
}

// What holds for everybody is one line.
TEST(Render, StatusOfAStrictRoom) {
    control::StatusInfo status;
    status.locked = status.muted = true;
    status.slow = 10s;
    EXPECT_NE(rendered(status).find(
                  "\nrules               locked, everybody is muted, one line in 10s\n"),
              std::string::npos);
}

// A ban says whom it is against, until when, and whom it hit.
TEST(Render, Bans) {
    EXPECT_EQ(rendered(control::Banned{"10.0.0.7", "", {}, {}}), "10.0.0.7 is banned for ever\n");
    EXPECT_EQ(rendered(control::Banned{"SHA256:4p", "小明", now + 1h, {{"小明"}, {"Bob"}}}),
              "SHA256:4p (小明) is banned until 23:54; removed: 小明, Bob\n");
    EXPECT_EQ(rendered(control::Unbanned{"10.0.0.7"}), "10.0.0.7 is banned no more\n");
    EXPECT_EQ(rendered(control::Kicked{{18}, "Bob", "10.0.0.7", {{"Al"}}}),
              "Bob was removed (event 18); 10.0.0.7 is banned; also removed: Al\n");
    EXPECT_EQ(rendered(control::Bans{}), "nobody is banned\n");
    EXPECT_EQ(rendered(control::Bans{{{"10.0.0.0/8", "", "", now - 24h, {}},
                                      {"SHA256:4p", "小明", "too loud", now, now + 2h}},
                                     false}),
              "TARGET      NAME  SINCE             UNTIL             REASON\n"
              "10.0.0.0/8  -     2026-11-22 22:54  -                 \n"
              "SHA256:4p   小明  22:54             2026-11-24 00:54  too loud\n");
}

// Each of the other measures is a line.
TEST(Render, Measures) {
    EXPECT_EQ(rendered(control::Locked{}), "the room is locked: nobody new comes in\n");
    EXPECT_EQ(rendered(control::Unlocked{}), "the room is not locked\n");
    EXPECT_EQ(rendered(control::Muted{{5}, "Bob", now + 1h, {{"Al"}}}),
              "Bob is muted until 23:54 (event 5); also muted: Al\n");
    EXPECT_EQ(rendered(control::Muted{{5}, "", {}, {}}), "everybody is muted for ever (event 5)\n");
    EXPECT_EQ(rendered(control::Unmuted{{6}, ""}), "everybody may speak again (event 6)\n");
    EXPECT_EQ(rendered(control::Slowed{{7}, 90s}), "each member may say one line in 90s\n");
    EXPECT_EQ(rendered(control::Slowed{}), "each member may say as much as it likes\n");
    EXPECT_EQ(rendered(control::TopicInfo{}), "there is no topic\n");
    EXPECT_EQ(rendered(control::TopicInfo{"考试", "八点", {}}), "topic: 考试\npinned: 八点\n");
    EXPECT_EQ(rendered(control::Unpinned{{8}}), "the announcement is pinned no more (event 8)\n");
}

// The log tells measures in words.
TEST(Render, LogOfMeasures) {
    const std::vector<std::array<std::string, 4>> expected{
        {"muted", "Bob", "600", "Bob was muted for 10m"},
        {"muted", "", "", "everybody was muted"},
        {"unmuted", "Bob", "", "Bob may speak again"},
        {"locked", "", "", "the room was locked"},
        {"unlocked", "", "", "the room was unlocked"},
        {"slowed", "", "10", "everybody may say one line in 10s"},
        {"slowed", "", "", "everybody may speak as fast as before"},
        {"topic", "", "考试", "topic: 考试"},
        {"topic", "", "", "there is no topic any more"},
        {"pinned", "", "", "an announcement was pinned (about #4)"},
        {"unpinned", "", "", "an announcement was taken down (about #4)"}};
    for (const auto& [kind, name, text, words] : expected) {
        const Sequence about{kind.ends_with("pinned") ? 4U : 0U};
        EXPECT_EQ(rendered(control::Events{{{{8}, now, kind, name, text, about}}}),
                  "2026-11-23 22:54:00  #8  " + words + "\n");
    }
}

// What was recalled is told, and how to go on if there may be more; the log has no text of it.
TEST(Render, Recall) {
    EXPECT_EQ(rendered(control::Recalled{{30}, "小明", {17}, {17}, 1, {}}),
              "1 message of 小明 recalled: 17 (event 30)\n");
    EXPECT_EQ(rendered(control::Recalled{{30}, "", {17}, {17}, 1, {}}),
              "1 announcement recalled: 17 (event 30)\n");
    EXPECT_EQ(rendered(control::Recalled{{30}, "小明", {17}, {25}, 4000, {17}}),
              "4000 messages of 小明 recalled: 17 to 25 (event 30)\n"
              "what is in front of event 17 was not looked at; go on with --before 17\n");
    EXPECT_EQ(rendered(control::Events{{{{8}, now, "said", "Bob", "", {}, true}}}),
              "2026-11-23 22:54:00  #8  Bob ： (recalled)\n");
    EXPECT_EQ(rendered(control::Events{{{{9}, now, "announced", "", "", {}, true}}}),
              "2026-11-23 22:54:00  #9  announcement: (recalled)\n");
    const std::vector<std::array<std::string, 3>> expected{
        {"Bob", "", "a message of Bob was recalled"},
        {"Bob", "25", "messages of Bob up to #25 were recalled"},
        {"", "", "an announcement was recalled"}};
    for (const auto& [name, text, words] : expected) {
        EXPECT_EQ(rendered(control::Events{{{{30}, now, "recalled", name, text, {8}}}}),
                  "2026-11-23 22:54:00  #30  " + words + " (about #8)\n");
    }
}

// Who has an event is four lines, each with how many and who.
TEST(Render, Delivered) {
    EXPECT_EQ(
        rendered(control::DeliveryInfo{{17}, {{"Bob", false}}, {{"Ann"}, {"小明"}}, {}, {{"Zoe"}}}),
        "2 have it: Ann, 小明\n"
        "1 do not have it yet: Bob (unreachable)\n"
        "0 came in later\n"
        "1 have classic programs, which cannot say: Zoe\n");
}

TEST(Render, LogOfARoomWithoutEvents) {
    EXPECT_EQ(rendered(control::Events{}), "nothing has happened in the room yet\n");
}

TEST(Render, LogIsOneLineAnEvent) {
    control::Events log{{
        {{8}, now, "entered", "小明", "", {}},
        {{9}, now + 1s, "said", "小明", "你好", {}},
        {{10}, now + 2s, "announced", "", "停机 at six", {}},
        {{11}, now + 3s, "kicked", "小明", "spam", {}},
        {{12}, now + 4s, "kicked", "Bob", "", {}},
        {{13}, now + 2h, "left", "Eve", "", {}},
    }};
    EXPECT_EQ(rendered(log),
              "2026-11-23 22:54:00  #8   小明 entered the room\n"
              "2026-11-23 22:54:01  #9   小明 ： 你好\n"
              "2026-11-23 22:54:02  #10  announcement: 停机 at six\n"
              "2026-11-23 22:54:03  #11  小明 was removed by the administrator: spam\n"
              "2026-11-23 22:54:04  #12  Bob was removed by the administrator\n"
              "2026-11-24 00:54:00  #13  Eve left the room\n");
}

// What a newer daemon tells is shown with its own word for it.
TEST(Render, LogShowsEventsOfUnknownKinds) {
    control::Events log{{
        {{8}, now, "kind-77", "小明", "红", {7}},
        {{9}, now, "edited", "小明", "", {}},
        {{10}, now, "weather", "", "rain", {}},
        {{11}, now, "", "", "", {}},
        {{12}, now, "said", "Bob", "yes", {9}},
    }};
    EXPECT_EQ(rendered(log), "2026-11-23 22:54:00  #8   [kind-77] 小明 红 (about #7)\n"
                             "2026-11-23 22:54:00  #9   [edited] 小明\n"
                             "2026-11-23 22:54:00  #10  [weather] rain\n"
                             "2026-11-23 22:54:00  #11  []\n"
                             "2026-11-23 22:54:00  #12  Bob ： yes (about #9)\n");
}

// Both ends, one below the other.
TEST(Render, Version) {
    EXPECT_EQ(rendered(control::VersionInfo{"9.9.9", {2, 12}}),
              "chatroomctl  " CHATROOM_VERSION "  control protocol 1 to 5\n"
              "chatroomd    9.9.9  control protocol 2 to 12\n");
    EXPECT_EQ(rendered(control::VersionInfo{"0.0.9", {1, 1}}),
              "chatroomctl  " CHATROOM_VERSION "  control protocol 1 to 5\n"
              "chatroomd    0.0.9  control protocol 1\n");
}

// A sentence is filled once: what stands in a name is no place for another member.
TEST(Render, DoesNotFillWhatTheDaemonSays) {
    EXPECT_EQ(rendered(control::Kicked{{18}, "{sequence}{name}"}),
              "{sequence}{name} was removed (event 18)\n");
}

// Bare, so that a script or an eye can compare it.
TEST(Render, FingerprintIsALineOfItsOwn) {
    EXPECT_EQ(rendered(control::ServerFingerprint{"SHA256:4pYyhy"}), "SHA256:4pYyhy\n");
}

// Before anybody has come.
TEST(Render, NamesOfARoomWithoutOwners) {
    EXPECT_EQ(rendered(control::OwnedNames{}), "no name belongs to anybody\n");
}

// The owner of a name is known by the key, and whoever is inside is marked.
TEST(Render, NamesAreATableWithLocalTimes) {
    control::OwnedNames owned{{{"Bob", "SHA256:4pYyhy", now - 400 * 24h, now, true},
                               {"小明", "SHA256:x/+", now - 1h, now - 30min, false}},
                              false};
    EXPECT_EQ(rendered(owned), "NAME  KEY            FIRST USED        LAST USED\n"
                               "Bob   SHA256:4pYyhy  2025-10-19 22:54  22:54 (inside)\n"
                               "小明  SHA256:x/+     21:54             22:24\n");
}

// Who wants to use it now can.
TEST(Render, Release) {
    EXPECT_EQ(rendered(control::Released{"小明"}), "小明 belongs to nobody now\n");
    EXPECT_EQ(rendered(control::Released{"", 1}),
              "1 name that never spoke belongs to nobody now\n");
    EXPECT_EQ(rendered(control::Released{"", 12}),
              "12 names that never spoke belong to nobody now\n");
}

// All that is known of a member; what a classic program cannot tell has no line.
TEST(Render, Show) {
    control::MemberDetails bob{.name = "Bob",
                               .address = "10.0.0.1:7",
                               .protocol = "classic",
                               .since = now,
                               .entered = {17},
                               .idle_seconds = 12,
                               .silenced = {},
                               .refused = {}};
    EXPECT_EQ(rendered(bob), "name            Bob\n"
                             "address         10.0.0.1:7\n"
                             "protocol        classic\n"
                             "since           22:54 (event 17)\n"
                             "idle            12s\n"
                             "state           reachable\n"
                             "refused lately  nothing\n");
    bob.protocol = "sealed";
    bob.protocol_version = 2;
    bob.fingerprint = "SHA256:4p";
    bob.program = "chatroom-client 0.2.0";
    bob.round_trip_us = 1234;
    bob.sent = 120;
    bob.lost = 3;
    bob.behind = 12;
    bob.lag = 3s;
    bob.muted = bob.exempt = bob.lagging = true;
    bob.reachable = false;
    bob.silenced = 40s;
    bob.refused.by_cause[static_cast<std::size_t>(classic::Refusal::too_fast)] = 4;
    EXPECT_EQ(rendered(bob),
              "name            Bob\n"
              "address         10.0.0.1:7\n"
              "protocol        sealed, version 2\n"
              "since           22:54 (event 17)\n"
              "idle            12s\n"
              "state           lagging, muted for 40s, as it flooded the room, exempt from the "
              "limits\n"
              "key             SHA256:4p\n"
              "program         chatroom-client 0.2.0\n"
              "round trip      1.2 ms\n"
              "lost            3 of 120 datagrams (2.5%)\n"
              "behind          12 events, for 3s\n"
              "refused lately  too_fast 4\n");
}

// What is not known yet is said so.
TEST(Render, ShowOfANewMember) {
    control::MemberDetails ann;
    ann.protocol = "sealed";
    const auto text = rendered(ann);
    for (const auto* line :
         {"\nround trip      not known yet\n", "\nprogram         -\n",
          "\nlost            0 of 0 datagrams (0.0%)\n", "\nbehind          nothing\n"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    }
}

// Numbers for people are a table.
TEST(Render, Stats) {
    control::StatsInfo stats;
    stats.version = "0.2.0";
    stats.members = 3;
    stats.max_members = 10;
    stats.resident_bytes = 10'240;
    const auto text = rendered(stats);
    EXPECT_TRUE(text.starts_with("version              0.2.0\n")) << text;
    EXPECT_NE(text.find("\nmembers              3 of at most 10\n"), std::string::npos) << text;
    EXPECT_NE(text.find("\nmemory               10 KiB\n"), std::string::npos) << text;
}

// The configuration is shown line by line; nothing in it commands a terminal.
TEST(Render, Config) {
    EXPECT_EQ(rendered(control::ConfigInfo{"show", "/etc/x", "[a]\nb = \"\x1B\"\n", {}}),
              "# /etc/x\n[a]\nb = \"\\x1B\"\n");
    EXPECT_EQ(rendered(control::ConfigInfo{"show", "", "", {}}), "# the built-in configuration\n");
    EXPECT_EQ(rendered(control::ConfigInfo{"check", "/etc/x", "", {{"/etc/x:3: a"}, {"b"}}}),
              "/etc/x:3: a\nb\n");
    EXPECT_EQ(rendered(control::ConfigInfo{"check", "/etc/x", "", {}, true}),
              "/etc/x: ok\n"
              "[network], [paths] and [performance] take effect at the next start only\n");
}

TEST(Render, NothingFromTheDaemonCommandsTheTerminal) {
    const std::string evil = "\x1B[2J\n\u202E\u009B";
    control::StatusInfo status;
    status.version = evil;
    status.listening = evil;
    control::MemberDetails details;
    details.name = details.address = details.protocol = details.program = evil;
    for (const AnyAnswer& result :
         std::vector<AnyAnswer>{details,
                                control::ConfigInfo{"check", "", "", {{evil}}},
                                control::Readiness{evil},
                                control::Pong{evil},
                                control::Kicked{{1}, evil},
                                status,
                                control::Members{{{evil, evil, evil, now, 1, true}}},
                                control::ServerFingerprint{evil},
                                control::Kicked{{1}, "a", evil, {{evil}}},
                                control::Banned{evil, evil, {}, {{evil}}},
                                control::Bans{{{evil, evil, evil, now, now}}, false},
                                control::Unbanned{evil},
                                control::Muted{{1}, evil, {}, {{evil}}},
                                control::Unmuted{{1}, evil},
                                control::DeliveryInfo{{1}, {{evil}}, {{evil}}, {{evil}}, {{evil}}},
                                control::Recalled{{1}, evil, {1}, {1}, 1, {}},
                                control::TopicInfo{evil, evil, {}},
                                control::Released{evil},
                                control::Refusals{{{now, evil, evil, evil, evil, 1, evil, evil}}},
                                control::OwnedNames{{{evil, evil, now, now, true}}, false},
                                control::VersionInfo{evil, {}},
                                control::Events{{{{1}, now, "kicked", evil, evil, {}},
                                                 {{2}, now, "announced", "", evil, {}},
                                                 {{3}, now, evil, evil, evil, {}}}}}) {
        const auto text = rendered(result);
        EXPECT_EQ(text.find_first_of("\x1B\x7F\r\t"), std::string::npos) << text;
        EXPECT_EQ(text.find("\u202E"), std::string::npos);
        EXPECT_EQ(text.find("\u009B"), std::string::npos);
        EXPECT_NE(text.find("\\x1B[2J\\x0A\\u{202E}\\u{9B}"), std::string::npos) << text;
    }
}

} // namespace
} // namespace chatroom
