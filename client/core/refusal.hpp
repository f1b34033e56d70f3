// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/exit_code.hpp"
#include "client/core/session.hpp"
#include "client/core/wording.hpp"
#include "protocol/classic_wording.hpp"
#include "protocol/sealed/frame.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// The reason for which REFUSED keeps us out, as one that there are words for here; the name is the
/// one that was asked for. Nothing if only the server knows: it may be newer than we are.
std::optional<classic::Refusal> refusal_of(sealed::RefusalReason reason, std::string_view name);

/// What helps against a refusal.
enum class Remedy : std::uint8_t {
    another_name,
    patience, ///< The same again, later.
    none,     ///< The administrator would have to let us in.
};
Remedy remedy_of(const NameRefused& refused);

/// How a program ends that nobody can help to another name.
ExitCode exit_code_of(const NameRefused& refused);

/// Why something that was said was not taken, and when to try again or that it is tried again. It
/// is not displayable() yet.
std::string not_taken_line(const Wording& wording, const NotTaken& not_taken);

} // namespace chatroom
