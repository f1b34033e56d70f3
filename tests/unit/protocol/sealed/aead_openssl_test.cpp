// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/protocol/sealed/aead_example.hpp"

namespace chatroom::sealed {
namespace {

TEST(AeadOpenssl, does_as_the_rfc) {
    aead_example::expect_as_in_rfc(by_openssl::encrypt, by_openssl::decrypt);
}

TEST(AeadOpenssl, refuses_what_is_not_authentic) {
    aead_example::expect_refusals(by_openssl::decrypt);
}

} // namespace
} // namespace chatroom::sealed
