// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

namespace chatroom {

std::optional<CodePoint> first_code_point(std::string_view bytes) {
    if (bytes.empty()) {
        return std::nullopt;
    }
    // Four bytes are all a code point can take, so the index always fits ICU's 32 bits.
    const auto length = static_cast<std::int32_t>(bytes.size() < 4 ? bytes.size() : 4);
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::int32_t position = 0;
    UChar32 value = 0;
    U8_NEXT(data, position, length, value);
    if (value < 0) {
        return std::nullopt;
    }
    return CodePoint{static_cast<char32_t>(value), static_cast<std::size_t>(position)};
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto code_point = first_code_point(bytes);
        if (!code_point) {
            return false;
        }
        bytes.remove_prefix(code_point->bytes);
    }
    return true;
}

namespace {

struct CloseText {
    void operator()(UText* text) const { utext_close(text); }
};

/// The end of the last grapheme cluster that ends at or before max_bytes; 0 if none does.
std::size_t last_cluster_end(std::string_view text, std::size_t max_bytes) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::BreakIterator> clusters(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    const std::unique_ptr<UText, CloseText> view(
        utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status));
    if (U_FAILURE(status)) {
        throw std::runtime_error("ICU cannot find grapheme clusters");
    }
    clusters->setText(view.get(), status);
    auto place = max_bytes;
    while (place > 0 && U8_IS_TRAIL(text[place])) {
        --place; // ICU asks for the beginning of a code point.
    }
    const auto limit = static_cast<std::int32_t>(place);
    if (clusters->isBoundary(limit) != 0) {
        return place;
    }
    const auto end = clusters->preceding(limit);
    return end == icu::BreakIterator::DONE ? 0 : static_cast<std::size_t>(end);
}

} // namespace

std::string_view grapheme_prefix(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) {
        return text;
    }
    if (const auto end = last_cluster_end(text, max_bytes); end > 0) {
        return text.substr(0, end);
    }
    std::size_t end = 0;
    while (const auto code_point = first_code_point(text.substr(end))) {
        if (end + code_point->bytes > max_bytes) {
            break;
        }
        end += code_point->bytes;
    }
    return text.substr(0, end);
}

} // namespace chatroom
