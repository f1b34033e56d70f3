// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address_range.hpp"
#include "web/core/connection_places.hpp"
#include "web/core/site.hpp"
#include "web/io/any_stream.hpp"
#include "web/io/stays.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace chatroom {

/// What all connections share.
struct Visitors {
    const Site& site;
    Stays& stays;
    ConnectionPlaces& pages;
    const std::vector<AddressRange>& proxies; ///< Whose X-Forwarded-For is believed.
};

/// One connection: requests for files, one after the other, until it is closed or becomes the
/// WebSocket of a page. It keeps itself as long as something is on its way.
class Connection {
public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    /// The service ends: a page is told to come again.
    virtual void stop() = 0;

    /// Ends it at once, whatever is on its way.
    virtual void drop() = 0;
};

/// Begins to serve the connection from that address; `when_gone` is called once, at its end.
std::shared_ptr<Connection> serve(AnyStream stream, const Address& peer, Visitors visitors,
                                  std::function<void()> when_gone);

} // namespace chatroom
