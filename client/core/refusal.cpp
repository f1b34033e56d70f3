// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/refusal.hpp"

namespace chatroom {

std::optional<classic::Refusal> refusal_of(sealed::RefusalReason reason, std::string_view name) {
    switch (reason) {
    case sealed::RefusalReason::name_not_allowed: {
        const auto parsed = MemberName::parse(name);
        const auto* fault = std::get_if<NameFault>(&parsed);
        return fault != nullptr ? std::optional(classic::refusal_of(*fault)) : std::nullopt;
    }
    case sealed::RefusalReason::name_owned:
        return classic::Refusal::name_owned;
    case sealed::RefusalReason::name_taken:
        return classic::Refusal::name_taken;
    case sealed::RefusalReason::room_full:
        return classic::Refusal::room_full;
    case sealed::RefusalReason::too_many_names:
        return classic::Refusal::too_many_names;
    case sealed::RefusalReason::not_saved:
        return classic::Refusal::not_saved;
    case sealed::RefusalReason::already_inside: // Who names itself otherwise has another session.
        break;
    }
    return std::nullopt;
}

} // namespace chatroom
