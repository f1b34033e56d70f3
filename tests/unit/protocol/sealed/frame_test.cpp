// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/address.hpp"
#include "protocol/member_name.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/text.hpp"
#include "tests/unit/protocol/sealed/hexadecimal.hpp"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

using std::chrono::milliseconds;

constexpr Token token{0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7};
constexpr WallTime noon{milliseconds(0x0102030405)};

template <typename Frame>
struct FrameExample {
    Frame frame;
    std::string hexadecimal;
};

std::bitset<event_window> bits(std::initializer_list<std::size_t> places) {
    std::bitset<event_window> result;
    for (const auto place : places) {
        result.set(place);
    }
    return result;
}

/// Each frame of a client, with the bytes that PROTOCOL.md gives it.
std::vector<FrameExample<ClientFrame>> client_examples() {
    return {
        {Enter{false, {0xa1a2a3a4a5a6a7a8}, {}, "Bob"},
         "01 00 a1a2a3a4a5a6a7a8 0000000000000000 03 426f62"},
        {Enter{true, {1}, {0xb1b2b3b4b5b6b7b8}, ""}, "01 01 0000000000000001 b1b2b3b4b5b6b7b8 00"},
        {Say{0x01020304, {"hi"}}, "02 01020304 01 0002 6869"},
        {Say{1, {"a", "", "b"}}, "02 00000001 03 0001 61 0000 0001 62"},
        {Ack{{0xa1a2a3a4a5a6a7a8}, {0xb1b2b3b4b5b6b7b8}, {}},
         "03 a1a2a3a4a5a6a7a8 b1b2b3b4b5b6b7b8 00"},
        {Ack{{1}, {2}, bits({0})}, "03 0000000000000001 0000000000000002 01 01"},
        {Ack{{1}, {2}, bits({7, 9})}, "03 0000000000000001 0000000000000002 02 8002"},
        {Ack{{1}, {2}, bits({255})},
         "03 0000000000000001 0000000000000002 20 " + std::string(62, '0') + "80"},
        {Leave{0x01020304}, "04 01020304"},
        {Leave{0}, "04 00000000"},
        {Ping{}, "05"},
        {Response{token}, "06 c0c1c2c3c4c5c6c7"},
        {GivenUp{0x01020304, 0xa1a2a3a4}, "41 0008 01020304 a1a2a3a4"},
        {GivenUp{5, 5}, "41 0008 00000005 00000005"},
        {AskDelivered{{0x11}}, "43 0008 0000000000000011"},
        {Program{"ab"}, "47 0003 02 6162"},
        {AskMembers{0x01020304, {0x11}, "ab"}, "48 000f 01020304 0000000000000011 02 6162"},
        {AskOlder{{0x11}}, "4a 0008 0000000000000011"},
        {UnlessHere{{0xa1a2a3a4a5a6a7a8}}, "4c 0008 a1a2a3a4a5a6a7a8"},
        {UnlessHere{}, "4c 0008 0000000000000000"},
        {From{parse_ip("10.0.0.7").value()}, "4e 0010 00000000000000000000ffff0a000007"},
    };
}

/// Two events, the second of which is earlier by a second.
Events two_events() {
    return {{{{7}, noon, EventKind::said, "Bob", "hi", 9},
             {{8}, noon - milliseconds(1000), EventKind::announced, "", "!", 0}}};
}

/// Each frame of a server.
std::vector<FrameExample<ServerFrame>> server_examples() {
    return {
        {Welcome{true, {1}, {0xa1a2a3a4a5a6a7a8}, {3}, 0x01020304, "Bob"},
         "11 01 0000000000000001 a1a2a3a4a5a6a7a8 0000000000000003 01020304 03 426f62"},
        {Welcome{false, {1}, {0}, {0}, 0, "B"},
         "11 00 0000000000000001 0000000000000000 0000000000000000 00000000 01 42"},
        {Refused{RefusalReason::name_not_allowed, "no"}, "12 01 02 6e6f"},
        {Refused{RefusalReason::not_saved, ""}, "12 07 00"},
        {two_events(), "13 0000000000000007 0000000102030405 02"
                       "02 00000000 00000009 03 426f62 0002 6869"
                       "05 fffffc18 00000000 00 0001 21"},
        {Events{{{{1}, WallTime(milliseconds(-1)), EventKind::entered, "B", "", 0}}},
         "13 0000000000000001 ffffffffffffffff 01 01 00000000 00000000 01 42 0000"},
        {Events{{{{9}, noon, EventKind{77}, "", "", 0, {8}},
                 {{10}, noon, EventKind{127}, "Bob", "hi", 3},
                 {{11}, noon, EventKind::said, "Bob", "hi", 4, {0xa}}}},
         "13 0000000000000009 0000000102030405 03"
         "cd 0000000000000008 00000000 00000000 00 0000"
         "7f 00000000 00000003 03 426f62 0002 6869"
         "82 000000000000000a 00000000 00000004 03 426f62 0002 6869"},
        {Gap{{1}, {0xa1a2a3a4a5a6a7a8}, GapReason::trimmed},
         "14 0000000000000001 a1a2a3a4a5a6a7a8 01"},
        {Gap{{5}, {5}, GapReason::never_given}, "14 0000000000000005 0000000000000005 02"},
        {Watermark{{0xa1a2a3a4a5a6a7a8}}, "15 a1a2a3a4a5a6a7a8"},
        {Pong{}, "16"},
        {Challenge{token}, "17 c0c1c2c3c4c5c6c7"},
        {Closed{CloseReason::left, ""}, "18 01 0000"},
        {NotSaid{0x01020304, 0xa1a2a3a4, NotSaidReason::muted, 0x0102, "sh"},
         "40 000e 01020304 a1a2a3a4 03 0102 02 7368"},
        {NotSaid{1, 1, NotSaidReason{99}, 0, ""}, "40 000c 00000001 00000001 63 0000 00"},
        {Greeting{"hi", "!", std::chrono::seconds(10), true}, "42 000a 0002 6869 0001 21 000a 01"},
        {Greeting{}, "42 0007 0000 0000 0000 00"},
        {Lost{{0x0102030405060708}, {0xa1a2a3a4a5a6a7a8}},
         "46 0010 0102030405060708 a1a2a3a4a5a6a7a8"},
        {Condition{false}, "4d 0001 00"},
        {Condition{true}, "4d 0001 01"},
        {Limits{5, 50, 4096, 32768}, "45 0010 00000005 00000032 00001000 00008000"},
        {Delivered{{17}, {0x01020304, {"Bob", "A"}}, {1, {}}, {}, {2, {"B"}}},
         "44 0024 0000000000000011 01020304 02 03 426f62 01 41 00000001 00 00000000 00"
         "00000002 01 01 42"},
        {Members{0x01020304, 3, {0x11}, {"Bob", "A"}},
         "49 0017 01020304 00000003 0000000000000011 02 03 426f62 01 41"},
        {Members{}, "49 0011 00000000 00000000 0000000000000000 00"},
        {Older{{0x11}, {}, {}}, "4b 0011 0000000000000011 0000000000000000 00"},
        {Older{{0x11},
               {5},
               {{{5}, WallTime(milliseconds(-1)), EventKind::said, "B", "hi", 7, {}},
                {{9}, WallTime(milliseconds(2)), EventKind::recalled, "", "", 0, {5}}}},
         "4b 0054 0000000000000011 0000000000000005 02"
         "0000000000000005 ffffffffffffffff 02 0000000000000000 00000007 01 42 0002 6869"
         "0000000000000009 0000000000000002 0e 0000000000000005 00000000 00 0000"},
        {Closed{CloseReason::away_too_long, "bye"}, "18 04 0003 627965"},
    };
}

template <typename Frame, typename Decode>
void check_examples(const std::vector<FrameExample<Frame>>& examples, Decode decode_frames) {
    std::string all_bytes;
    std::vector<Frame> all_frames;
    for (const auto& [frame, hexadecimal] : examples) {
        const auto bytes = from_hex(hexadecimal);
        EXPECT_EQ(to_hex(encode(frame)), to_hex(bytes));
        EXPECT_EQ(decode_frames(bytes), std::vector{frame}) << hexadecimal;
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            EXPECT_EQ(decode_frames(bytes.substr(0, size)), std::nullopt) << hexadecimal;
        }
        EXPECT_EQ(decode_frames(bytes + '\x3f'), std::nullopt) << hexadecimal;
        all_bytes += bytes;
        all_frames.push_back(frame);
    }
    EXPECT_EQ(decode_frames(all_bytes), all_frames);
}

// Each frame of a client is written with exactly its bytes and read back from them, also among
// others; cut anywhere or followed by what is no frame it is refused.
TEST(Frame, of_a_client_has_its_bytes) {
    check_examples(client_examples(),
                   [](const auto& bytes) { return decode_client_frames(bytes); });
}

// So is each frame of a server.
TEST(Frame, of_a_server_has_its_bytes) {
    check_examples(server_examples(),
                   [](const auto& bytes) { return decode_server_frames(bytes); });
}

/// Whether its bytes can be skipped by whoever does not know the frame.
bool can_be_skipped(const std::string& bytes) {
    return static_cast<std::uint8_t>(bytes.front()) >= 0x40;
}

// The frames of one side are none of the other side, which refuses or skips them.
TEST(Frame, belongs_to_one_side) {
    for (const auto& example : client_examples()) {
        const auto bytes = from_hex(example.hexadecimal);
        const auto expected =
            can_be_skipped(bytes) ? std::optional(std::vector<ServerFrame>()) : std::nullopt;
        EXPECT_EQ(decode_server_frames(bytes), expected) << example.hexadecimal;
    }
    for (const auto& example : server_examples()) {
        const auto bytes = from_hex(example.hexadecimal);
        const auto expected =
            can_be_skipped(bytes) ? std::optional(std::vector<ClientFrame>()) : std::nullopt;
        EXPECT_EQ(decode_client_frames(bytes), expected) << example.hexadecimal;
    }
}

/// An event without name and text takes 12 bytes, and the frame before it 18.
constexpr std::size_t small_frame_bytes = 18 + 12;

Event small_event(std::uint64_t sequence) {
    return {{sequence}, noon, EventKind::announced, "", "", 0};
}

/// The events that a server's frame has.
std::vector<Event> events_in(const std::string& bytes) {
    const auto frames = decode_server_frames(bytes).value();
    EXPECT_EQ(frames.size(), 1U);
    return std::get<Events>(frames.front()).events;
}

// Without events there is no frame.
TEST(EventsWriter, begins_with_nothing) {
    EXPECT_EQ(EventsWriter(max_plaintext_bytes).bytes(), "");
}

// What is added one by one is what encode() writes at once, and a whole frame after each step.
TEST(EventsWriter, writes_a_frame) {
    EventsWriter writer(max_plaintext_bytes);
    const auto events = two_events();
    EXPECT_TRUE(writer.add(events.events[0]));
    EXPECT_EQ(events_in(writer.bytes()), std::vector{events.events[0]});
    EXPECT_TRUE(writer.add(events.events[1]));
    EXPECT_EQ(to_hex(writer.bytes()), to_hex(encode(ServerFrame(events))));
}

// Version 1 is not told what an event is about.
TEST(EventsWriter, leaves_out_what_version_1_does_not_have) {
    EventsWriter writer(small_frame_bytes, 1);
    auto event = small_event(2);
    event.about = {1};
    EXPECT_TRUE(writer.add(event));
    EXPECT_EQ(events_in(writer.bytes()), std::vector{small_event(2)});
}

// An event fits to the last byte; one that does not changes nothing.
TEST(EventsWriter, keeps_to_its_bytes) {
    EventsWriter nothing(small_frame_bytes - 1);
    EXPECT_FALSE(nothing.add(small_event(1)));
    EXPECT_EQ(nothing.bytes(), "");

    EventsWriter writer(small_frame_bytes + 12 + 5);
    EXPECT_TRUE(writer.add(small_event(1)));
    const auto bytes = writer.bytes();
    EXPECT_FALSE(writer.add({{2}, noon, EventKind::said, "Bob", "abc", 0}));
    EXPECT_EQ(writer.bytes(), bytes);
    EXPECT_TRUE(writer.add({{2}, noon, EventKind::said, "Bob", "ab", 0}));
    EXPECT_EQ(writer.bytes().size(), small_frame_bytes + 12 + 5);
    EXPECT_EQ(events_in(writer.bytes()).size(), 2U);

    auto about = small_event(2);
    about.about = {1};
    EXPECT_FALSE(EventsWriter(small_frame_bytes + 8 - 1).add(about));
    EXPECT_TRUE(EventsWriter(small_frame_bytes + 8).add(about));
}

// The count is one byte.
TEST(EventsWriter, takes_255_events) {
    EventsWriter writer(std::numeric_limits<std::size_t>::max());
    std::vector<Event> events;
    for (std::uint64_t sequence = 1; sequence <= 255; ++sequence) {
        events.push_back(small_event(sequence));
        EXPECT_TRUE(writer.add(events.back()));
    }
    EXPECT_FALSE(writer.add(small_event(256)));
    EXPECT_EQ(events_in(writer.bytes()), events);
}

// Times are as far from the first as 32 bits can say, which is about 24 days.
TEST(EventsWriter, takes_times_near_the_first) {
    constexpr milliseconds least{std::numeric_limits<std::int32_t>::min()};
    constexpr milliseconds most{std::numeric_limits<std::int32_t>::max()};
    EventsWriter writer(max_plaintext_bytes);
    std::vector events{small_event(1), small_event(2), small_event(3)};
    events[1].time = noon + least;
    events[2].time = noon + most;
    for (const auto& event : events) {
        EXPECT_TRUE(writer.add(event));
    }
    for (const auto time : {noon + least - milliseconds(1), noon + most + milliseconds(1),
                            WallTime::min(), WallTime::max()}) {
        auto event = small_event(4);
        event.time = time;
        EXPECT_FALSE(writer.add(event));
    }
    EXPECT_EQ(events_in(writer.bytes()), events);
}

// The greatest event leaves room in a datagram for the small frames that may go along with it.
TEST(EventsWriter, greatest_event_fits_a_datagram) {
    const Event greatest{{2},
                         noon,
                         EventKind::said,
                         std::string(max_name_bytes, 'n'),
                         std::string(max_event_text_bytes, 't'),
                         std::numeric_limits<std::uint32_t>::max(),
                         {1}};
    const auto bytes = encode(ServerFrame(Events{{greatest}})) + encode(ServerFrame(Watermark{})) +
                       encode(ServerFrame(Pong{})) + encode(ServerFrame(Challenge{}));
    EXPECT_LE(bytes.size(), max_plaintext_bytes);
    const auto frames = decode_server_frames(bytes).value();
    EXPECT_EQ(frames,
              (std::vector<ServerFrame>{Events{{greatest}}, Watermark{}, Pong{}, Challenge{}}));
}

} // namespace
} // namespace chatroom::sealed
