// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/seen_proof.hpp"

namespace chatroom {

std::optional<SeenProof::Proof> SeenProof::find(SteadyTime now, std::span<const Request> requests,
                                                const RoomState& state) {
    if (believed_at_ && now < *believed_at_ + interval) {
        return std::nullopt;
    }
    for (const auto& request : requests) {
        const auto* enter = std::get_if<request::Enter>(&request.what);
        const bool resumes = enter != nullptr && enter->program && enter->program->is_resuming;
        if (!resumes || enter->program->seen <= state.head() ||
            enter->program->seen.value - state.head().value > most_ahead) {
            continue;
        }
        const auto* owned = state.names().find_exact(enter->name);
        if (owned != nullptr && owned->key == enter->program->key) {
            believed_at_ = now;
            const auto seen = enter->program->seen;
            return Proof{enter->name, seen, {seen.value + margin}};
        }
    }
    return std::nullopt;
}

} // namespace chatroom
