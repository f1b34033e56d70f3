// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/refusal_details.hpp"

#include "client/core/time_text.hpp"

#include <algorithm>
#include <charconv>

namespace chatroom {

namespace {

using classic::Language;
using classic::Refusal;
using classic::RefusalDetails;

/// As a refusal has it: "2026-11-29 18:30 UTC".
std::string time_words(WallTime time) {
    auto words = to_rfc3339(time).substr(0, std::string_view("2026-11-29T18:30").size());
    std::ranges::replace(words, 'T', ' ');
    return words + " UTC";
}

/// The first time in the words that is written so.
std::optional<WallTime> time_in(std::string_view words) {
    constexpr std::string_view form = "2026-11-29 18:30 UTC";
    for (std::size_t place = 0; place + form.size() <= words.size(); ++place) {
        auto text = std::string(words.substr(place, form.size()));
        const auto written = text;
        text[form.find(' ')] = 'T';
        const auto time = from_rfc3339(text.substr(0, form.find(" UTC")) + ":00.000Z");
        if (time && time_words(*time) == written) {
            return time;
        }
    }
    return std::nullopt;
}

/// The first number in the words.
std::optional<std::chrono::seconds> first_number_in(std::string_view words) {
    const auto begin = words.find_first_of("0123456789");
    long count = 0;
    if (begin == std::string_view::npos ||
        std::from_chars(words.data() + begin, words.data() + words.size(), count).ec !=
            std::errc()) {
        return std::nullopt;
    }
    return std::chrono::seconds(count);
}

/// What stands in the words where the pattern has the mark.
std::optional<std::string> name_in(std::string_view words, std::string_view pattern, char mark) {
    const auto place = pattern.find(mark);
    if (place == std::string_view::npos) {
        return std::nullopt;
    }
    const auto before = pattern.substr(0, place);
    const auto behind = pattern.substr(place + 1);
    if (words.size() < before.size() + behind.size() || !words.starts_with(before) ||
        !words.ends_with(behind)) {
        return std::nullopt;
    }
    return std::string(words.substr(place, words.size() - before.size() - behind.size()));
}

/// What stands between a refusal and its reason.
std::string reason_separator(Language language) {
    const auto without = refusal_text(language, Refusal::banned);
    const auto with = refusal_text(language, Refusal::banned, {.reason = "x"});
    return with.substr(without.size(), with.size() - without.size() - 1);
}

/// The words are read by saying them again with what may be meant.
std::optional<RefusalDetails> details_in(Language language, Refusal refusal,
                                         std::string_view words) {
    RefusalDetails details{.until = time_in(words),
                           .retry_after = first_number_in(words).value_or(std::chrono::seconds(0))};
    const auto said = refusal_text(language, refusal, details);
    if (said == words) {
        return details;
    }
    if (refusal == Refusal::banned && words.starts_with(said)) {
        const auto separator = reason_separator(language);
        const auto rest = words.substr(said.size());
        if (rest.starts_with(separator)) {
            details.reason = rest.substr(separator.size());
            return details;
        }
    }
    constexpr char mark = 1; // No name has it.
    if (auto name = name_in(
            words, refusal_text(language, refusal, {.own_name = std::string(1, mark)}), mark)) {
        return RefusalDetails{.own_name = *std::move(name)};
    }
    return std::nullopt;
}

/// The time on the user's clock, with the day if it is not today.
std::string local_words(WallTime time, WallTime now) {
    const auto hour = time_text(time, Times::hour); // "[18:30] "
    const auto words = hour.substr(1, hour.find(']') - 1);
    return day_text(time) == day_text(now) ? words : day_text(time) + " " + words;
}

/// The reason, also if the protocol has no code for it.
std::optional<Refusal> reason_of(const NameRefused& refused) {
    if (refused.refusal || !refused.code) {
        return refused.refusal;
    }
    switch (*refused.code) {
    case sealed::RefusalReason::banned:
        return Refusal::banned;
    case sealed::RefusalReason::enters_too_often:
        return Refusal::enters_too_often;
    case sealed::RefusalReason::already_inside:
        return Refusal::already_inside;
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<RefusalDetails> details_in(Refusal refusal, std::string_view words) {
    for (const auto language : {Language::zh, Language::en}) {
        if (auto details = details_in(language, refusal, words)) {
            return details;
        }
    }
    return std::nullopt;
}

std::optional<Refusal> refusal_in(std::string_view words) {
    for (std::size_t index = 0; index < classic::refusal_count; ++index) {
        const auto refusal = static_cast<Refusal>(index);
        if (details_in(refusal, words)) {
            return refusal;
        }
    }
    return std::nullopt;
}

std::string refusal_line(const Wording& wording, const NameRefused& refused, WallTime now) {
    const auto refusal = reason_of(refused);
    if (!refusal) {
        return refused.reason;
    }
    auto details = details_in(*refusal, refused.reason);
    if (!details && !refused.refusal) {
        return refused.reason; // Of a later version, and there may be more in it.
    }
    const auto known = details.value_or(RefusalDetails{});
    auto text = refusal_text(
        wording.language, *refusal,
        {.own_name = known.own_name, .until = known.until, .retry_after = known.retry_after});
    if (known.until) {
        const auto written = time_words(*known.until);
        if (const auto place = text.find(written); place != std::string::npos) {
            text.replace(place, written.size(), local_words(*known.until, now));
        }
    }
    return known.reason.empty() ? text : text + reason_separator(wording.language) + known.reason;
}

} // namespace chatroom
