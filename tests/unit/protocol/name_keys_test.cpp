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
        {"Bob", "bob"},         {"Bob", "BOB"},     {"Bob", "ｂｏｂ"}, {"Bob", "Вob"},
        {"Bob", "Bоb"},         {"Bob", "B0b"},     {"BOB", "ВОВ"},    {"вов", "ВОВ"},
        {"Ivy", "ivy"},         {"Ivy", "lvy"},     {"Tom", "ТОМ"},    {"straße", "STRASSE"},
        {"é", "e\u0301"},       {"①", "1"},         {"ﬁn", "fin"},     {"modern", "modem"},
        {"ΑΒΓ", "αβγ"},         {"user1", "userl"}, {"小明", "小明"},  {"Ａ", "a"},
        {"bill", "bi\u0307ll"}, {"j", "j\u0307"}};
    for (const auto& [left, right] : alike) {
        EXPECT_TRUE(same_name(left, right)) << left << " " << right;
        EXPECT_TRUE(same_name(right, left)) << left << " " << right;
    }
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
