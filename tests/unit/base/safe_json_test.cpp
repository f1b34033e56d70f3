// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/safe_json.hpp"

#include <gtest/gtest.h>

// JSON for programs that a terminal can show as well without being commanded by it.
namespace chatroom {
namespace {

TEST(SafeJson, LeavesWhatCanBeSeen) {
    const std::string json = R"({"name":"小明😀","text":"a\\b\"\u001b\n"})";
    EXPECT_EQ(safe_json(json), json);
}

TEST(SafeJson, EscapesDelC1FormatAndBidiCharacters) {
    EXPECT_EQ(safe_json("\"\x7F\u009B\u202E\u200D\""), R"("\u007f\u009b\u202e\u200d")");
}

TEST(SafeJson, EscapesAboveTheBasicPlaneAsTwoSurrogates) {
    EXPECT_EQ(safe_json("\"\U000E0001\""), R"("\udb40\udc01")");
}

} // namespace
} // namespace chatroom
