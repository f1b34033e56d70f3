// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/cookie_jar.hpp"

namespace chatroom {

namespace {

std::string as_text(const Address& address) {
    std::string text(address.ip.begin(), address.ip.end());
    for (const std::uint32_t number : {std::uint32_t{address.port}, address.scope}) {
        for (int shift = 0; shift < 32; shift += 8) {
            text += static_cast<char>(number >> shift & 0xFFU);
        }
    }
    return text;
}

} // namespace

sealed::Cookie CookieJar::cookie_for(SteadyTime now, const Address& address) {
    renew(now);
    return sealed::make_cookie(current_, as_text(address));
}

bool CookieJar::accepts(SteadyTime now, const Address& address, const sealed::Cookie& cookie) {
    renew(now);
    const auto text = as_text(address);
    return sealed::equal(cookie, sealed::make_cookie(current_, text)) ||
           sealed::equal(cookie, sealed::make_cookie(previous_, text));
}

void CookieJar::renew(SteadyTime now) {
    if (made_at_ && now < *made_at_ + secret_lifetime) {
        return;
    }
    // Of a jar that was not touched for long the current secret is too old as well.
    const bool keep_current = made_at_ && now < *made_at_ + 2 * secret_lifetime;
    if (!keep_current) {
        fill_random_(current_.bytes());
    }
    previous_ = current_;
    fill_random_(current_.bytes());
    // Also if nobody asked when it was due: a late secret would make the one before live longer.
    made_at_ = keep_current ? *made_at_ + secret_lifetime : now;
}

} // namespace chatroom
