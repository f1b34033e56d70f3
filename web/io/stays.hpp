// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "web/core/passphrase_gate.hpp"
#include "web/io/stay.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace chatroom {

/// The stays of all tabs. One whose page has gone is kept for a while, so that a reload, or a
/// network that comes back, goes on with it.
class Stays {
public:
    /// A stay without a page is kept so long: a network that is away for a minute, twice.
    static constexpr std::chrono::seconds keep_time{120};

    /// At most so many, of which pages have gone included. The endpoints outlive it.
    Stays(boost::asio::io_context& io, RoomToEnter room, const RoomLink::Endpoints& endpoints,
          std::size_t most)
        : io_(io), room_(std::move(room)), endpoints_(endpoints), most_(most) {}

    /// The stay that the hello belongs to, or a new one; the page is attached. Nothing if there are
    /// as many as there may be, and all have pages.
    std::shared_ptr<Stay> enter(const Hello& hello, PageSink& sink, const Address& address);

    /// The page of the stay has gone.
    void leave(const std::shared_ptr<Stay>& stay, const PageSink& sink);

    std::size_t count() const { return stays_.size(); }

private:
    using Key = std::pair<sealed::PublicKey, std::string>; ///< Whose it is, and which tab.

    bool make_room();
    void forget(const Stay& stay);

    boost::asio::io_context& io_;
    RoomToEnter room_;
    const RoomLink::Endpoints& endpoints_;
    std::size_t most_;
    PassphraseGate gate_;
    std::map<Key, std::shared_ptr<Stay>> stays_;
};

} // namespace chatroom
