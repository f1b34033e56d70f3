// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/delivery_lines.hpp"

#include "client/core/crowd_text.hpp"

namespace chatroom {

namespace {

/// "3 have it: Ann, Bob and 1 more"; nothing if there is nobody.
void add_line(std::vector<std::string>& lines, const Wording& wording, std::string_view words,
              Sequence event, const sealed::Crowd& crowd) {
    if (crowd.count == 0) {
        return;
    }
    const auto names = crowd_text(wording, crowd);
    lines.push_back(
        worded(words, {std::to_string(event.value), std::to_string(crowd.count), names}));
}

} // namespace

std::vector<std::string> delivery_lines(const Wording& wording, const ShowDelivery& delivery) {
    const auto event = delivery.event;
    if (event == Sequence{}) {
        return {std::string(wording.nothing_said)};
    }
    if (!delivery.delivered) {
        return {std::string(wording.delivery_unknown)};
    }
    std::vector<std::string> lines;
    add_line(lines, wording, wording.delivery_having, event, delivery.delivered->having);
    add_line(lines, wording, wording.delivery_lacking, event, delivery.delivered->lacking);
    add_line(lines, wording, wording.delivery_later, event, delivery.delivered->later);
    add_line(lines, wording, wording.delivery_mute, event, delivery.delivered->mute);
    if (lines.empty()) { // Whoever asks is inside, so somebody would have it or not.
        lines.push_back(worded(wording.no_such_event, std::to_string(event.value)));
    }
    return lines;
}

} // namespace chatroom
