// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/request.hpp"

namespace chatroom {

std::size_t events_of(const Request& request) {
    if (const auto* say = std::get_if<request::Say>(&request.what)) {
        return say->texts.size();
    }
    if (const auto* announce = std::get_if<request::Announce>(&request.what)) {
        return announce->parts.size() + (announce->is_pinned ? 1 : 0);
    }
    if (const auto* enter = std::get_if<request::Enter>(&request.what)) {
        return enter->program ? 1 : 2; // Who was inside under another name leaves.
    }
    if (std::holds_alternative<request::Recall>(request.what)) {
        return 2; // What is recalled may have to be taken down, too.
    }
    const bool makes_none = std::holds_alternative<request::GiveUp>(request.what) ||
                            std::holds_alternative<request::Reject>(request.what) ||
                            std::holds_alternative<request::KeepCursors>(request.what) ||
                            std::holds_alternative<request::ForgetNames>(request.what) ||
                            std::holds_alternative<request::LiftOver>(request.what) ||
                            std::holds_alternative<request::KeepSettings>(request.what) ||
                            std::holds_alternative<request::Beat>(request.what) ||
                            std::holds_alternative<request::TakeOver>(request.what) ||
                            std::holds_alternative<request::Release>(request.what) ||
                            std::holds_alternative<request::ReleaseUnused>(request.what) ||
                            std::holds_alternative<request::Unban>(request.what);
    return makes_none ? 0 : 1;
}

const answer::Refused* refusal_in(const Answer& answer) {
    if (const auto* said = std::get_if<answer::Said>(&answer)) {
        return said->rest ? &*said->rest : nullptr;
    }
    return std::get_if<answer::Refused>(&answer);
}

} // namespace chatroom
