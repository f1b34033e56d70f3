// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/sealed/sealed_links.hpp"

#include <functional>
#include <vector>

namespace chatroom {

/// Paces the members that are so far behind that the journal has to be read for them, so that those
/// who are not wait for no disk. What is next for the ones who stand side by side is read once.
class CatchUp {
public:
    /// Of pieces of the journal, in a turn: some 1.2 ms together.
    static constexpr std::size_t max_reads = 8;
    /// In a turn: they take some 1.5 ms. The last one who goes on may send a window more.
    static constexpr std::size_t max_datagrams = 512;

    /// Whether the journal may have to be read for what the link sends next.
    static bool is_far_behind(const SealedLink& link, const EventLog& log);

    /// Serves the links, which are far behind, as far as this turn allows: first those that wait
    /// longest, and of those that wait as long the one that is furthest behind. Returns those it
    /// was not enough for.
    std::vector<SealedLink*> serve(std::vector<SealedLink*> links, EventPacker& packer,
                                   const std::function<void(SealedLink&)>& serve_one);

private:
    std::uint32_t turn_ = 0; ///< How many there were in which somebody was far behind.
};

} // namespace chatroom
