// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/request.hpp"

namespace chatroom {

std::size_t events_of(const Request& request) {
    if (const auto* say = std::get_if<request::Say>(&request.what)) {
        return say->texts.size();
    }
    if (const auto* announce = std::get_if<request::Announce>(&request.what)) {
        return announce->parts.size();
    }
    const bool makes_one = std::holds_alternative<request::Enter>(request.what) ||
                           std::holds_alternative<request::Leave>(request.what) ||
                           std::holds_alternative<request::Retire>(request.what) ||
                           std::holds_alternative<request::Kick>(request.what);
    return makes_one ? 1 : 0;
}

} // namespace chatroom
