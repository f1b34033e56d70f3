// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"
#include "protocol/address.hpp"
#include "protocol/sealed/datagram.hpp"

namespace chatroom {

/// Proves that somebody receives what is sent to an address, without remembering the address.
class CookieJar {
public:
    /// A cookie is good for one to two of these: longer than any handshake, short enough that a
    /// collection of cookies is worth little.
    static constexpr std::chrono::seconds secret_lifetime{60};

    explicit CookieJar(sealed::FillRandom fill_random) : fill_random_(std::move(fill_random)) {}

    sealed::Cookie cookie_for(SteadyTime now, const Address& address);

    /// Whether the cookie was made for the address, not too long ago.
    bool accepts(SteadyTime now, const Address& address, const sealed::Cookie& cookie);

private:
    void renew(SteadyTime now);

    sealed::FillRandom fill_random_;
    sealed::SecretKey current_;
    sealed::SecretKey previous_;
    std::optional<SteadyTime> made_at_;
};

} // namespace chatroom
