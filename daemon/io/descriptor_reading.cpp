// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/descriptor_reading.hpp"

#include <cstring>

#include <sys/socket.h>

namespace chatroom {

ssize_t read_with_descriptor(int socket, std::span<char> buffer, FileDescriptor& descriptor) {
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    iovec bytes{.iov_base = buffer.data(), .iov_len = buffer.size()};
    msghdr message{};
    message.msg_iov = &bytes;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const auto count = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    const auto* part = count < 0 ? nullptr : CMSG_FIRSTHDR(&message);
    if (part != nullptr && part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS &&
        part->cmsg_len >= CMSG_LEN(sizeof(int))) {
        int passed = -1;
        std::memcpy(&passed, CMSG_DATA(part), sizeof passed);
        descriptor = FileDescriptor(passed);
    }
    return count;
}

} // namespace chatroom
