// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/text.hpp"

#include "base/utf8.hpp"
#include "protocol/characters.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

constexpr char32_t next_line = 0x85;
constexpr char32_t line_separator = 0x2028;
constexpr char32_t paragraph_separator = 0x2029;
constexpr char32_t zero_width_no_break_space = 0xfeff;
constexpr char32_t braille_blank = 0x2800;
constexpr char32_t hangul_filler = 0x3164;
constexpr char32_t halfwidth_hangul_filler = 0xffa0;

bool is_between(char32_t character, char32_t first, char32_t last) {
    return first <= character && character <= last;
}

bool is_break(char32_t character) {
    return is_between(character, U'\t', U'\r') || character == next_line ||
           character == line_separator || character == paragraph_separator;
}

bool is_control(char32_t character) {
    return character < 0x20 || is_between(character, 0x7f, 0x9f);
}

/// Blanks that are not known as white space are used to push a text about: they become spaces.
bool is_odd_blank(char32_t character) {
    return character == braille_blank || character == hangul_filler ||
           character == halfwidth_hangul_filler;
}

/// Unseen, and without effect on what is seen: word joiners, invisible operators, controls of
/// musical and shorthand notation, annotations, and tags, but for those of a flag. Stays the same
/// in all versions of Unicode, as both ends must agree on it.
bool is_idle(char32_t character) {
    return character == zero_width_no_break_space || is_between(character, 0x2060, 0x2065) ||
           is_between(character, 0x206a, 0x206f) || is_between(character, 0xfff0, 0xfffb) ||
           is_between(character, 0x1bca0, 0x1bca3) || is_between(character, 0x1d173, 0x1d17a) ||
           is_between(character, 0xe0000, 0xe00ff) || is_between(character, 0xe01f0, 0xe0fff);
}

/// The printable ASCII in front, which needs no look at each character. For most texts that is all.
std::string_view plain_prefix(std::string_view bytes) {
    const auto end = std::find_if_not(bytes.begin(), bytes.end(),
                                      [](char byte) { return byte >= ' ' && byte <= '~'; });
    return bytes.substr(0, static_cast<std::size_t>(end - bytes.begin()));
}

/// Builds a clean text of what it is given piece by piece. What it decides depends only on what it
/// has kept, so a clean text stays as it is.
class Cleaner {
public:
    void take_plain(std::string_view plain) {
        keep(plain);
        last_ = came_ = U' ';
        stacked_ = unseen_ = 0;
        is_seen_ = is_seen_ || plain.find_first_not_of(' ') != std::string_view::npos;
    }

    void take(char32_t character, std::string_view bytes) {
        if (is_break(character)) {
            breaks_ += came_ == U'\r' && character == U'\n' ? 0 : 1;
        } else if (is_odd_blank(character)) {
            take_plain(" ");
        } else if (!is_control(character) && !is_idle(character) && has_room_for(character)) {
            keep(bytes);
            last_ = character;
            is_seen_ = is_seen_ || !(is_unseen(character) || is_blank(character));
        }
        came_ = character;
    }

    /// The tags that make a flag of what was kept last, if they do; returns how many bytes that is.
    std::size_t take_tags(std::string_view bytes) {
        if (last_ != black_flag || breaks_ > 0) {
            return 0;
        }
        const auto tags = code_points(bytes.substr(0, std::min(bytes.size(), max_tags_bytes)));
        const auto taken = to_utf8(std::u32string_view(tags).substr(0, region_tags(tags))).size();
        keep(bytes.substr(0, taken));
        last_ = taken > 0 ? char32_t{} : last_;
        return taken;
    }

    std::string result() && { return is_seen_ ? std::move(text_) : std::string(); }

private:
    static constexpr std::size_t max_side_by_side = 8;
    static constexpr std::size_t max_tags_bytes = 28; ///< Six and their end.

    /// Whether it is not one mark, or one unseen character, too many.
    bool has_room_for(char32_t character) {
        if (breaks_ > 0) {
            stacked_ = unseen_ = 0; // A space comes between it and the rest.
        }
        const bool is_stacked = is_mark(character);
        const bool is_hidden = is_unseen(character);
        if ((is_hidden ? unseen_ : is_stacked ? stacked_ : 0) == max_side_by_side) {
            return false;
        }
        stacked_ = is_hidden ? stacked_ : is_stacked ? stacked_ + 1 : 0;
        unseen_ = is_hidden ? unseen_ + 1 : 0;
        return true;
    }

    /// Breaks become spaces only if something follows.
    void keep(std::string_view bytes) {
        text_.append(std::exchange(breaks_, 0), ' ');
        text_ += bytes;
    }

    std::string text_;
    std::size_t breaks_ = 0;  ///< That came since something was kept.
    std::size_t stacked_ = 0; ///< Marks on the last letter.
    std::size_t unseen_ = 0;  ///< Unseen characters side by side at the end.
    char32_t last_ = 0;       ///< Kept.
    char32_t came_ = 0;       ///< Kept or not.
    bool is_seen_ = false;    ///< There is something in the text that is seen.
};

} // namespace

Result<std::string, TextFault> clean_text(std::string_view bytes) {
    if (bytes.size() > max_text_bytes) {
        return Unexpected(TextFault::too_long);
    }
    Cleaner cleaner;
    while (!bytes.empty()) {
        if (const auto plain = plain_prefix(bytes); !plain.empty()) {
            cleaner.take_plain(plain);
            bytes.remove_prefix(plain.size());
            continue;
        }
        const auto code_point = first_code_point(bytes);
        if (!code_point) {
            return Unexpected(TextFault::not_utf8);
        }
        const auto tags = is_tag(code_point->value) ? cleaner.take_tags(bytes) : 0;
        if (tags == 0) {
            cleaner.take(code_point->value, bytes.substr(0, code_point->bytes));
        }
        bytes.remove_prefix(tags > 0 ? tags : code_point->bytes);
    }
    return std::move(cleaner).result();
}

std::vector<std::string> split_text(std::string whole) {
    std::vector<std::string> parts;
    if (!whole.empty() && whole.size() <= max_event_text_bytes) {
        parts.push_back(std::move(whole));
        return parts;
    }
    std::string_view text = whole;
    while (!text.empty()) {
        const auto part = grapheme_prefix(text, max_event_text_bytes);
        text.remove_prefix(part.size());
        // What is cut out of a clean text may be blank, or begin within a cluster that was cut.
        if (auto clean = clean_text(part).value_or(""); !clean.empty()) {
            parts.push_back(std::move(clean));
        }
    }
    return parts;
}

} // namespace chatroom
