// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/user_paths.hpp"

#include <string>
#include <string_view>

namespace chatroom {

/// Everything that chatroom-client says of its own accord, in one language. "{}" stands for what
/// worded() puts there.
struct Wording {
    std::string_view name_prompt;
    std::string_view chat_prompt; ///< {} is the own name; it looks like the room's own lines.
    std::string_view welcome;
    std::string_view refused; ///< {} is the server's reason.
    std::string_view no_name;
    std::string_view text_too_long; ///< {} is the limit in bytes.
    std::string_view server_unreachable;
    std::string_view server_reachable_again;
    std::string_view left;
    std::string_view left_unconfirmed;
    std::string_view no_answer; ///< {} is the server's address, here and below.
    std::string_view nothing_listens;
    std::string_view no_route;
    std::string_view not_found;
};

/// Chinese if the locale of messages (the first of LC_ALL, LC_MESSAGES and LANG that is there)
/// begins with "zh", else English. The wording lives as long as the program.
const Wording& choose_wording(const Environment& environment);

/// The text with its "{}" replaced by the argument.
std::string worded(std::string_view text, std::string_view argument);

} // namespace chatroom
