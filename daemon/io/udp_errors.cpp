// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/udp_errors.hpp"

#include "daemon/core/classic/sent_lately.hpp"
#include "daemon/io/socket_address.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime> // <linux/errqueue.h> needs timespec.
#include <optional>

#include <linux/errqueue.h>

namespace chatroom {

namespace {

/// Reports read at once. The kernel bounds the queue by the receive buffer; this bounds the time.
constexpr std::size_t max_reports = 4096;

/// The kernel's explanation in the control data; nothing if there is none.
std::optional<sock_extended_err> explanation(msghdr& message) {
    for (auto* part = CMSG_FIRSTHDR(&message); part != nullptr;
         part = CMSG_NXTHDR(&message, part)) {
        const bool ipv4 = part->cmsg_level == SOL_IP && part->cmsg_type == IP_RECVERR;
        const bool ipv6 = part->cmsg_level == SOL_IPV6 && part->cmsg_type == IPV6_RECVERR;
        if (ipv4 || ipv6) {
            sock_extended_err error{};
            std::memcpy(&error, CMSG_DATA(part), sizeof error);
            return error;
        }
    }
    return std::nullopt;
}

/// Whether the error means that the address is not reached, rather than, say, that a datagram was
/// too big for a link.
bool is_failure(int error) {
    switch (error) {
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENOPROTOOPT:
    case EACCES:
        return true;
    default:
        return false;
    }
}

} // namespace

UdpErrors read_udp_errors(int socket) {
    UdpErrors result;
    while (result.reports < max_reports) {
        sockaddr_storage destination{};
        alignas(cmsghdr) std::array<char, 512> control{};
        std::array<char, SentLately::quoted_bytes> quoted{};
        iovec vector{quoted.data(), quoted.size()};
        msghdr message{};
        message.msg_iov = &vector;
        message.msg_iovlen = 1;
        message.msg_name = &destination;
        message.msg_namelen = sizeof destination;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const auto length = ::recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
        if (length < 0) {
            if (errno == EINTR) {
                continue;
            }
            return result;
        }
        ++result.reports;
        const auto error = explanation(message);
        if (error && is_failure(static_cast<int>(error->ee_errno))) {
            result.failures.push_back(
                {.address = from_socket_address(destination),
                 .port_closed = error->ee_errno == ECONNREFUSED,
                 .quoted = {quoted.data(), static_cast<std::size_t>(length)}});
        }
    }
    return result;
}

bool is_full(int error) {
    return error == EAGAIN || error == EWOULDBLOCK;
}

bool is_exhausted(int error) {
    return error == ENOBUFS || error == ENOMEM;
}

bool is_never_immediate(int error) {
    return error == ECONNREFUSED || error == EINTR;
}

} // namespace chatroom
