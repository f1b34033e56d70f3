// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "web/core/page_message.hpp"

#include <optional>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace chatroom {

/// What the session says, as the page is told of it (protocol/WEB.md); nothing if the page is not.
/// In what comes from the room nothing is left that could turn a line around or hide it.
std::optional<nlohmann::json> to_page(const Output& output);

/// The messages that a text of the page has become.
nlohmann::json said_to_page(TextNumber number, const std::vector<Said>& parts);

/// What happened before the event that the page asked about.
nlohmann::json older_to_page(Sequence before, const ShowOlder& output);

} // namespace chatroom
