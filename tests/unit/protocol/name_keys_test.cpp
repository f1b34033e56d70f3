// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/name_keys.hpp"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

bool same_name(std::string_view left, std::string_view right) {
    return have_common_key(name_keys(left), name_keys(right));
}

// Names that look alike are one name, whichever way round they are compared.
TEST(NameKeys, is_compared_by_its_looks) {
    const std::vector<std::pair<const char*, const char*>> alike{
        {"Bob", "bob"},         {"Bob", "BOB"},     {"Bob", "ｂｏｂ"},  {"Bob", "Вob"},
        {"Bob", "Bоb"},         {"Bob", "B0b"},     {"BOB", "ВОВ"},     {"вов", "ВОВ"},
        {"Ivy", "ivy"},         {"Ivy", "lvy"},     {"Tom", "ТОМ"},     {"straße", "STRASSE"},
        {"é", "e\u0301"},       {"①", "1"},         {"ﬁn", "fin"},      {"modern", "modem"},
        {"ΑΒΓ", "αβγ"},         {"user1", "userl"}, {"小明", "小明"},   {"Ａ", "a"},
        {"bill", "bi\u0307ll"}, {"j", "j\u0307"},   {"Cyril", "Ϲyril"}, {"Candice", "Candiϲe"},
        {"CANDICE", "candiϹe"}, {"Mary", "Maʀy"},   {"小明", "小眀"},   {"口口", "口□"},
        {"محمد", "محـمد"},      {"真", "眞"},       {"一", "ー"}};
    for (const auto& [left, right] : alike) {
        EXPECT_TRUE(same_name(left, right)) << left << " " << right;
        EXPECT_TRUE(same_name(right, left)) << left << " " << right;
    }
}

// Punctuation and blanks at the end make no other name, whatever they look like; those that are a
// name by themselves do.
TEST(NameKeys, leaves_out_signs_at_the_end) {
    for (const auto* other : {"Bob.", "Bob...", "bob！", "Bob:", "Bob’", "Bob_", "Bob ",
                              "Bob\u3000", "Bob\u2800", "Bobǃ", "Bob)", "Bob.\u200d"}) {
        EXPECT_TRUE(same_name("Bob", other)) << other;
    }
    EXPECT_TRUE(same_name("小明", "小明："));
    EXPECT_TRUE(same_name("Bob", "Bobᱺ"));
    EXPECT_TRUE(same_name("Bób1", "Bób1ˌ"));
    EXPECT_FALSE(same_name("ば", "ばー"));
    EXPECT_FALSE(same_name("菜", "菜々"));
    EXPECT_FALSE(same_name("小明", "小明^_^"));
    EXPECT_FALSE(same_name("Bob", "Bob+"));
    EXPECT_FALSE(same_name("Bob", ".Bob"));
    EXPECT_FALSE(same_name("?", "!"));
}

// What is not seen makes no other name.
TEST(NameKeys, leaves_out_what_is_not_seen) {
    EXPECT_TRUE(same_name("小狗❤️", "小狗❤"));
    EXPECT_TRUE(same_name("1️⃣班", "1⃣班"));
    EXPECT_TRUE(same_name("👩‍🚀", "👩🚀"));
    EXPECT_TRUE(same_name("مه\u200cناز", "مهناز"));
    EXPECT_TRUE(same_name("🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🏴"));
    EXPECT_FALSE(same_name("❤️", "☀️"));
    EXPECT_EQ(name_keys("\u200d"), NameKeys{""});
}

// Names that a line shows in the same order are one, though they are written otherwise.
TEST(NameKeys, is_compared_as_it_is_shown) {
    EXPECT_TRUE(same_name("1محمد", "محمد1"));
    EXPECT_TRUE(same_name("12דוד", "1דוד2"));
    EXPECT_FALSE(same_name("12דוד", "21דוד"));
    EXPECT_FALSE(same_name("דוד", "ודד"));
    EXPECT_TRUE(same_name("שׁלום", "שׁלום"));
}

// Most names have one key, and no key is there twice.
TEST(NameKeys, has_each_key_once) {
    EXPECT_EQ(name_keys("bob").size(), 1U);
    EXPECT_EQ(name_keys("小明").size(), 1U);
    EXPECT_GT(name_keys("Ϲyril").size(), 1U);
}

// What a text looks like keeps its case and its signs.
TEST(NameKeys, tells_looks) {
    EXPECT_EQ(looks_of("А："), "A:");
    EXPECT_EQ(looks_of("ALI"), "ALl");
}

// Different names stay different.
TEST(NameKeys, is_not_confused_with_others) {
    const std::vector<std::pair<const char*, const char*>> different{{"Bob", "Rob"},
                                                                     {"小明", "小朋"},
                                                                     {"user1", "user2"},
                                                                     {"Ann", "Anna"},
                                                                     {"user10", "user11"}};
    for (const auto& [left, right] : different) {
        EXPECT_FALSE(same_name(left, right)) << left << " " << right;
    }
}

} // namespace
} // namespace chatroom
