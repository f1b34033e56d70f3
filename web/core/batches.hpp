// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "web/core/page_message.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// What the page was sent and has not kept yet, so that it can be sent again over another
/// connection: what the room has told us it does not tell a second time.
class Batches {
public:
    /// Beyond so many bytes nothing more is taken from the room until the page has kept some: a
    /// screen of the longest lines, and less than a connection's buffers hold.
    static constexpr std::size_t enough_bytes = 128 * 1024;

    /// Keeps a batch, which is the next; its number.
    BatchNumber add(TimePoint now, std::string text);

    /// The page has kept the batches up to that one. False if there is none of that number yet.
    bool keep(TimePoint now, BatchNumber number);

    /// Those behind that one, in order. It is the last the page has, so those before it go.
    std::vector<std::string> behind(TimePoint now, BatchNumber number);

    BatchNumber latest() const { return latest_; }
    bool are_enough() const { return bytes_ >= enough_bytes; }

    /// Since when the page has kept nothing though there is something; nothing if there is not.
    std::optional<TimePoint> waiting_since() const;

private:
    std::deque<std::string> kept_; ///< The last of them is latest_.
    BatchNumber latest_;
    std::size_t bytes_ = 0;
    TimePoint progress_at_; ///< When the page kept something, or something came after nothing.
};

} // namespace chatroom
