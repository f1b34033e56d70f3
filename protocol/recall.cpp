// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/recall.hpp"

#include <charconv>

namespace chatroom {

namespace {

/// The number that the text is; 0 if it is none.
Sequence number_in(const std::string& text) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end ? Sequence{number} : Sequence{};
}

} // namespace

bool Recall::covers(const Event& event) const {
    const auto kind = name.empty() ? EventKind::announced : EventKind::said;
    return event.kind == kind && event.name == name && first <= event.sequence &&
           event.sequence <= last;
}

std::optional<Recall> recall_in(const Event& event) {
    if (event.kind != EventKind::recalled || event.about == Sequence{}) {
        return std::nullopt;
    }
    const auto last = number_in(event.text);
    const bool is_range = last > event.about && last < event.sequence;
    return Recall{event.about, is_range ? last : event.about, event.name};
}

std::string recall_text(const Recall& recall) {
    return recall.last > recall.first ? std::to_string(recall.last.value) : std::string();
}

bool is_recalled(const Event& event) {
    return event.text.empty() &&
           (event.kind == EventKind::said || event.kind == EventKind::announced);
}

} // namespace chatroom
