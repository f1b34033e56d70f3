// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/completion.hpp"

#include "base/utf8.hpp"
#include "protocol/characters.hpp"
#include "protocol/member_name.hpp"
#include "protocol/name_characters.hpp"

#include <algorithm>

#include <unicode/uchar.h>

namespace chatroom {

namespace {

constexpr std::size_t max_candidates = 20;

/// How many bytes at the beginning of the name are the word, whatever the case; 0 if it begins
/// otherwise.
std::size_t beginning(std::string_view name, std::string_view word) {
    std::size_t bytes = 0;
    while (!word.empty()) {
        const auto wanted = first_code_point(word);
        const auto found = first_code_point(name.substr(bytes));
        const auto fold = [](char32_t character) {
            return u_foldCase(static_cast<UChar32>(character), U_FOLD_CASE_DEFAULT);
        };
        if (!wanted || !found || fold(wanted->value) != fold(found->value)) {
            return 0;
        }
        bytes += found->bytes;
        word.remove_prefix(wanted->bytes);
    }
    return bytes;
}

/// The beginning that all of them have, in whole characters.
std::string common_beginning(const std::vector<std::string>& words) {
    auto result = words.front();
    for (const auto& word : words) {
        std::size_t bytes = 0;
        while (const auto character = first_code_point(std::string_view(result).substr(bytes))) {
            if (word.compare(bytes, character->bytes, result, bytes, character->bytes) != 0) {
                break;
            }
            bytes += character->bytes;
        }
        result.resize(bytes);
    }
    return result;
}

std::size_t word_begin(std::string_view text, std::size_t caret) {
    const auto blank = text.substr(0, caret).find_last_of(" \n\t");
    auto begin = blank == std::string_view::npos ? 0 : blank + 1;
    return begin < caret && text[begin] == '@' ? begin + 1 : begin;
}

} // namespace

Completion complete(std::string_view text, std::size_t caret, std::span<const std::string> names,
                    std::span<const std::string_view> commands) {
    caret = std::min(caret, text.size());
    const auto begin = word_begin(text, caret);
    const auto word = text.substr(begin, caret - begin);
    const bool is_command = begin == 0 && word.starts_with('/');
    std::vector<std::string> found;
    const auto consider = [&](std::string_view candidate) {
        if (!word.empty() && beginning(candidate, word) > 0 && found.size() < max_candidates) {
            found.emplace_back(candidate);
        }
    };
    if (is_command) {
        std::ranges::for_each(commands, consider);
    } else {
        std::ranges::for_each(names, consider);
    }
    if (found.empty()) {
        return {begin, std::string(word), {}};
    }
    if (found.size() == 1) {
        return {begin, found.front() + (begin == 0 && !is_command ? ": " : " "), {}};
    }
    auto common = common_beginning(found);
    const bool is_longer = common.size() > word.size();
    return {begin, is_longer ? common : std::string(word),
            is_longer ? std::vector<std::string>() : std::move(found)};
}

/// The rules for the letters of new names are those of the room: some are older.
bool is_fit_to_type(std::string_view name) {
    if (name.empty() || name.size() > max_name_bytes || !is_utf8(name)) {
        return false;
    }
    const auto characters = code_points(name);
    return !have_white_space(characters) && !have_invisible(characters);
}

void KnownNames::learn(EventKind kind, std::string_view name) {
    if (kind == EventKind::left || kind == EventKind::kicked) {
        forget(name);
    } else if (!name.empty() && (kind == EventKind::said || kind == EventKind::entered)) {
        heard_of(name);
    }
}

void KnownNames::heard_of(std::string_view name) {
    if (!is_fit_to_type(name)) {
        return;
    }
    forget(name);
    names_.emplace_front(name);
    if (names_.size() > max_names) {
        names_.pop_back();
    }
}

void KnownNames::forget(std::string_view name) {
    std::erase(names_, name);
}

} // namespace chatroom
