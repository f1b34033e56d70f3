// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/letter_shapes.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace chatroom {

namespace {

/// A character, and others that are written in its place.
struct Row {
    char32_t character;
    std::u32string_view shapes;
};

// The forms of one character that the typefaces of one country or another give to it (Unihan's
// kZVariant and kSemanticVariant, those that are told apart only side by side).
constexpr auto han_shapes = std::to_array<Row>(
    {{U'明', U"眀朙"}, {U'口', U"囗□▢"}, {U'真', U"眞"}, {U'青', U"靑"}, {U'内', U"內"},
     {U'吕', U"呂"},   {U'黄', U"黃"},   {U'争', U"爭"}, {U'丢', U"丟"}, {U'侣', U"侶"},
     {U'俞', U"兪"},   {U'兑', U"兌"},   {U'吴', U"吳"}, {U'娱', U"娛"}, {U'户', U"戶戸"},
     {U'换', U"換"},   {U'没', U"沒"},   {U'清', U"淸"}, {U'温', U"溫"}, {U'脱', U"脫"},
     {U'说', U"説"},   {U'郎', U"郞"},   {U'高', U"髙"}, {U'德', U"徳"}, {U'吉', U"𠮷"},
     {U'告', U"吿"},   {U'出', U"岀"},   {U'册', U"冊"}, {U'别', U"別"}, {U'强', U"強"},
     {U'况', U"況"},   {U'决', U"決"},   {U'凉', U"涼"}, {U'减', U"減"}, {U'净', U"淨"},
     {U'姗', U"姍"},   {U'步', U"歩"},   {U'宫', U"宮"}, {U'彦', U"彥"}, {U'曾', U"曽"},
     {U'增', U"増"},   {U'每', U"毎"},   {U'黑', U"黒"}, {U'熙', U"煕"}, {U'即', U"卽"},
     {U'既', U"旣"},   {U'教', U"敎"},   {U'奥', U"奧"}, {U'慎', U"愼"}, {U'值', U"値"},
     {U'虚', U"虛"},   {U'瑶', U"瑤"},   {U'遥', U"遙"}, {U'姬', U"姫"}, {U'为', U"爲"},
     {U'研', U"硏"},   {U'税', U"稅"},   {U'悦', U"悅"}, {U'日', U"曰"}, {U'己', U"已巳"},
     {U'群', U"羣"},   {U'産', U"產"},   {U'祢', U"禰"}});

// What has the shape of a letter and another meaning.
constexpr auto other_shapes = std::to_array<Row>({{U'i', U"¡"}, {U'a', U"Ꭿ"}, {U'l', U"丨"}});

/// Letters from A to Z one after the other, from this one on.
constexpr auto alphabets = std::to_array<char32_t>({0x1f130, 0x1f150, 0x1f170, 0x1f1e6});

constexpr std::u32string_view colons =
    U":\u02d0\u02d1\u02f8\u0589\u05c3\u0703\u0704\u1361\u1365\u1366\u16ec\u17d6\u1803\u1804\u1809"
    U"\u205a\u205d\u205e\u2236\u2237\u22ee\u2803\u2805\u2806\u2818\u2828\u2830\u2844\u28a0\u2982"
    U"\u2a74\u2d57\ua4fd\ua789\ufe13\ufe19\ufe30\ufe55\uff1a";

template <std::size_t count>
char32_t found_in(const std::array<Row, count>& rows, char32_t character) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& candidate) {
        return candidate.shapes.find(character) != std::u32string_view::npos;
    });
    return row == rows.end() ? character : row->character;
}

bool is_latin_beyond_ascii(char32_t character) {
    UErrorCode status = U_ZERO_ERROR;
    return character >= 0x80 &&
           uscript_getScript(static_cast<UChar32>(character), &status) == USCRIPT_LATIN;
}

/// The letter that the character's name in the Unicode Character Database speaks of: the word of
/// one letter behind the first of the words, as in LATIN SMALL LETTER A WITH STROKE.
char32_t letter_named(char32_t character, std::string_view words) {
    std::array<char, 128> buffer{};
    UErrorCode status = U_ZERO_ERROR;
    const auto length = u_charName(static_cast<UChar32>(character), U_UNICODE_CHAR_NAME,
                                   buffer.data(), buffer.size(), &status);
    if (U_FAILURE(status)) {
        return character;
    }
    const std::string_view name(buffer.data(), static_cast<std::size_t>(length));
    const auto place = name.find(words);
    if (place == std::string_view::npos) {
        return character;
    }
    auto rest = name.substr(place + words.size());
    if (constexpr std::string_view turned = "TURNED "; rest.starts_with(turned)) {
        rest.remove_prefix(turned.size());
    }
    const bool is_one_letter = !rest.empty() && (rest.size() == 1 || rest[1] == ' ');
    return is_one_letter ? static_cast<char32_t>(rest.front() - 'A' + 'a') : character;
}

} // namespace

char32_t usual_shape(char32_t character) {
    const auto letter = is_latin_beyond_ascii(character)
                            ? letter_named(character, "LATIN LETTER SMALL CAPITAL ")
                            : character;
    return found_in(han_shapes, letter);
}

char32_t plain_letter(char32_t character) {
    constexpr char32_t letters = 26;
    for (const auto first : alphabets) {
        if (character >= first && character < first + letters) {
            return character - first + U'a';
        }
    }
    const auto usual = usual_shape(character);
    const auto letter = is_latin_beyond_ascii(usual) ? letter_named(usual, " LETTER ") : usual;
    return found_in(other_shapes, letter);
}

bool is_colon(char32_t character) {
    return colons.find(character) != std::u32string_view::npos;
}

} // namespace chatroom
