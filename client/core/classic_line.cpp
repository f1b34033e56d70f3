// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/classic_line.hpp"

#include "protocol/classic_wording.hpp"

namespace chatroom {

namespace {

bool may_be_name(std::string_view text) {
    return !text.empty() && text.size() <= max_name_bytes &&
           text.find(' ') == std::string_view::npos;
}

/// What a notice of that kind has behind the name.
std::string words_behind_name(classic::Language language, EventKind kind) {
    Event event;
    event.kind = kind;
    event.text = "x"; // Without a text something was recalled.
    auto words = classic::notice(language, event).value();
    if (kind == EventKind::said) {
        words.pop_back();
    }
    return words;
}

std::optional<ClassicLine> read_in(classic::Language language, std::string_view line) {
    const auto end = line.find(words_behind_name(language, EventKind::said));
    if (end != std::string_view::npos && may_be_name(line.substr(0, end))) {
        return ClassicLine{EventKind::said, std::string(line.substr(0, end))};
    }
    for (const auto kind : {EventKind::entered, EventKind::left}) {
        const auto words = words_behind_name(language, kind);
        // Behind a departure may stand why.
        const auto place = kind == EventKind::left ? line.find(words) : line.rfind(words);
        const bool is_at_end =
            place != std::string_view::npos && place + words.size() == line.size();
        const bool is_kick = kind == EventKind::left && place != std::string_view::npos &&
                             (line.ends_with(")") || line.ends_with("\uFF09"));
        if ((is_at_end || is_kick) && may_be_name(line.substr(0, place))) {
            return ClassicLine{kind, std::string(line.substr(0, place))};
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<ClassicLine> read_classic_line(std::string_view line) {
    const auto chinese = read_in(classic::Language::zh, line);
    return chinese ? chinese : read_in(classic::Language::en, line);
}

} // namespace chatroom
