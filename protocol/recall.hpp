// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <optional>
#include <string>

namespace chatroom {

/// What the administrator has taken back: whoever keeps it forgets its text. Its number, its author
/// and its time stay, so that nobody's stream has a hole.
struct Recall {
    Sequence first;
    Sequence last;    ///< Not before first, and before the event that tells of it.
    std::string name; ///< Of the author of all of it; empty: it is an announcement.

    bool operator==(const Recall&) const = default;

    /// Whether the event is one of those.
    bool covers(const Event& event) const;
};

/// What the event recalls; nothing if it is of another kind, or about nothing. If it does not say
/// up to where, or no number before its own, it is about one event.
std::optional<Recall> recall_in(const Event& event);

/// The reverse: what the text of the event says.
std::string recall_text(const Recall& recall);

/// Whether the event was recalled: nobody says or announces nothing.
bool is_recalled(const Event& event);

} // namespace chatroom
