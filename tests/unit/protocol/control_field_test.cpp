// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/control_field.hpp"

#include <gtest/gtest.h>

// Described members are read and written by their descriptions alone.
namespace chatroom::control {
namespace {

using namespace std::chrono_literals;

struct Part {
    std::uint64_t weight = 0;

    static constexpr auto fields() { return std::array{field<&Part::weight>("weight")}; }
};

struct Thing {
    std::string name;
    std::uint32_t small = 0;
    std::uint64_t number = 0;
    std::chrono::seconds duration{};
    bool flag = false;
    WallTime time;
    Sequence sequence;
    Part part;
    std::vector<Part> parts;

    static constexpr auto fields() {
        return std::array{field<&Thing::name>("name"),
                          field<&Thing::small>("small"),
                          field<&Thing::number>("number", {.min = 1, .max = 1000}),
                          field<&Thing::duration>("duration", {.min = 60, .max = 7 * 24 * 3600}),
                          field<&Thing::flag>("flag"),
                          field<&Thing::time>("time"),
                          field<&Thing::sequence>("sequence"),
                          field<&Thing::part>("part"),
                          field<&Thing::parts>("parts")};
    }
};

const Field& described(std::string_view name) {
    static constexpr auto& fields = fields_of<Thing>;
    return *std::ranges::find(fields, name, &Field::name);
}

std::string set(Thing& thing, std::string_view name, std::string_view text) {
    return set_text(described(name), &thing, text);
}

struct Optional {
    std::string name;

    static constexpr auto fields() {
        return std::array{field<&Optional::name>("name", {.optional = true})};
    }
};

struct Holder {
    Optional optional;
    Part part;

    static constexpr auto fields() {
        return std::array{field<&Holder::optional>("optional"), field<&Holder::part>("part")};
    }
};

// Of each type there is a value that says nothing. An object says something if one of its members
// is always told.
TEST(IsNothing, KnowsEachType) {
    const Thing nothing{};
    const Thing something{"小明", 7, 8, 7200s, true, WallTime{1795445640000ms}, {9}, {1}, {{2}}};
    for (const auto& each : fields_of<Thing>) {
        EXPECT_EQ(is_nothing(each, &nothing), each.name != "part") << each.name;
        EXPECT_FALSE(is_nothing(each, &something)) << each.name;
    }
    Holder holder;
    EXPECT_TRUE(is_nothing(fields_of<Holder>.at(0), &holder));
    EXPECT_FALSE(is_nothing(fields_of<Holder>.at(1), &holder));
    holder.optional.name = "x";
    EXPECT_FALSE(is_nothing(fields_of<Holder>.at(0), &holder));
}

// Each type of member as people read it.
TEST(TextOf, ShowsEachType) {
    const Thing thing{"小明", 7, 8, 7200s, true, WallTime{1795445640000ms}, {9}, {1}, {{2}}};
    const auto text = [&](std::string_view name) { return text_of(described(name), &thing); };
    EXPECT_EQ(text("name"), "小明");
    EXPECT_EQ(text("small"), "7");
    EXPECT_EQ(text("number"), "8");
    EXPECT_EQ(text("duration"), "2h");
    EXPECT_EQ(text("flag"), "yes");
    EXPECT_EQ(text("time"), "2026-11-23T14:54:00.000Z");
    EXPECT_EQ(text("sequence"), "9");
    EXPECT_EQ(text("part"), "");
    EXPECT_EQ(text("parts"), "");
}

// Texts are taken as they are, numbers within their limits and that of their type.
TEST(SetText, TakesTextsAndNumbers) {
    Thing thing;
    EXPECT_EQ(set(thing, "name", " a b "), "");
    EXPECT_EQ(thing.name, " a b ");
    EXPECT_EQ(set(thing, "number", "1000"), "");
    EXPECT_EQ(thing.number, 1000U);
    for (const auto* wrong : {"0", "1001", "-1", "1.0", "x", "", "1 ", "99999999999999999999"}) {
        EXPECT_EQ(set(thing, "number", wrong), "a whole number from 1 to 1000") << wrong;
    }
    EXPECT_EQ(thing.number, 1000U);
    EXPECT_EQ(set(thing, "small", "4294967295"), "");
    EXPECT_EQ(set(thing, "small", "4294967296"), "a whole number from 0 to 4294967295");
    EXPECT_EQ(thing.small, 4294967295U);
}

// Durations are seconds, or have a unit.
TEST(SetText, TakesDurations) {
    Thing thing;
    const std::vector<std::pair<std::string, std::chrono::seconds>> durations = {
        {"60", 60s}, {"90s", 90s}, {"10m", 10min}, {"2h", 2h}, {"7d", 7 * 24h}};
    for (const auto& [text, duration] : durations) {
        EXPECT_EQ(set(thing, "duration", text), "") << text;
        EXPECT_EQ(thing.duration, duration);
    }
    for (const auto* wrong : {"59", "8d", "0m", "m", "", "1w", "-1h", "1.5h", "1h ",
                              "18446744073709551615d", "307445734561825861m"}) {
        EXPECT_EQ(set(thing, "duration", wrong),
                  "a duration such as 90s, 10m, 2h or 7d, from 1m to 7d")
            << wrong;
    }
    EXPECT_EQ(thing.duration, 7 * 24h);
}

// What may be 0 may be switched off, and only that.
TEST(SetText, SwitchesOff) {
    struct Pause {
        std::chrono::seconds length{7};
        static constexpr auto fields() {
            return std::array{field<&Pause::length>("length", {.max = 3600})};
        }
    };
    Pause pause;
    const auto set_pause = [&](std::string_view text) {
        return set_text(Pause::fields()[0], &pause, text);
    };
    EXPECT_EQ(set_pause("off"), "");
    EXPECT_EQ(pause.length, 0s);
    EXPECT_EQ(set_pause("1h"), "");
    EXPECT_EQ(pause.length, 1h);
    EXPECT_EQ(set_pause("0"), "");
    EXPECT_EQ(pause.length, 0s);
    for (const auto* wrong : {"on", "3601", "OFF", ""}) {
        EXPECT_EQ(set_pause(wrong), "off, or a duration such as 90s, 10m, 2h or 7d, from 0s to 1h")
            << wrong;
    }
    Thing thing;
    EXPECT_NE(set(thing, "duration", "off"), "");
}

// A time has the one form that travels.
TEST(SetText, TakesTimes) {
    Thing thing;
    EXPECT_EQ(set(thing, "time", "2026-11-23T14:54:00.000Z"), "");
    EXPECT_EQ(thing.time, WallTime{1795445640000ms});
    EXPECT_EQ(set(thing, "time", "14:54"), "a time such as 2026-11-23T14:54:00.000Z");
    EXPECT_EQ(thing.time, WallTime{1795445640000ms});
}

// Where there are few words to choose from it must be one of them.
TEST(SetText, TakesTheWordsThatThereAre) {
    struct Door {
        std::string state;
        static constexpr auto fields() {
            return std::array{field<&Door::state>("state", {.words = "open closed ajar"})};
        }
    };
    Door door;
    EXPECT_EQ(set_text(Door::fields()[0], &door, "closed"), "");
    EXPECT_EQ(door.state, "closed");
    for (const auto* wrong : {"", "clos", "open closed", " "}) {
        EXPECT_EQ(set_text(Door::fields()[0], &door, wrong), "open, closed or ajar") << wrong;
    }
}

// A flag is set or not.
TEST(SetText, SetsFlags) {
    Thing thing;
    EXPECT_EQ(set(thing, "flag", "yes"), "");
    EXPECT_TRUE(thing.flag);
    EXPECT_EQ(set(thing, "flag", "no"), "");
    EXPECT_FALSE(thing.flag);
    EXPECT_EQ(set(thing, "flag", "1"), "yes or no");
}

// What has no form as a word is not guessed.
TEST(SetText, RefusesWhatIsNoText) {
    Thing thing;
    for (const auto* name : {"part", "parts"}) {
        EXPECT_EQ(set(thing, name, "1"), "no text") << name;
    }
}

// Lists grow and are walked by their functions.
TEST(Fields, ReachIntoLists) {
    Thing thing;
    const auto list = std::get<List>(described("parts").place(&thing));
    for (const std::uint64_t weight : {3U, 4U}) {
        *std::get<std::uint64_t*>(list.fields[0].place(list.append(list.vector))) = weight;
    }
    ASSERT_EQ(list.size(list.vector), 2U);
    EXPECT_EQ(text_of(list.fields[0], list.at(list.vector, 1)), "4");
    const auto nested = std::get<Nested>(described("part").place(&thing));
    *std::get<std::uint64_t*>(nested.fields[0].place(nested.object)) = 5;
    EXPECT_EQ(thing.part.weight, 5U);
}

// Only the largest unit is shown, and it changes when it is full.
TEST(DurationText, HasOneUnit) {
    EXPECT_EQ(duration_text(0s), "0s");
    EXPECT_EQ(duration_text(59s), "59s");
    EXPECT_EQ(duration_text(60s), "1m");
    EXPECT_EQ(duration_text(3599s), "59m");
    EXPECT_EQ(duration_text(3600s), "1h");
    EXPECT_EQ(duration_text(86399s), "23h");
    EXPECT_EQ(duration_text(4 * 24h), "4d");
}

} // namespace
} // namespace chatroom::control
