// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"
#include "web/core/connection_places.hpp"
#include "web/core/entry_gate.hpp"
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

    /// At most so many, and so many of a network, those included whose pages have gone: their
    /// members are in the room. The endpoints outlive it.
    Stays(boost::asio::io_context& io, RoomToEnter room, const RoomSocket::Endpoints& endpoints,
          std::size_t most, std::size_t most_of_a_network);

    /// The stay that the hello belongs to, or a new one; the page is attached. Or why there is
    /// none: as many as may be are there, all with pages, or too many have come from that network
    /// lately.
    Result<std::shared_ptr<Stay>, PageEnd> enter(const Hello& hello, PageSink& sink,
                                                 const Address& address);

    /// The page of the stay has gone.
    void leave(const std::shared_ptr<Stay>& stay, const PageSink& sink);

    std::size_t count() const { return stays_.size(); }

private:
    using Key = std::pair<sealed::PublicKey, std::string>; ///< Whose it is, and which tab.

    struct Kept {
        std::shared_ptr<Stay> stay;
        Address address; ///< For which it counts.
    };
    using Map = std::map<Key, Kept>;

    Result<std::shared_ptr<Stay>, PageEnd> begin(const Key& key, const sealed::KeyPair& keys,
                                                 const Hello& hello, const Address& address);
    bool move(Kept& kept, const Address& address);
    bool is_inside(const sealed::PublicKey& key, const std::string& name) const;
    void forget_before(const sealed::PublicKey& key, const std::string& name);
    bool make_room();
    void forget(const Stay& stay);
    void end(Map::iterator kept);

    boost::asio::io_context& io_;
    RoomToEnter room_;
    const RoomSocket::Endpoints& endpoints_;
    std::size_t most_;
    ConnectionPlaces places_;
    EntryGate entries_;
    PassphraseGate gate_;
    Map stays_;
};

} // namespace chatroom
