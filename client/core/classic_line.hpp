// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Whom a line of the classic protocol is about, as far as its words say so.
struct ClassicLine {
    EventKind kind; ///< Said, entered or left.
    std::string name;

    bool operator==(const ClassicLine&) const = default;
};

/// Nothing if the line is another one: an announcement, or of a server that has words of its own.
/// Nobody can prove what is in it.
std::optional<ClassicLine> read_classic_line(std::string_view line);

} // namespace chatroom
