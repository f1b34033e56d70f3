// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/grapheme.hpp"

#include "base/display_width.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

namespace chatroom {

namespace {

struct CloseView {
    void operator()(UText* text) const { utext_close(text); }
};

bool is_plain(char byte) {
    return byte >= ' ' && byte <= '~';
}

/// Punctuation and symbols that East Asian fonts may draw wide (UAX 11).
bool may_be_wide(UChar32 character) {
    return u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH) == U_EA_AMBIGUOUS &&
           u_isalpha(character) == 0;
}

std::size_t most_columns(std::string_view bytes, UChar32 character) {
    switch (u_charType(character)) {
    case U_UNASSIGNED:
    case U_PRIVATE_USE_CHAR:
        return 2;
    default:
        break;
    }
    // An emoji selector makes one column two.
    constexpr UChar32 emoji_selector = 0xFE0F;
    const auto usual = display_width(bytes);
    if (usual == 0) {
        return character == emoji_selector ? 1 : 0;
    }
    const bool is_half_a_flag = u_hasBinaryProperty(character, UCHAR_REGIONAL_INDICATOR) != 0;
    return is_half_a_flag || may_be_wide(character) ? 2 : usual;
}

std::size_t most_columns(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const auto point = first_code_point(text);
        const auto bytes = point ? point->bytes : 1;
        columns +=
            point ? most_columns(text.substr(0, bytes), static_cast<UChar32>(point->value)) : 1;
        text.remove_prefix(bytes);
    }
    return columns;
}

/// ICU's, for one text.
class Breaks {
public:
    explicit Breaks(std::string_view text) {
        UErrorCode status = U_ZERO_ERROR;
        iterator_.reset(
            icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
        view_.reset(
            utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status));
        if (U_FAILURE(status)) {
            throw std::runtime_error("ICU cannot find grapheme clusters");
        }
        iterator_->setText(view_.get(), status);
    }

    std::size_t behind(std::size_t place, std::size_t end) {
        const auto found = iterator_->following(static_cast<std::int32_t>(place));
        return found == icu::BreakIterator::DONE ? end : static_cast<std::size_t>(found);
    }
    std::size_t before(std::size_t place) {
        const auto found = iterator_->preceding(static_cast<std::int32_t>(place));
        return found == icu::BreakIterator::DONE ? 0 : static_cast<std::size_t>(found);
    }

private:
    std::unique_ptr<UText, CloseView> view_;
    std::unique_ptr<icu::BreakIterator> iterator_;
};

} // namespace

std::vector<Grapheme> graphemes(std::string_view text) {
    std::vector<Grapheme> result;
    // Most texts are ASCII, which needs no look at each character.
    if (std::ranges::all_of(text, is_plain)) {
        for (std::size_t place = 0; place < text.size(); ++place) {
            result.push_back({text.substr(place, 1), 1});
        }
        return result;
    }
    Breaks breaks(text);
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = breaks.behind(begin, text.size());
        const auto piece = text.substr(begin, end - begin);
        result.push_back({piece, most_columns(piece)});
        begin = end;
    }
    return result;
}

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (const auto& grapheme : graphemes(text)) {
        columns += grapheme.columns;
    }
    return columns;
}

std::size_t next_grapheme(std::string_view text, std::size_t place) {
    return place >= text.size() ? text.size() : Breaks(text).behind(place, text.size());
}

std::size_t previous_grapheme(std::string_view text, std::size_t place) {
    return place == 0 ? 0 : Breaks(text).before(std::min(place, text.size()));
}

} // namespace chatroom
