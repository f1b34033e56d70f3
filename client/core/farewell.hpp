// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/exit_code.hpp"
#include "client/core/session.hpp"
#include "client/core/wording.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// What is said and returned at the end.
struct Farewell {
    std::vector<std::string> lines;
    ExitCode code = ExitCode::left;
    bool operator==(const Farewell&) const = default;
};

/// Words the end of a session with the server at that address, as people write it. Its code says
/// nothing of what was said in the room.
Farewell farewell(const Ended& ended, const Wording& wording, std::string_view server,
                  bool is_sealed);

} // namespace chatroom
