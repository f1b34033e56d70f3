// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.hpp"
#include "base/fragmentation.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace chatroom {
namespace {

// Nothing that leaves asks routers not to cut it.
TEST(Fragmentation, is_left_to_routers) {
    const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ASSERT_GE(socket.get(), 0);
    let_routers_cut(socket.get());
    int value = 0;
    socklen_t length = sizeof value;
    ASSERT_EQ(::getsockopt(socket.get(), IPPROTO_IP, IP_MTU_DISCOVER, &value, &length), 0);
    EXPECT_EQ(value, IP_PMTUDISC_OMIT);
}

} // namespace
} // namespace chatroom
