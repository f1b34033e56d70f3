// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/json_fields.hpp"

#include <gtest/gtest.h>

// Fields reads JSON from outside without trusting it: problems are remembered, never thrown.
namespace chatroom {
namespace {

using namespace std::chrono_literals;

nlohmann::json parsed(std::string_view bytes) {
    return parse_json(bytes).value();
}

TEST(ParseJson, RefusesWhatIsNotJsonOrNotUtf8) {
    EXPECT_FALSE(parse_json(""));
    EXPECT_FALSE(parse_json("{"));
    EXPECT_FALSE(parse_json("{} {}"));
    EXPECT_FALSE(parse_json("\"\xFF\""));
    EXPECT_FALSE(parse_json("\"\xED\xA0\x80\""));
    EXPECT_FALSE(parse_json("\"\\ud800\""));
    EXPECT_FALSE(parse_json("1e999"));
    EXPECT_EQ(parsed("{\"a\":[1]}").dump(), "{\"a\":[1]}");
}

TEST(ParseJson, TakesEightLevelsAndNoMore) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_EQ(parsed(nested(8)).dump(), nested(8));
    EXPECT_FALSE(parse_json(nested(9)));
    EXPECT_FALSE(parse_json(nested(1'000'000)));
    EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
}

TEST(DumpJson, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(dump_json("a\xFF"), "\"a\uFFFD\"");
}

TEST(Fields, GiveTheMembersAndNoProblem) {
    const auto object =
        parsed(R"({"t":"小明","n":7,"f":true,"w":"2026-11-23T14:54:00.250Z","a":[1]})");
    Fields fields(object);
    EXPECT_TRUE(fields.has("t"));
    EXPECT_FALSE(fields.has("u"));
    EXPECT_EQ(fields.text("t"), "小明");
    EXPECT_EQ(fields.number("n", 7, 7), 7U);
    EXPECT_TRUE(fields.flag("f"));
    EXPECT_EQ(fields.time("w"), WallTime{1795445640250ms});
    EXPECT_EQ(fields.any("a").dump(), "[1]");
    EXPECT_TRUE(fields.any("missing").is_null());
    fields.expect_no_more();
    EXPECT_EQ(fields.problem(), "");
}

TEST(Fields, NameTheFirstProblemOnly) {
    const auto object = parsed(R"({"t":1,"n":"x"})");
    Fields fields(object);
    EXPECT_EQ(fields.text("t"), "");
    EXPECT_EQ(fields.number("n"), 0U);
    EXPECT_EQ(fields.problem(), "t must be a string");
}

TEST(Fields, RefuseNumbersThatAreNotWholeOrNotWithinTheLimits) {
    for (const auto* number : {"0", "-1", "1001", "1.0", "\"5\"", "null", "99999999999999999999"}) {
        const auto object = parsed(std::string("{\"count\":") + number + "}");
        Fields fields(object);
        EXPECT_EQ(fields.number("count", 1, 1000), 1U) << number;
        EXPECT_EQ(fields.problem(), "count must be a whole number from 1 to 1000") << number;
    }
}

TEST(Fields, RefuseOtherTypesAndWrongTimes) {
    const auto object = parsed(R"({"f":1,"w":"yesterday"})");
    Fields flags(object);
    EXPECT_FALSE(flags.flag("f"));
    EXPECT_EQ(flags.problem(), "f must be true or false");
    Fields times(object);
    EXPECT_EQ(times.time("w"), WallTime{});
    EXPECT_EQ(times.problem(), "w must be a time as in RFC 3339, in UTC with milliseconds");
}

TEST(Fields, NameAMemberThatNobodyReadSoThatATerminalCanShowIt) {
    const auto object = parsed(R"({"t":"x","re\u001bason":"y"})");
    Fields fields(object);
    EXPECT_EQ(fields.text("t"), "x");
    fields.expect_no_more();
    EXPECT_EQ(fields.problem(), "re\\x1Bason is not known here");
}

TEST(Fields, OfWhatIsNoObjectAreMissing) {
    const auto array = parsed("[1]");
    Fields fields(array);
    EXPECT_FALSE(fields.has("t"));
    EXPECT_EQ(fields.text("t"), "");
    fields.expect_no_more();
    EXPECT_EQ(fields.problem(), "an object is expected");
}

TEST(Fields, TakeOverTheProblemOfAnInnerObject) {
    const auto object = parsed(R"({"inner":{}})");
    Fields outer(object);
    Fields inner(outer.any("inner"));
    EXPECT_EQ(inner.text("t"), "");
    outer.include(inner);
    EXPECT_EQ(outer.problem(), "t must be a string");
}

} // namespace
} // namespace chatroom
