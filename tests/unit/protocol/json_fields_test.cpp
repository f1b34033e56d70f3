// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/json_fields.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

// JSON from outside is read without trusting it: what is wrong is said, never thrown.
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

// The bytes of a member come back as they stand, wherever else its name stands.
TEST(RawMember, FindsTheBytesOfAMember) {
    const auto id = [](std::string_view text) { return raw_member(text, "id"); };
    EXPECT_EQ(id(R"({"id":1})"), "1");
    EXPECT_EQ(id("{ \"id\"\t:\r\n 1.50e+3 }"), "1.50e+3");
    EXPECT_EQ(id(R"({"id":"a\"},\\","x":2})"), R"("a\"},\\")");
    EXPECT_EQ(id(R"({"x":"id","id":null})"), "null");
    EXPECT_EQ(id(R"({"x":{"id":1},"y":[{"id":2}],"id":3})"), "3");
    EXPECT_EQ(id(R"({"x":"\"id\":4,","id":5})"), "5");
    EXPECT_EQ(id(R"({"id":1,"id":2})"), "2");
    EXPECT_EQ(id(R"({"\u0069d":6})"), "6");
    EXPECT_EQ(id(R"({"x":1})"), "");
    EXPECT_EQ(id(R"([{"id":1}])"), "");
    EXPECT_EQ(id(R"({"x":{"id":1}})"), "");
}

// Of what is no JSON it finds something or nothing, and comes to an end.
TEST(RawMember, SurvivesWhatIsNoJson) {
    const std::string whole = R"({"x":[1,{"id":2}],"id":"\"","\u0069d":7})";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        raw_member(whole.substr(0, size), "id");
        raw_member(whole.substr(size), "id");
    }
    EXPECT_EQ(raw_member(R"({"id")", "id"), "");
    EXPECT_EQ(raw_member(R"({"id":)", "id"), "");
    EXPECT_EQ(raw_member(R"({"id":"a)", "id"), "\"a");
    EXPECT_EQ(raw_member("}]{\"id\":1", "id"), "1");
    EXPECT_EQ(raw_member("\"", "id"), "");
    EXPECT_EQ(raw_member("{\"\\", "id"), "");
}

// RFC 8259, section 6.
TEST(IsJsonNumber, KnowsNumbersOfAnyLength) {
    for (const std::string number :
         {"0", "-0", "7", "-12", "1.50", "0.0", "1e5", "1E+5", "1e-05", "-1.5e99999"}) {
        EXPECT_TRUE(is_json_number(number)) << number;
    }
    EXPECT_TRUE(is_json_number(std::string(60'000, '9')));
    for (const std::string other : {"", "-", "01", "00", "1.", ".5", "+1", "1e", "1e+", "0x1", "1 ",
                                    "NaN", "Infinity", "\"1\"", "--1", "1.e5"}) {
        EXPECT_FALSE(is_json_number(other)) << other;
    }
}

struct Part {
    bool flag = false;

    static constexpr auto fields() { return std::array{control::field<&Part::flag>("f")}; }
    bool operator==(const Part&) const = default;
};

struct Thing {
    std::string text;
    std::uint64_t number = 0;
    WallTime time;
    std::chrono::seconds duration{};
    std::vector<Part> parts;
    Part part;
    std::string comment = "none";

    static constexpr auto fields() {
        using control::field;
        return std::array{
            field<&Thing::text>("t"),
            field<&Thing::number>("n", {.min = 1, .max = 1000}),
            field<&Thing::time>("w"),
            field<&Thing::duration>("d", {.optional = true}),
            field<&Thing::parts>("a"),
            field<&Thing::part>("o"),
            field<&Thing::comment>("c", {.optional = true}),
        };
    }
    bool operator==(const Thing&) const = default;
};

constexpr std::string_view whole =
    R"({"a":[{"f":true},{"f":false}],"c":"hm","d":60,"n":7,"o":{"f":true},"t":"小明",)"
    R"("w":"2026-11-23T14:54:00.250Z"})";

std::string problem_in(std::string_view json, Unknown unknown = Unknown::refuse) {
    Thing thing;
    return read_fields(parsed(json), control::fields_of<Thing>, &thing, unknown);
}

/// What is wrong with the whole when a part of it is replaced.
std::string problem_with(std::string_view part, std::string_view other) {
    std::string json(whole);
    json.replace(json.find(part), part.size(), other);
    return problem_in(json);
}

// A whole object is read and written again.
TEST(Fields, ReadAndWriteEveryType) {
    Thing thing;
    EXPECT_EQ(read_fields(parsed(whole), control::fields_of<Thing>, &thing, Unknown::refuse), "");
    EXPECT_EQ(thing,
              (Thing{"小明", 7, WallTime{1795445640250ms}, 60s, {{true}, {false}}, {true}, "hm"}));
    EXPECT_EQ(write_fields(control::fields_of<Thing>, &thing).dump(), whole);
}

// An optional member that is missing leaves what is there, and is left out if it is nothing.
TEST(Fields, LeaveOutOptionalMembersThatAreNothing) {
    Thing thing;
    const auto json =
        parsed(R"({"a":[],"n":1,"o":{"f":true},"t":"","w":"1970-01-01T00:00:00.000Z"})");
    EXPECT_EQ(read_fields(json, control::fields_of<Thing>, &thing, Unknown::refuse), "");
    EXPECT_EQ(thing.comment, "none");
    thing.comment.clear();
    EXPECT_EQ(write_fields(control::fields_of<Thing>, &thing), json);
}

// The first member that is wrong is named, and what it must be.
TEST(Fields, NameTheFirstProblem) {
    EXPECT_EQ(problem_with(R"("t":"小明")", R"("t":1)"), "t must be a string");
    EXPECT_EQ(problem_with(R"("t":"小明",)", ""), "t must be a string");
    EXPECT_EQ(problem_with(R"("c":"hm")", R"("c":null)"), "c must be a string");
    EXPECT_EQ(problem_with(R"("f":false)", R"("f":0)"), "f must be true or false");
    EXPECT_EQ(problem_with(R"([{"f":true},{"f":false}])", "{}"), "a must be an array");
    EXPECT_EQ(problem_with(R"({"f":false})", "7"), "an object is expected");
    EXPECT_EQ(problem_with(R"("o":{"f":true})", R"("o":[])"), "an object is expected");
    EXPECT_EQ(problem_with("2026-11-23T14:54:00.250Z", "yesterday"),
              "w must be a time as in RFC 3339, in UTC with milliseconds");
    EXPECT_EQ(problem_with(R"("d":60)", R"("d":3153600001)"),
              "d must be a whole number from 0 to 3153600000");
    for (const auto* number : {"0", "-1", "1001", "1.0", "\"5\"", "null", "99999999999999999999"}) {
        EXPECT_EQ(problem_with("\"n\":7", std::string("\"n\":") + number),
                  "n must be a whole number from 1 to 1000");
    }
    for (const auto* other : {"[1]", "null", "7", "\"x\""}) {
        EXPECT_EQ(problem_in(other), "an object is expected");
    }
}

// A member that nobody described is a mistake or of a newer program; it can be shown on a terminal.
TEST(Fields, RefuseOrIgnoreMembersThatAreUnknown) {
    const std::string json = R"({"re\u001bason":"y",)" + std::string(whole.substr(1));
    EXPECT_EQ(problem_in(json), "re\\x1Bason is not known here");
    EXPECT_EQ(problem_in(json, Unknown::ignore), "");
}

} // namespace
} // namespace chatroom
