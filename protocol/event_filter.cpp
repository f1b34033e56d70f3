// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/event_filter.hpp"

#include "protocol/member_name.hpp"

#include <unicode/unistr.h>

namespace chatroom {

namespace {

/// So many names are remembered, which is a large room's.
constexpr std::size_t max_judged = 10'000;

/// Without the difference between small and capital letters.
std::u16string folded(std::string_view text) {
    auto units = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    units.foldCase();
    return {units.getBuffer(), static_cast<std::size_t>(units.length())};
}

} // namespace

EventFilter::EventFilter(const Wanted& wanted)
    : since_(wanted.since), until_(wanted.until), user_(wanted.user), text_(folded(wanted.text)) {
    if (user_.size() <= max_name_bytes) {
        user_keys_ = name_keys(user_);
    }
}

bool EventFilter::lets_through(WallTime time, const std::string& name, std::string_view text) {
    const bool is_in_time =
        (since_ == WallTime{} || time >= since_) && (until_ == WallTime{} || time <= until_);
    return is_in_time && (user_.empty() || is_user(name)) &&
           (text_.empty() || folded(text).find(text_) != std::u16string::npos);
}

bool EventFilter::is_user(const std::string& name) {
    if (name.empty() || name == user_) {
        return !name.empty();
    }
    if (const auto found = judged_.find(name); found != judged_.end()) {
        return found->second;
    }
    if (judged_.size() >= max_judged) {
        judged_.clear();
    }
    return judged_[name] = have_common_key(user_keys_, name_keys(name));
}

} // namespace chatroom
