// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/crowd_text.hpp"

namespace chatroom {

std::string crowd_text(const Wording& wording, const sealed::Crowd& crowd) {
    std::string names;
    for (const auto& name : crowd.names) {
        names += (names.empty() ? "" : wording.name_separator);
        names += name;
    }
    if (crowd.count > crowd.names.size()) {
        names += worded(names.empty() ? wording.delivery_unnamed : wording.delivery_and_more,
                        std::to_string(crowd.count - crowd.names.size()));
    }
    return names;
}

std::string members_line(const Wording& wording, const ShowMembers& shown) {
    if (!shown.members) {
        return std::string(wording.who_unknown);
    }
    if (shown.members->count == 0) { // Whoever asks for everybody is there.
        return worded(wording.who_nobody, shown.pattern);
    }
    const auto count = std::to_string(shown.members->count);
    const auto names = crowd_text(wording, *shown.members);
    return shown.pattern.empty() ? worded(wording.who_here, {count, names})
                                 : worded(wording.who_matching, {count, shown.pattern, names});
}

} // namespace chatroom
