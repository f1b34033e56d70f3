// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/secret_text.hpp"

#include <sodium.h>

namespace chatroom::sealed {

SecretText::~SecretText() {
    sodium_memzero(bytes_.data(), bytes_.size());
}

} // namespace chatroom::sealed
