// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/han_look_alikes.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace chatroom {

namespace {

struct Row {
    char32_t character;
    std::u32string_view look_alikes;
};

// Unicode's confusables hardly know Han. These are the variants that Unihan_Variants.txt of
// Unicode 15.0 names (simplified, traditional, semantic, spoofing), those among the 27,586
// ideographs of the font WenQuanYi Zen Hei 0.9.45 that overlap with the character at 32 pixels by
// 0.74 and more (normalised correlation of the bitmaps, a little blurred; less where fewer than two
// reach it), and those that have the same part beside another one (員 and 贠, by the decompositions
// of CHISE). What makes an ordinary name of a reserved word of two characters is left out: 郡主 is
// a princess, 群生 a given name.
constexpr std::array<Row, 30> rows{{
    {U'管', U"菅筦䈍䇾䈿䉕箸箮䇞官館舘"},
    {U'理', U"埋㻔浬珵玾璖俚狸哩里"},
    {U'员', U"員负吴虽贲頁灵贞页負貝贡贠貟圆圓"},
    {U'系', U"糸係繫佘䒬"},
    {U'统', U"統綂绕銃㧤绞珫絖铳"},
    {U'服', U"朖䏣脹脵胀股䑥舨"},
    {U'务', U"務备各夆"},
    {U'器', U"噐嚣䀆"},
    {U'公', U"厺分"},
    {U'告', U"吿吉售"},
    {U'通', U"逋迪遖逼適逎週運迎"},
    {U'知', U"却"},
    {U'房', U"厉庑戾"},
    {U'主', U"玍"},
    {U'群', U"羣䩆"},
    {U'所', U"肵斫"},
    {U'有', U"冇㝍"},
    {U'人', U"入大乆太火犬"},
    {U'消', U"肖洧逍"},
    {U'息', U"媳恖"},
    {U'全', U"仝金"},
    {U'体', U"休"},
    {U'成', U"戌戍咸"},
    {U'聊', U"聆"},
    {U'天', U"夭夫"},
    {U'室', U"窒"},
    {U'进', U"迸逬"},
    {U'出', U"岀屮"},
    {U'退', U"迟逞"},
    {U'了', U"孑"},
}};

} // namespace

char32_t without_disguise(char32_t character) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& candidate) {
        return candidate.look_alikes.find(character) != std::u32string_view::npos;
    });
    return row == rows.end() ? character : row->character;
}

} // namespace chatroom
