// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control_field.hpp"

namespace chatroom::control {

/// Whether a verb only looks, or changes something: not everybody may, and the log tells it.
enum class Access { read, change };

/// What a verb is, besides its parameters and its result.
struct Row {
    std::string_view method;
    Access access = Access::read;
    std::string_view help; ///< For people, without a full stop.
};

} // namespace chatroom::control
