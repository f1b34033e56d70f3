// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/outbox.hpp"

namespace chatroom {

/// What the tests of the outbox say and hear.

inline Marked message_marked(std::uint64_t message, Mark mark) {
    return {{message}, mark};
}

inline sealed::Welcome outbox_welcome(bool is_resumed, std::uint32_t client_sequence) {
    return {.is_resumed = is_resumed,
            .entered = {10},
            .cursor = {9},
            .past = {9},
            .client_sequence = client_sequence,
            .name = "Alice"};
}

inline Event own_event(std::uint64_t number, std::uint32_t client_sequence) {
    return {.sequence = {number},
            .time = {},
            .kind = EventKind::said,
            .name = "Alice",
            .text = "text",
            .client_sequence = client_sequence};
}

} // namespace chatroom
