// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/letter_shapes.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// Another shape of a letter is that letter; what is a letter of its own stays.
TEST(LetterShapes, are_the_same_letter) {
    EXPECT_EQ(usual_shape(U'ʀ'), U'r');
    EXPECT_EQ(usual_shape(U'ᴀ'), U'a');
    EXPECT_EQ(usual_shape(U'眀'), U'明');
    EXPECT_EQ(usual_shape(U'□'), U'口');
    for (const char32_t own : U"aZé明朋ぁßłøʃ🅰") {
        EXPECT_EQ(usual_shape(own), own);
    }
}

// Who looks for a word takes a letter in whatever dress for it.
TEST(LetterShapes, are_read_as_plain_letters) {
    for (const char32_t dressed : {U'🅰', U'🅐', U'🄰', U'🇦', U'ᴀ', U'ɐ', U'ⱥ', U'Ꭿ', U'á', U'a'}) {
        EXPECT_EQ(plain_letter(dressed), U'a');
    }
    EXPECT_EQ(plain_letter(U'🇿'), U'z');
    EXPECT_EQ(plain_letter(U'¡'), U'i');
    EXPECT_EQ(plain_letter(U'ł'), U'l');
    for (const char32_t other : U"æß明д1😀") {
        EXPECT_EQ(plain_letter(other), other);
    }
}

// Two dots above each other are a colon, of whichever script.
TEST(LetterShapes, tell_colons) {
    for (const char32_t colon : {U':', U'：', U'︰', U'⦂', U'⠆', U'፡', U'᠄', U'⁝', U'ː', U'∶'}) {
        EXPECT_TRUE(is_colon(colon));
    }
    for (const char32_t other : U".·;ः⠿1") {
        EXPECT_FALSE(is_colon(other));
    }
}

} // namespace
} // namespace chatroom
