// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/reserved_names.hpp"

#include "base/utf8.hpp"
#include "protocol/characters.hpp"
#include "protocol/han_look_alikes.hpp"
#include "protocol/letter_shapes.hpp"
#include "protocol/name_keys.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace chatroom {

namespace {

// No name may be one of these, or be made of them and of attributes.
constexpr auto reserved_words = std::to_array<std::string_view>(
    {"admin",    "administrator", "moderator", "operator", "owner",        "host",
     "root",     "system",        "server",    "notice",   "notification", "announcement",
     "everyone", "everybody",     "管理",      "系统",     "服务器",       "伺服器",
     "公告",     "通知",          "房主",      "群主",     "所有人",       "全体成员",
     "全體成員", "聊天室"});
constexpr auto attributes = std::to_array<std::string_view>(
    {"message", "msg",  "s",    "the",  "room", "chat", "group", "official",
     "super",   "bot",  "消息", "訊息", "信息", "提示", "群",    "本",
     "官方",    "超级", "总",   "副",   "号",   "者",   "人员"});
// "All" as people write it; "Ali" and "ALI" are names, though capital i looks like small L.
constexpr auto words_for_all = std::to_array<std::string_view>({"all", "All", "ALL"});
// No part of a name may read as one of these.
constexpr auto reserved_parts = std::to_array<std::string_view>(
    {"管理员", "administrator", "系统消息", "系统通知", "系统公告"});
// What else ends in 理员 in place of 管理员: those who nurse, help, act for, cook, handle …
constexpr std::u32string_view other_clerks = U"护護助代料办辦经經修整清受审審处處推调調";
// What is taken for 员 behind 管, and is no given name.
constexpr std::u32string_view clerks = U"员員贠貟负負";
// Strokes that are read over between two characters.
constexpr std::u32string_view strokes = U"一丨丶丿亅乚ー－｜";
constexpr auto wording_parts = std::to_array<std::string_view>(
    {"进入了聊天室", "進入了聊天室", "进入聊天室", "進入聊天室", "退出了聊天室", "退出聊天室",
     "enteredtheroom", "lefttheroom", "entertheroom", "leavetheroom"});

/// As somebody sees it who only looks for a word: without signs and marks between the letters, with
/// one stroke for i, l and 1, and with the letters that digits, signs and Han look-alikes stand
/// for.
std::string word_of(std::string_view key) {
    constexpr std::u32string_view stand_ins = U"i1!34@5$7";
    constexpr std::string_view letters = "llleaasst";
    std::string word;
    while (const auto code_point = first_code_point(key)) {
        const auto seen = without_disguise(code_point->value);
        if (const auto place = stand_ins.find(seen); place != std::u32string_view::npos) {
            word += letters[place];
        } else if (seen != code_point->value) {
            word += to_utf8({&seen, 1});
        } else if (u_isalnum(static_cast<UChar32>(seen)) != 0) {
            word += key.substr(0, code_point->bytes);
        }
        key.remove_prefix(code_point->bytes);
    }
    return word;
}

using Words = std::set<std::string>;

void add_words_of(Words& words, std::string_view text) {
    for (const auto& key : name_keys(text)) {
        words.insert(word_of(key));
    }
}

template <std::size_t count>
Words words_of(const std::array<std::string_view, count>& texts) {
    Words words;
    for (const auto text : texts) {
        add_words_of(words, text);
    }
    return words;
}

bool is_letter(char32_t character) {
    return u_isalpha(static_cast<UChar32>(character)) != 0;
}

std::u32string capitals_of(std::u32string_view characters) {
    std::u32string capitals(characters);
    std::transform(capitals.begin(), capitals.end(), capitals.begin(), [](char32_t character) {
        return static_cast<char32_t>(u_toupper(static_cast<UChar32>(character)));
    });
    return capitals;
}

std::u32string letters_of(std::string_view name) {
    std::u32string letters;
    const auto characters = code_points(name);
    std::copy_if(characters.begin(), characters.end(), std::back_inserter(letters), is_letter);
    return letters;
}

/// From the first letter to the last.
std::u32string core_of(std::u32string_view characters) {
    const auto first = std::find_if(characters.begin(), characters.end(), is_letter);
    const auto last = std::find_if(characters.rbegin(), characters.rend(), is_letter).base();
    return first < last ? std::u32string(first, last) : std::u32string();
}

std::u32string without_strokes(std::u32string_view characters) {
    std::u32string rest;
    std::copy_if(characters.begin(), characters.end(), std::back_inserter(rest),
                 [](char32_t one) { return strokes.find(one) == std::u32string_view::npos; });
    return rest;
}

/// The words that a name may be read as: digits may stand for letters, or be a number behind a
/// word, and letters may have an unusual shape, or the shape of other capitals.
Words readings(std::string_view name, std::u32string_view letters) {
    const auto characters = code_points(name);
    Words words;
    add_words_of(words, name);
    std::u32string plain(characters);
    std::transform(plain.begin(), plain.end(), plain.begin(), plain_letter);
    if (plain != characters) {
        add_words_of(words, to_utf8(plain));
    }
    add_words_of(words, to_utf8(capitals_of(characters)));
    if (const auto rest = without_strokes(characters); rest != characters) {
        add_words_of(words, to_utf8(rest));
    }
    if (letters != characters) {
        add_words_of(words, to_utf8(letters));
        if (const auto core = core_of(characters); core != letters) {
            add_words_of(words, to_utf8(core));
        }
    }
    words.erase(std::string());
    return words;
}

/// Whether the rest is made of nothing but the words and attributes, with a word among them.
bool is_made_of(std::string_view rest, const Words& words, const Words& with, bool has_word) {
    const auto begins_with = [&](const Words& some, bool has_one) {
        return std::any_of(some.begin(), some.end(), [&](const std::string& word) {
            return rest.starts_with(word) &&
                   is_made_of(rest.substr(word.size()), words, with, has_one);
        });
    };
    return rest.empty() ? has_word : begins_with(words, true) || begins_with(with, has_word);
}

bool contains_one_of(const Words& words, const Words& parts) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
            return word.find(part) != std::string::npos;
        });
    });
}

bool is_one_of(std::u32string_view characters, char32_t character) {
    return characters.find(character) != std::u32string_view::npos;
}

/// The letters, with one blank for whatever else stands between two of them.
std::u32string letters_and_gaps(std::string_view name) {
    std::u32string result;
    for (const auto character : code_points(name)) {
        if (is_letter(character)) {
            result += character;
        } else if (!is_unseen(character) && !result.empty() && result.back() != U' ') {
            result += U' ';
        }
    }
    return result;
}

/// 管理员 with anything else in place of one of the first two, or with something in between: what
/// is read is the rest.
bool has_disguised_administrator(std::u32string_view letters) {
    for (std::size_t place = 2; place < letters.size(); ++place) {
        if (!is_one_of(clerks, letters[place])) {
            continue;
        }
        const bool is_clerk =
            letters[place - 1] == U'理' && !is_one_of(other_clerks, letters[place - 2]);
        const bool is_wide = place > 2 && letters[place - 3] == U'管' &&
                             (letters[place - 2] == U'理' || letters[place - 1] == U'理');
        if (is_clerk || is_wide || letters[place - 2] == U'管') {
            return true;
        }
    }
    return false;
}

/// Whether the character is the visarga of a script, which looks like a colon.
bool is_visarga(char32_t character) {
    return u_getIntPropertyValue(static_cast<UChar32>(character), UCHAR_INDIC_SYLLABIC_CATEGORY) ==
           U_INSC_VISARGA;
}

bool have_common_script(char32_t mark, char32_t letter) {
    UErrorCode status = U_ZERO_ERROR;
    const auto of_letter = uscript_getScript(static_cast<UChar32>(letter), &status);
    return uscript_hasScript(static_cast<UChar32>(mark), of_letter) != 0;
}

/// Whether there is what looks like a colon. A visarga is none where it belongs to a letter.
bool has_colon(std::u32string_view characters) {
    std::u32string others;
    char32_t before = U' ';
    for (const auto character : characters) {
        if (is_colon(character)) {
            return true;
        }
        if (!is_visarga(character)) {
            others += character;
        } else if (!have_common_script(character, before)) {
            return true;
        }
        before = character;
    }
    return looks_of(to_utf8(others)).find(':') != std::string::npos;
}

bool means_all(std::u32string_view letters) {
    static const auto looks = [] {
        std::set<std::string> all;
        std::transform(words_for_all.begin(), words_for_all.end(), std::inserter(all, all.end()),
                       looks_of);
        return all;
    }();
    return looks.contains(looks_of(to_utf8(letters)));
}

} // namespace

NameReading::NameReading(std::string_view name)
    : letters_(letters_of(name)), words_(readings(name, letters_)),
      has_colon_(has_colon(code_points(name))),
      is_administrator_(has_disguised_administrator(letters_) ||
                        has_disguised_administrator(letters_and_gaps(name))) {}

bool NameReading::is_reserved() const {
    // Kept, because making keys is most of the work of judging a name.
    static const auto reserved = words_of(reserved_words);
    static const auto with = words_of(attributes);
    static const auto parts = words_of(reserved_parts);
    return contains_one_of(words_, parts) || is_administrator_ ||
           std::any_of(
               words_.begin(), words_.end(),
               [](const std::string& word) { return is_made_of(word, reserved, with, false); }) ||
           means_all(letters_);
}

bool NameReading::has_notice_wording() const {
    static const auto parts = words_of(wording_parts);
    return has_colon_ || contains_one_of(words_, parts);
}

} // namespace chatroom
