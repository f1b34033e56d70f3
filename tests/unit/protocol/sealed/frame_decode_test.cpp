// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/frame.hpp"
#include "tests/unit/protocol/sealed/hexadecimal.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

using std::chrono::milliseconds;

std::optional<std::vector<ClientFrame>> from_client(const std::string& hexadecimal) {
    return decode_client_frames(from_hex(hexadecimal));
}

std::optional<std::vector<ServerFrame>> from_server(const std::string& hexadecimal) {
    return decode_server_frames(from_hex(hexadecimal));
}

template <typename Frame>
std::vector<ClientFrame> of_client(const Frame& frame) {
    return {frame};
}

template <typename Frame>
std::vector<ServerFrame> of_server(const Frame& frame) {
    return {frame};
}

/// Hexadecimal digits of so many times the same byte.
std::string repeated(std::size_t count, char byte) {
    return to_hex(std::string(count, byte));
}

/// The bytes of an EVENTS frame with one event whose fields are these.
std::string event_frame(const std::string& kind, const std::string& name, const std::string& text) {
    return "13 0000000000000001 0000000000000000 01" + kind + "00000000 00000000" + name + text;
}

// PAD may be anywhere between frames, and alone.
TEST(FrameDecode, padding_is_left_out) {
    EXPECT_EQ(from_client("05"), of_client(Ping{}));
    EXPECT_EQ(from_client("00 05"), of_client(Ping{}));
    EXPECT_EQ(from_client("05 00"), of_client(Ping{}));
    EXPECT_EQ(from_client("00 0000 05 00 04 00000007 00"),
              (std::vector<ClientFrame>{Ping{}, Leave{7}}));
    EXPECT_EQ(from_client("00"), std::vector<ClientFrame>{});
    EXPECT_EQ(from_server("16 0000 16 00"), (std::vector<ServerFrame>{Pong{}, Pong{}}));
    EXPECT_EQ(from_server(repeated(max_plaintext_bytes, '\0')), std::vector<ServerFrame>{});
}

// A plaintext without any frame is none.
TEST(FrameDecode, nothing_is_refused) {
    EXPECT_EQ(from_client(""), std::nullopt);
    EXPECT_EQ(from_server(""), std::nullopt);
}

// Types below 0x40 that are none refuse the whole plaintext, whatever else it has.
TEST(FrameDecode, unknown_types_are_refused) {
    for (const std::string type : {"07", "10", "19", "3f"}) {
        for (const auto& plaintext : {type, "05" + type, type + "05", "16" + type, type + "16"}) {
            EXPECT_EQ(from_client(plaintext), std::nullopt) << plaintext;
            EXPECT_EQ(from_server(plaintext), std::nullopt) << plaintext;
        }
    }
}

// Frames from 0x40 on that are not known are skipped by their length, wherever they are.
TEST(FrameDecode, unknown_counted_frames_are_skipped) {
    for (const std::string type : {"4f", "7f", "80", "ff"}) {
        for (const std::string rest : {"0000", "0001 00", "0003 050505", "0005 7f 0002 0000"}) {
            EXPECT_EQ(from_client(type + rest), std::vector<ClientFrame>{});
            EXPECT_EQ(from_client("05" + type + rest + "05" + type + rest),
                      (std::vector<ClientFrame>{Ping{}, Ping{}}));
            EXPECT_EQ(from_server("16" + type + rest + "16 00"),
                      (std::vector<ServerFrame>{Pong{}, Pong{}}));
        }
    }
    const auto longest = "7f 0490" + repeated(max_plaintext_bytes - 3, '\x05');
    static_assert(max_plaintext_bytes - 3 == 0x490);
    EXPECT_EQ(from_server(longest), std::vector<ServerFrame>{});
}

// Their length fits what is there; otherwise nothing of the plaintext counts.
TEST(FrameDecode, counted_frames_are_whole) {
    for (const std::string frame : {"7f", "7f 00", "7f 0001", "7f 0003 0505", "7f ffff 05", "40",
                                    "40 00", "41 0008 00000001 000000"}) {
        EXPECT_EQ(from_client("05" + frame), std::nullopt) << frame;
        EXPECT_EQ(from_server("16" + frame), std::nullopt) << frame;
    }
}

// What follows within a known frame's length is of a later version, and ignored.
TEST(FrameDecode, counted_frames_may_have_more) {
    EXPECT_EQ(from_client("41 000a 00000001 00000002 ffff 05"),
              (std::vector<ClientFrame>{GivenUp{1, 2}, Ping{}}));
    EXPECT_EQ(from_server("40 000e 00000001 00000002 02 0005 00 ffff 16"),
              (std::vector<ServerFrame>{NotSaid{1, 2, NotSaidReason::too_fast, 5, ""}, Pong{}}));
    const auto most = "40 0490 00000001 00000002 02 0005 78" + repeated(120, 'a');
    EXPECT_EQ(from_server(most + repeated(max_plaintext_bytes - 3 - 12 - 120, '\xff')),
              of_server(NotSaid{1, 2, NotSaidReason::too_fast, 5, std::string(120, 'a')}));
}

// A known frame that its length does not hold is none.
TEST(FrameDecode, counted_frames_hold_their_fields) {
    EXPECT_EQ(from_client("41 0000"), std::nullopt);
    EXPECT_EQ(from_client("41 0007 00000001 000000 05"), std::nullopt);
    EXPECT_EQ(from_server("40 0000"), std::nullopt);
    EXPECT_EQ(from_server("40 000b 00000001 00000001 01 0000 16"), std::nullopt);
    EXPECT_EQ(from_server("40 000d 00000001 00000001 01 0000 02 61 61"), std::nullopt);
}

// The messages that were not said, or are given up, are a range; the text is short and UTF-8.
TEST(FrameDecode, refused_messages_are_a_range) {
    for (const std::string range :
         {"00000000 00000001", "00000002 00000001", "00000001 ffffffff"}) {
        EXPECT_EQ(from_client("41 0008" + range), std::nullopt) << range;
        EXPECT_EQ(from_server("40 000c" + range + "01 0000 00"), std::nullopt) << range;
    }
    const std::string range = "00000001 fffffffe";
    EXPECT_EQ(from_client("41 0008" + range), of_client(GivenUp{1, 0xfffffffe}));
    EXPECT_EQ(from_server("40 000c" + range + "00 0000 00"), std::nullopt);
    EXPECT_EQ(from_server("40 000d" + range + "01 0000 01 80"), std::nullopt);
    EXPECT_EQ(from_server("40 0085" + range + "01 0000 79" + repeated(121, 'a')), std::nullopt);
}

// Version 1 has no frames that may be skipped, no other kinds, and nothing that is about others.
TEST(FrameDecode, version_1_does_not_grow) {
    for (const std::string frame :
         {"7f 0000", "40 000c 00000001 00000001 01 0000 00", "41 0008 00000001 00000001"}) {
        EXPECT_EQ(decode_client_frames(from_hex(frame), 1), std::nullopt) << frame;
        EXPECT_EQ(decode_server_frames(from_hex(frame), 1), std::nullopt) << frame;
    }
    const auto in_version_1 = [](const std::string& kind) {
        return decode_server_frames(from_hex(event_frame(kind, "0142", "0000")), 1);
    };
    EXPECT_TRUE(in_version_1("02"));
    EXPECT_EQ(in_version_1("06"), std::nullopt);
    const auto about = "13 0000000000000002 0000000000000000 01 82 0000000000000001 00000000"
                       "00000000 0142 0000";
    EXPECT_TRUE(from_server(about));
    EXPECT_EQ(decode_server_frames(from_hex(about), 1), std::nullopt);
}

// What an event is about is an event before it.
TEST(FrameDecode, events_are_about_earlier_ones) {
    const auto about = [](const std::string& number) {
        return from_server("13 0000000000000005 0000000000000000 01 82" + number +
                           "00000000 00000000 0142 0001 61");
    };
    EXPECT_EQ(about("0000000000000004"),
              of_server(Events{{{{5}, {}, EventKind::said, "B", "a", 0, {4}}}}));
    for (const auto* number :
         {"0000000000000000", "0000000000000005", "0000000000000006", "ffffffffffffffff"}) {
        EXPECT_EQ(about(number), std::nullopt) << number;
    }
    EXPECT_EQ(from_server("13 0000000000000005 0000000000000000 01 82 00000000000004"),
              std::nullopt);
}

// Of the flags only the lowest bit means something.
TEST(FrameDecode, unused_flags_are_ignored) {
    EXPECT_EQ(from_client("01 fe 0000000000000001 0000000000000002 00"),
              of_client(Enter{false, {1}, {2}, ""}));
    EXPECT_EQ(from_client("01 ff 0000000000000001 0000000000000002 00"),
              of_client(Enter{true, {1}, {2}, ""}));
    const std::string numbers = "0000000000000001 0000000000000002 0000000000000003 00000004";
    EXPECT_EQ(from_server("11 fe" + numbers + "0142"),
              of_server(Welcome{false, {1}, {2}, {3}, 4, "B"}));
    EXPECT_EQ(from_server("11 ff" + numbers + "0142"),
              of_server(Welcome{true, {1}, {2}, {3}, 4, "B"}));
}

// The name in ENTER may be any bytes: that it is no name is answered later. An instance is not 0.
TEST(FrameDecode, enter_leaves_the_name_unjudged) {
    const std::string numbers = "01 00 0000000000000001 0000000000000000";
    EXPECT_EQ(from_client(numbers + "02 ff00"),
              of_client(Enter{false, {1}, {}, std::string("\xff\0", 2)}));
    EXPECT_EQ(from_client(numbers + "ff" + repeated(255, ' ')),
              of_client(Enter{false, {1}, {}, std::string(255, ' ')}));
    EXPECT_EQ(from_client("01 00 0000000000000000 0000000000000000 01 42"), std::nullopt);
}

// SAY has a text at least, each within its length and UTF-8, and numbers that go on.
TEST(FrameDecode, say_has_limits) {
    EXPECT_EQ(from_client("02 00000001 01 03c0" + repeated(960, 'a')),
              of_client(Say{1, {std::string(960, 'a')}}));
    EXPECT_EQ(from_client("02 00000001 01 03c1" + repeated(961, 'a')), std::nullopt);
    EXPECT_EQ(from_client("02 00000001 01 0003 e4bda0"), of_client(Say{1, {"你"}}));
    EXPECT_EQ(from_client("02 00000001 01 0002 e4bd"), std::nullopt);
    EXPECT_EQ(from_client("02 00000001 02 0001 61 0001 ff"), std::nullopt);
    EXPECT_EQ(from_client("02 00000001 00"), std::nullopt);
    EXPECT_EQ(from_client("02 00000001 ff" + repeated(2 * 255, '\0')),
              of_client(Say{1, std::vector<std::string>(255)}));

    EXPECT_EQ(from_client("02 00000000 01 0001 61"), std::nullopt);
    EXPECT_EQ(from_client("02 fffffffe 01 0001 61"), of_client(Say{0xfffffffe, {"a"}}));
    EXPECT_EQ(from_client("02 fffffffe 02 0001 61 0001 62"), std::nullopt);
    EXPECT_EQ(from_client("02 ffffffff 01 0001 61"), std::nullopt);
}

// The bitmap of ACK may end with zero bytes, which are not written again, and has 32 at most.
TEST(FrameDecode, bitmap_has_several_forms) {
    const std::string numbers = "03 0000000000000001 0000000000000002";
    Ack ack{{1}, {2}, {}};
    EXPECT_EQ(from_client(numbers + "00"), of_client(ack));
    EXPECT_EQ(from_client(numbers + "01 00"), of_client(ack));
    EXPECT_EQ(from_client(numbers + "20" + repeated(32, '\0')), of_client(ack));
    EXPECT_EQ(from_client(numbers + "21" + repeated(33, '\0')), std::nullopt);
    EXPECT_EQ(to_hex(encode(ClientFrame(ack))), to_hex(from_hex(numbers + "00")));

    ack.received.set();
    EXPECT_EQ(from_client(numbers + "20" + repeated(32, '\xff')), of_client(ack));
    ack.received.reset();
    ack.received.set(0).set(1).set(8 + 4);
    EXPECT_EQ(from_client(numbers + "03 031000"), of_client(ack));
    EXPECT_EQ(to_hex(encode(ClientFrame(ack))), to_hex(from_hex(numbers + "02 0310")));
}

// The events that an ACK speaks of have numbers, and so has the one after them.
TEST(FrameDecode, acknowledged_numbers_do_not_overflow) {
    EXPECT_EQ(from_client("03 fffffffffffffffe 0000000000000000 00"),
              of_client(Ack{{0xfffffffffffffffe}, {}, {}}));
    EXPECT_EQ(from_client("03 ffffffffffffffff 0000000000000000 00"), std::nullopt);
    EXPECT_EQ(from_client("03 fffffffffffffff6 0000000000000000 01 80"),
              of_client(Ack{{0xfffffffffffffff6}, {}, {0x80}}));
    EXPECT_EQ(from_client("03 fffffffffffffff7 0000000000000000 01 80"), std::nullopt);
}

// Reasons are those of the table; of REFUSED, since version 2, any.
TEST(FrameDecode, reasons_are_known) {
    EXPECT_EQ(from_server("12 07 00"), of_server(Refused{RefusalReason::not_saved, ""}));
    EXPECT_EQ(from_server("12 00 00"), std::nullopt);
    EXPECT_EQ(from_server("12 08 00"), of_server(Refused{RefusalReason{8}, ""}));
    EXPECT_EQ(decode_server_frames(from_hex("12 08 00"), 1), std::nullopt);
    EXPECT_EQ(from_server("18 04 0000"), of_server(Closed{CloseReason::away_too_long, ""}));
    EXPECT_EQ(from_server("18 00 0000"), std::nullopt);
    EXPECT_EQ(from_server("18 05 0000"), std::nullopt);
    const std::string numbers = "14 0000000000000001 0000000000000001";
    EXPECT_EQ(from_server(numbers + "02"), of_server(Gap{{1}, {1}, GapReason::never_given}));
    EXPECT_EQ(from_server(numbers + "00"), std::nullopt);
    EXPECT_EQ(from_server(numbers + "03"), std::nullopt);
}

// The texts of REFUSED and CLOSED are within their lengths and UTF-8.
TEST(FrameDecode, texts_of_a_server_have_limits) {
    EXPECT_EQ(from_server("12 01 ff" + repeated(255, 'a')),
              of_server(Refused{RefusalReason::name_not_allowed, std::string(255, 'a')}));
    EXPECT_EQ(from_server("12 01 01 80"), std::nullopt);
    EXPECT_EQ(from_server("18 02 03c0" + repeated(960, 'a')),
              of_server(Closed{CloseReason::kicked, std::string(960, 'a')}));
    EXPECT_EQ(from_server("18 02 03c1" + repeated(961, 'a')), std::nullopt);
    EXPECT_EQ(from_server("18 02 0001 80"), std::nullopt);
}

// A topic and a pinned announcement are within their lengths and UTF-8.
TEST(FrameDecode, greeting_has_limits) {
    EXPECT_EQ(from_server("42 03c4 00f0" + repeated(240, 't') + "02d0" + repeated(720, 'p')),
              of_server(Greeting{std::string(240, 't'), std::string(720, 'p')}));
    EXPECT_EQ(from_server("42 00f5 00f1" + repeated(241, 't') + "0000"), std::nullopt);
    EXPECT_EQ(from_server("42 02d5 0000 02d1" + repeated(721, 'p')), std::nullopt);
    EXPECT_EQ(from_server("42 0005 0001 ff 0000"), std::nullopt);
}

// An older server's says nothing of how one may speak; what follows it all is of a later version.
TEST(FrameDecode, greeting_may_end_early) {
    const Greeting older{"t", ""};
    const Greeting whole{"t", "", std::chrono::seconds(10), true};
    EXPECT_EQ(from_server("42 0005 0001 74 0000"), of_server(older));
    EXPECT_EQ(from_server("42 0008 0001 74 0000 000a 01"), of_server(whole));
    EXPECT_EQ(from_server("42 0009 0001 74 0000 000a 01 05"), of_server(whole));
    EXPECT_EQ(from_server("42 0007 0001 74 0000 000a"), std::nullopt);
    EXPECT_EQ(from_server("42 0006 0001 74 0000 0a"), std::nullopt);
}

// Limits are any four numbers; what follows them is of a later version.
TEST(FrameDecode, limits_are_four_numbers) {
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    EXPECT_EQ(from_server("45 0010 00000000 ffffffff 00000001 00000000"),
              of_server(Limits{0, most, 1, 0}));
    EXPECT_EQ(from_server("45 0012 00000001 00000002 00000003 00000004 ffff"),
              of_server(Limits{1, 2, 3, 4}));
    EXPECT_EQ(from_server("45 000f 00000001 00000002 00000003 000000"), std::nullopt);
}

// Who has an event is names, no more of them than they are.
TEST(FrameDecode, delivered_has_names) {
    const std::string begin = "44 ";
    const std::string event = "0000000000000011";
    const std::string nobody = "00000000 00";
    const auto crowds = [&](const std::string& first) {
        return event + first + nobody + nobody + nobody;
    };
    EXPECT_EQ(from_server(begin + "001c" + crowds("00000000 00")),
              of_server(Delivered{{17}, {}, {}, {}, {}}));
    EXPECT_TRUE(from_server(begin + "001e" + crowds("00000001 01 01 41")));
    EXPECT_EQ(from_server(begin + "001e" + crowds("00000000 01 01 41")), std::nullopt);
    EXPECT_EQ(from_server(begin + "001d" + crowds("00000001 01 00")), std::nullopt);
    EXPECT_EQ(from_server(begin + "001e" + crowds("00000001 01 01 ff")), std::nullopt);
    EXPECT_EQ(from_server(begin + "004e" + crowds("00000001 01 31" + repeated(49, 'a'))),
              std::nullopt);
    EXPECT_EQ(from_server(begin + "0017" + event + nobody + nobody + nobody), std::nullopt);
}

// A pattern is a text that can be in a name.
TEST(FrameDecode, pattern_has_limits) {
    const auto ask = [](const std::string& length, const std::string& pattern) {
        return from_client("48" + length + "00000001 0000000000000000" + pattern);
    };
    EXPECT_TRUE(ask("003d", "30" + repeated(48, 'n')));
    EXPECT_EQ(ask("003e", "31" + repeated(49, 'n')), std::nullopt);
    EXPECT_EQ(ask("000e", "01ff"), std::nullopt);
    EXPECT_EQ(ask("000d", "01"), std::nullopt);
}

// Members have names, and there are not more names than members.
TEST(FrameDecode, members_have_names) {
    const auto members = [](const std::string& length, const std::string& count,
                            const std::string& names) {
        return from_server("49" + length + "00000001" + count + "0000000000000000" + names);
    };
    EXPECT_TRUE(members("0013", "00000001", "01 01 42"));
    EXPECT_EQ(members("0013", "00000000", "01 01 42"), std::nullopt);
    EXPECT_EQ(members("0012", "00000001", "01 00"), std::nullopt);
    EXPECT_EQ(members("0013", "00000001", "01 01 ff"), std::nullopt);
}

// What is older is in order, in front of what was asked for, and asking on comes to an end.
TEST(FrameDecode, older_events_are_in_order) {
    const auto older = [](const std::string& length, const std::string& rest) {
        return from_server("4b" + length + "0000000000000011" + rest);
    };
    const auto event = [](const std::string& number, const std::string& kind = "05",
                          const std::string& about = "00") {
        return "00000000000000" + number + "0000000000000000" + kind + "00000000000000" + about +
               "00000000 00 0000";
    };
    const std::string last = "0000000000000000";
    EXPECT_TRUE(older("0051", last + "02" + event("0f") + event("10")));
    EXPECT_EQ(older("0051", last + "02" + event("10") + event("0f")), std::nullopt);
    EXPECT_EQ(older("0051", last + "02" + event("0f") + event("0f")), std::nullopt);
    EXPECT_EQ(older("0031", last + "01" + event("11")), std::nullopt);
    EXPECT_EQ(older("0031", last + "01" + event("00")), std::nullopt);
    EXPECT_EQ(older("0031", last + "01" + event("0f", "00")), std::nullopt);
    EXPECT_EQ(older("0031", last + "01" + event("0f", "80")), std::nullopt);
    EXPECT_EQ(older("0031", last + "01" + event("0f", "0e", "0f")), std::nullopt);
    EXPECT_TRUE(older("0031", last + "01" + event("0f", "0e", "0e")));
    EXPECT_EQ(older("0031", last + "01" + event("0f", "01")), std::nullopt);
    EXPECT_TRUE(older("0011", "0000000000000010 00"));
    EXPECT_EQ(older("0011", "0000000000000011 00"), std::nullopt);
}

// The name in WELCOME is one.
TEST(FrameDecode, welcome_has_a_name) {
    const auto numbers = "11 00" + repeated(8 + 8 + 8 + 4, '\1');
    EXPECT_TRUE(from_server(numbers + "30" + repeated(48, 'a')));
    EXPECT_EQ(from_server(numbers + "31" + repeated(49, 'a')), std::nullopt);
    EXPECT_EQ(from_server(numbers + "00"), std::nullopt);
    EXPECT_EQ(from_server(numbers + "02 c080"), std::nullopt);
}

// A gap begins with an event, does not end before it begins, and something can come after it.
TEST(FrameDecode, gap_is_a_range) {
    EXPECT_EQ(from_server("14 0000000000000002 0000000000000001 01"), std::nullopt);
    EXPECT_EQ(from_server("14 0000000000000000 0000000000000001 01"), std::nullopt);
    EXPECT_EQ(from_server("14 0000000000000001 ffffffffffffffff 01"), std::nullopt);
    EXPECT_EQ(from_server("14 0000000000000001 fffffffffffffffe 01"),
              of_server(Gap{{1}, {0xfffffffffffffffe}, GapReason::trimmed}));
}

// What is lost is a range as that of a gap; what follows it is of a later version.
TEST(FrameDecode, what_is_lost_is_a_range) {
    EXPECT_EQ(from_server("46 0010 0000000000000002 0000000000000001"), std::nullopt);
    EXPECT_EQ(from_server("46 0010 0000000000000000 0000000000000001"), std::nullopt);
    EXPECT_EQ(from_server("46 0010 0000000000000001 ffffffffffffffff"), std::nullopt);
    EXPECT_EQ(from_server("46 0012 0000000000000001 0000000000000001 0102"),
              of_server(Lost{{1}, {1}}));
}

// What somebody does has a name, what the room is told has none; of others it is open, and 0 is no
// kind.
TEST(FrameDecode, event_has_a_kind) {
    for (const auto& [byte, kind] :
         std::vector<std::pair<std::string, EventKind>>{{"01", EventKind::entered},
                                                        {"02", EventKind::said},
                                                        {"03", EventKind::left},
                                                        {"04", EventKind::kicked}}) {
        EXPECT_EQ(from_server(event_frame(byte, "0142", "0001 61")),
                  of_server(Events{{{{1}, {}, kind, "B", "a", 0}}}));
        EXPECT_EQ(from_server(event_frame(byte, "00", "0001 61")), std::nullopt);
    }
    EXPECT_EQ(from_server(event_frame("05", "00", "0001 61")),
              of_server(Events{{{{1}, {}, EventKind::announced, "", "a", 0}}}));
    EXPECT_EQ(from_server(event_frame("05", "0142", "0001 61")), std::nullopt);
    EXPECT_TRUE(from_server(event_frame("08", "00", "0000")));
    EXPECT_EQ(from_server(event_frame("08", "0142", "0000")), std::nullopt);
    EXPECT_TRUE(from_server(event_frame("06", "00", "0000")));
    EXPECT_TRUE(from_server(event_frame("06", "0142", "0000")));
    EXPECT_EQ(from_server(event_frame("00", "0142", "0001 61")), std::nullopt);
    EXPECT_EQ(from_server(event_frame("0e", "0142", "0001 61")),
              of_server(Events{{{{1}, {}, EventKind{14}, "B", "a", 0}}}));
    EXPECT_EQ(from_server(event_frame("7f", "00", "0000")),
              of_server(Events{{{{1}, {}, EventKind{127}, "", "", 0}}}));
    EXPECT_EQ(from_server(event_frame("0e", "31" + repeated(49, 'n'), "0000")), std::nullopt);
    EXPECT_EQ(from_server(event_frame("0e", "00", "0001 ff")), std::nullopt);
}

// The name and the text of an event are within their lengths and UTF-8.
TEST(FrameDecode, event_has_limits) {
    EXPECT_EQ(from_server(event_frame("02", "30" + repeated(48, 'n'), "03c0" + repeated(960, 't'))),
              of_server(Events{
                  {{{1}, {}, EventKind::said, std::string(48, 'n'), std::string(960, 't'), 0}}}));
    EXPECT_EQ(from_server(event_frame("02", "31" + repeated(49, 'n'), "0000")), std::nullopt);
    EXPECT_EQ(from_server(event_frame("02", "0142", "03c1" + repeated(961, 't'))), std::nullopt);
    EXPECT_EQ(from_server(event_frame("02", "01ff", "0000")), std::nullopt);
    EXPECT_EQ(from_server(event_frame("02", "0142", "0003 eda080")), std::nullopt);
}

// Events have numbers above 0, and something can come after them.
TEST(FrameDecode, numbers_of_events_do_not_overflow) {
    const std::string event = "05 00000000 00000000 00 0000";
    EXPECT_TRUE(from_server("13 fffffffffffffffe 0000000000000000 01" + event));
    EXPECT_EQ(from_server("13 fffffffffffffffe 0000000000000000 02" + event + event), std::nullopt);
    EXPECT_EQ(from_server("13 ffffffffffffffff 0000000000000000 01" + event), std::nullopt);
    EXPECT_EQ(from_server("13 0000000000000000 0000000000000000 01" + event), std::nullopt);
    EXPECT_EQ(from_server("13 0000000000000001 0000000000000000 00"), std::nullopt);
}

// The time of the first event has an offset like any other's, and no time overflows.
TEST(FrameDecode, times_are_sums) {
    const std::string rest = "00000000 00 0000";
    EXPECT_EQ(
        from_server("13 0000000000000001 0000000000000064 02 05 7fffffff" + rest + "05 80000000" +
                    rest),
        of_server(Events{
            {{{1}, WallTime(milliseconds(100 + 0x7fffffffLL)), EventKind::announced, "", "", 0},
             {{2}, WallTime(milliseconds(100 - 0x80000000LL)), EventKind::announced, "", "", 0}}}));
    EXPECT_TRUE(from_server("13 0000000000000001 7ffffffffffffffe 01 05 00000001" + rest));
    EXPECT_EQ(from_server("13 0000000000000001 7ffffffffffffffe 01 05 00000002" + rest),
              std::nullopt);
    EXPECT_TRUE(from_server("13 0000000000000001 8000000000000001 01 05 ffffffff" + rest));
    EXPECT_EQ(from_server("13 0000000000000001 8000000000000001 01 05 fffffffe" + rest),
              std::nullopt);
}

// A time that no calendar has becomes the nearest that one has, in both frames that have times.
TEST(FrameDecode, times_are_bounded) {
    const auto time_of = [](const std::string& hexadecimal) {
        const auto frames = from_server(hexadecimal).value();
        const auto* events = std::get_if<Events>(&frames.front());
        return events != nullptr ? events->events.front().time
                                 : std::get<Older>(frames.front()).events.front().time;
    };
    for (const std::string far : {"7ffffffffff00000", "0021a1ff2ad0c000"}) {
        EXPECT_EQ(time_of("13 0000000000000001" + far + "01 05 00000000 00000000 00 0001 78"),
                  latest_time);
        EXPECT_EQ(time_of("4b 0032 0000000000000011 0000000000000000 01 0000000000000001" + far +
                          "05 0000000000000000 00000000 00 0001 78"),
                  latest_time);
    }
    EXPECT_EQ(time_of("13 0000000000000001 8000000000000000 01 05 00000000 00000000 00 0001 78"),
              earliest_time);
}

} // namespace
} // namespace chatroom::sealed
