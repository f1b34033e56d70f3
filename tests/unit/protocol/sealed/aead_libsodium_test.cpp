// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/protocol/sealed/aead_example.hpp"

namespace chatroom::sealed {
namespace {

TEST(AeadLibsodium, does_as_the_rfc) {
    aead_example::expect_as_in_rfc(by_libsodium::encrypt, by_libsodium::decrypt);
}

TEST(AeadLibsodium, refuses_what_is_not_authentic) {
    aead_example::expect_refusals(by_libsodium::decrypt);
}

} // namespace
} // namespace chatroom::sealed
