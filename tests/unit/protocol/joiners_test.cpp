// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/characters.hpp"
#include "protocol/joiners.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

/// Whether all unseen characters of the name are needed; there is one at least.
bool needed(std::string_view text) {
    const auto name = code_points(text);
    bool is_one_there = false;
    for (std::size_t place = 0; place < name.size(); ++place) {
        if (is_unseen(name[place])) {
            is_one_there = true;
            if (!is_needed(name, place)) {
                return false;
            }
        }
    }
    EXPECT_TRUE(is_one_there) << text;
    return is_one_there;
}

// Scripts that cannot write names without joiners have them: Persian, Nepali, Sinhala, Malayalam,
// Kannada, Telugu,
// Bengali.
TEST(Joiners, are_needed_by_scripts) {
    for (const auto* name : {"مه\u200cناز", "श्रेष्\u200dठ", "ප්\u200dරසාද්", "ක්\u200dරිශාන්", "അന്\u200d",
                             "ರ್\u200dಯಾನ್", "ర్\u200cయాన్", "مُ\u200cحمد", "র\u200d্যাচেল"}) {
        EXPECT_TRUE(needed(name)) << name;
    }
}

// Elsewhere a joiner changes nothing that is seen.
TEST(Joiners, are_not_needed_elsewhere) {
    for (const auto* name :
         {"Bo\u200db",  "Bo\u200cb", "\u200cمه",          "مه\u200c",          "دو\u200cد",
          "小\u200d明", "क\u200dठ",  "क्\u200cb",          "क्\u200dा",          "b्\u200d1",
          "\u200d",     "\u200c",    "مه\u200c\u200cناز", "ප්\u200d\u200dරසාද්", "❤\u200dBob",
          "Bob\u200d❤", "❤\u200d",   "్\u200cయ",           "র\u200d্",           "b\u200d্য"}) {
        EXPECT_FALSE(needed(name)) << name;
    }
}

// Emoji are what phones make of them.
TEST(Joiners, are_needed_by_emoji) {
    for (const auto* name :
         {"❤️", "1️⃣", "#️⃣", "☺︎", "🧑‍🚀", "👩‍👩‍👦",
          "❤️‍🔥", "🏳️‍🌈", "👩🏽‍🚀", "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
          "小狗❤️狗"}) {
        EXPECT_TRUE(needed(name)) << name;
    }
}

// A selector, a tag or a joiner without its emoji is not needed.
TEST(Joiners, are_not_needed_without_an_emoji) {
    for (const auto* name :
         {"a\ufe0f", "1\ufe0f", "\ufe0f", "❤\ufe0f\ufe0f", "中\ufe0f", "🏴\U000e0067\U000e0062",
          "🏳\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "a\U000e0041",
          "❤\ufe0f\ufe0f\u200d🔥", "❤\u200b", "\u2060"}) {
        EXPECT_FALSE(needed(name)) << name;
    }
}

} // namespace
} // namespace chatroom
