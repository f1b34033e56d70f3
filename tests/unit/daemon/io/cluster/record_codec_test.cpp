// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/record_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::Optional;

// Whose record it is and whether it has an event comes back as it was; what is elsewhere is not
// there.
TEST(RecordCodec, ThereAndBack) {
    Batch batch;
    batch.records.push_back({.event = Event(), .member = {7}, .facts = {}});
    batch.records.push_back({.event = {}, .member = {}, .facts = {Fact()}});
    const auto bytes = encode_frames(batch);
    EXPECT_EQ(bytes.size(), 19U);
    EXPECT_THAT(decode_frames(bytes),
                Optional(ElementsAre(RecordFrame{{7}, true}, RecordFrame{{}, false})));
}

// Bytes that were cut off, go on, or are of a later form are none.
TEST(RecordCodec, OtherBytes) {
    Batch batch{{Record{}}};
    const auto bytes = encode_frames(batch);
    for (std::size_t size = 2; size < bytes.size(); ++size) {
        EXPECT_EQ(decode_frames(bytes.substr(0, size)), std::nullopt) << size;
    }
    EXPECT_EQ(decode_frames(""), std::nullopt);
    EXPECT_EQ(decode_frames(bytes + "x"), std::nullopt);
    EXPECT_EQ(decode_frames("\x02" + bytes.substr(1)), std::nullopt);
    EXPECT_EQ(decode_frames(bytes.substr(0, 9) + "\x02"), std::nullopt);
    EXPECT_TRUE(decode_frames("\x01"));
}

} // namespace
} // namespace chatroom
