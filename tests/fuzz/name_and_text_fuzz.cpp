// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "protocol/member_name.hpp"
#include "protocol/name_keys.hpp"
#include "protocol/text.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>

namespace {

using namespace chatroom;
using fuzz::require;

bool has_control_characters(std::string_view text) {
    while (!text.empty()) {
        const auto character = first_code_point(text);
        require(character.has_value());
        if (character->value < 0x20 || (character->value >= 0x7f && character->value < 0xa0)) {
            return true;
        }
        text.remove_prefix(character->bytes);
    }
    return false;
}

void check_name(std::string_view bytes) {
    const auto parsed = MemberName::parse(bytes);
    if (parsed) {
        require(parsed->text() == bytes && !bytes.empty() && bytes.size() <= max_name_bytes);
        require(is_utf8(bytes) && bytes.find(' ') == std::string_view::npos);
        require(!has_control_characters(bytes));
        require(bytes.find_first_of(",;") == std::string_view::npos);
        const auto keys = name_keys(bytes);
        require(!keys.empty() && keys.size() <= 4 && !keys.front().empty());
    }
}

void check_text(std::string_view bytes) {
    const auto cleaned = clean_text(bytes);
    if (!cleaned) {
        require(bytes.size() > max_text_bytes || !is_utf8(bytes));
        return;
    }
    const auto& text = *cleaned;
    require(is_utf8(text) && text.size() <= bytes.size() && !has_control_characters(text));
    require(clean_text(text) == text);
    std::size_t length = 0;
    const auto parts = split_text(text);
    for (const auto& part : parts) {
        require(!part.empty() && part.size() <= max_event_text_bytes && is_utf8(part));
        require(clean_text(part) == part);
        length += part.size();
    }
    require(length <= text.size() && parts.empty() == text.empty());
    require(text.size() > max_event_text_bytes || length == text.size());
    const auto prefix = grapheme_prefix(text, 400);
    require(prefix.size() <= 400 && text.starts_with(prefix) && is_utf8(prefix));
}

} // namespace

// Names, texts and what a log shows keep their promises for any bytes.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::as_text(data, size);
    check_name(bytes);
    check_text(bytes);
    const auto shown = printable(bytes);
    require(is_utf8(shown) && !has_control_characters(shown));
    return 0;
}
