// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/event.hpp"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// Each kind has a word, and the word its kind.
TEST(Event, kinds_have_words) {
    for (const auto kind :
         {EventKind::entered, EventKind::said, EventKind::left, EventKind::kicked,
          EventKind::announced, EventKind::muted, EventKind::unmuted, EventKind::locked,
          EventKind::unlocked, EventKind::slowed, EventKind::topic, EventKind::pinned,
          EventKind::unpinned, EventKind::recalled}) {
        EXPECT_TRUE(is_known(kind));
        EXPECT_EQ(event_kind_from(to_string(kind)), kind);
    }
    EXPECT_EQ(to_string(EventKind::said), "said");
    EXPECT_EQ(event_kind_from("shouted"), std::nullopt);
}

// Who does something has a name, the room has none; of a mute, of a recall and of what nobody knows
// it is open.
TEST(Event, kinds_say_whether_they_are_about_somebody) {
    EXPECT_TRUE(fits_name(EventKind::kicked, true));
    EXPECT_FALSE(fits_name(EventKind::kicked, false));
    EXPECT_TRUE(fits_name(EventKind::locked, false));
    EXPECT_FALSE(fits_name(EventKind::locked, true));
    for (const auto kind :
         {EventKind::muted, EventKind::unmuted, EventKind::recalled, EventKind{77}}) {
        EXPECT_TRUE(fits_name(kind, true) && fits_name(kind, false));
    }
}

// A number of seconds is what the text says if it says nothing else.
TEST(Event, seconds_are_a_number) {
    const auto seconds = [](std::string text) {
        return seconds_in({.sequence = {}, .time = {}, .name = {}, .text = std::move(text)});
    };
    EXPECT_EQ(seconds("1"), std::chrono::seconds(1));
    EXPECT_EQ(seconds("315360000"), std::chrono::seconds(315'360'000));
    for (const auto* none : {"", "0", "-1", "1s", " 1", "4294967296"}) {
        EXPECT_EQ(seconds(none), std::nullopt) << none;
    }
}

// A kind of a later version is written by its number, and is the same kind when it is read back.
TEST(Event, unknown_kinds_have_numbers) {
    for (const unsigned number : {15U, 77U, 127U}) {
        const auto kind = EventKind{static_cast<std::uint8_t>(number)};
        EXPECT_FALSE(is_known(kind));
        EXPECT_EQ(to_string(kind), "kind-" + std::to_string(number));
        EXPECT_EQ(event_kind_from(to_string(kind)), kind);
    }
    for (const auto* word : {"kind-", "kind-0", "kind-2", "kind-128", "kind-256", "kind-300",
                             "kind-6", "kind-077", "kind-+77", "kind-77 ", "kind-77x", "Kind-77"}) {
        EXPECT_EQ(event_kind_from(word), std::nullopt) << word;
    }
}

// Times are written in UTC with milliseconds and read back as they were.
TEST(Event, times_have_one_form) {
    using namespace std::chrono;
    const WallTime time = sys_days{2026y / November / 23} + 14h + 54min + 7s + 89ms;
    EXPECT_EQ(to_rfc3339(time), "2026-11-23T14:54:07.089Z");
    EXPECT_EQ(from_rfc3339("2026-11-23T14:54:07.089Z"), time);
    EXPECT_EQ(to_rfc3339(WallTime{}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(WallTime{-1ms}), "1969-12-31T23:59:59.999Z");
}

// Other forms and impossible times are refused.
TEST(Event, malformed_times_are_refused) {
    for (const auto* text :
         {"", "2026-11-23", "2026-11-23T14:54:07Z", "2026-02-30T00:00:00.000Z",
          "2026-11-23T24:00:00.000Z", "2026-11-23T14:60:00.000Z", "2026-11-23T14:54:07.089+01:00",
          "2026-11-23T14:54:07.089Zx", "2026-1-2T3:4:5.6Z"}) {
        EXPECT_FALSE(from_rfc3339(text)) << text;
    }
}

// What no calendar has is the nearest time that one has, so every time has the one form.
TEST(Event, times_are_bounded) {
    using namespace std::chrono;
    EXPECT_EQ(to_rfc3339(earliest_time), "0000-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(latest_time), "9999-12-31T23:59:59.999Z");
    EXPECT_EQ(from_rfc3339("0000-01-01T00:00:00.000Z"), earliest_time);
    EXPECT_EQ(from_rfc3339("9999-12-31T23:59:59.999Z"), latest_time);
    for (const auto count :
         {std::numeric_limits<std::int64_t>::max(), std::int64_t{9467085600000000},
          latest_time.time_since_epoch().count() + 1}) {
        EXPECT_EQ(bounded(WallTime{milliseconds{count}}), latest_time);
        EXPECT_EQ(to_rfc3339(WallTime{milliseconds{count}}), to_rfc3339(latest_time));
    }
    for (const auto count :
         {std::numeric_limits<std::int64_t>::min(), std::int64_t{-9007199254740991},
          earliest_time.time_since_epoch().count() - 1}) {
        EXPECT_EQ(bounded(WallTime{milliseconds{count}}), earliest_time);
        EXPECT_EQ(to_rfc3339(WallTime{milliseconds{count}}), to_rfc3339(earliest_time));
    }
    EXPECT_EQ(bounded(WallTime{}), WallTime{});
}

} // namespace
} // namespace chatroom
