// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/keys.hpp"

#include <string_view>

namespace chatroom::sealed {

/// HMAC-SHA256: says whether two texts are the same to whoever has the key, and nothing to others.
SecretKey keyed_digest(const SecretKey& key, std::string_view text);

} // namespace chatroom::sealed
