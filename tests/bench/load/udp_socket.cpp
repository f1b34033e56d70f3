// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/udp_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include <netinet/udp.h>
#include <sys/socket.h>

namespace chatroom::bench {

namespace {

constexpr std::size_t batch_size = 16;
constexpr std::size_t max_piece_bytes = 65536;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

/// How long each datagram of a piece is but the last; 0 if the piece is one datagram.
std::size_t segment_bytes(msghdr& header) {
    for (auto* control = CMSG_FIRSTHDR(&header); control != nullptr;
         control = CMSG_NXTHDR(&header, control)) {
        if (control->cmsg_level == SOL_UDP && control->cmsg_type == UDP_GRO) {
            int size = 0;
            std::memcpy(&size, CMSG_DATA(control), sizeof size);
            return static_cast<std::size_t>(size);
        }
    }
    return 0;
}

struct Batch {
    struct alignas(cmsghdr) Control {
        std::array<char, CMSG_SPACE(sizeof(int))> bytes;
    };

    std::array<std::array<char, max_piece_bytes>, batch_size> pieces;
    std::array<Control, batch_size> controls;
    std::array<iovec, batch_size> vectors;
    std::array<mmsghdr, batch_size> headers;

    int receive(int socket) {
        for (std::size_t index = 0; index < batch_size; ++index) {
            vectors[index] = {pieces[index].data(), pieces[index].size()};
            auto& header = headers[index].msg_hdr;
            header = {};
            header.msg_iov = &vectors[index];
            header.msg_iovlen = 1;
            header.msg_control = controls[index].bytes.data();
            header.msg_controllen = controls[index].bytes.size();
        }
        return ::recvmmsg(socket, headers.data(), batch_size, MSG_DONTWAIT, nullptr);
    }

    void hand_out(std::size_t index, const UdpSocket::OnDatagram& on_datagram) {
        std::string_view rest(pieces[index].data(), headers[index].msg_len);
        const auto segment = segment_bytes(headers[index].msg_hdr);
        if (segment == 0) {
            return on_datagram(rest);
        }
        while (!rest.empty()) {
            on_datagram(rest.substr(0, segment));
            rest.remove_prefix(std::min(segment, rest.size()));
        }
    }
};

} // namespace

UdpSocket::UdpSocket(const sockaddr_in& server, std::size_t buffer_bytes, bool takes_segments,
                     const std::optional<sockaddr_in>& source)
    : descriptor_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    if (descriptor_.get() < 0) {
        fail("cannot open a UDP socket");
    }
    const int bytes = static_cast<int>(buffer_bytes);
    if (::setsockopt(get(), SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0) {
        ::setsockopt(get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    }
    const int yes = 1;
    if (takes_segments && ::setsockopt(get(), SOL_UDP, UDP_GRO, &yes, sizeof yes) != 0) {
        fail("UDP_GRO");
    }
    if (source && ::bind(get(), reinterpret_cast<const sockaddr*>(&*source), sizeof *source) != 0) {
        fail("cannot send from that address");
    }
    if (::connect(get(), reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) {
        fail("cannot connect a UDP socket");
    }
}

void UdpSocket::receive(const OnDatagram& on_datagram) {
    static const auto batch = std::make_unique<Batch>();
    const int count = batch->receive(get());
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
        fail("the server's port");
    }
    for (int index = 0; index < count; ++index) {
        batch->hand_out(static_cast<std::size_t>(index), on_datagram);
    }
}

void UdpSocket::send(std::string_view datagram) {
    ::send(get(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void UdpSocket::send_all(const std::vector<std::string>& datagrams) {
    std::array<iovec, batch_size> vectors;
    std::array<mmsghdr, batch_size> headers;
    for (std::size_t first = 0; first < datagrams.size(); first += batch_size) {
        const auto count = std::min(batch_size, datagrams.size() - first);
        for (std::size_t index = 0; index < count; ++index) {
            const auto& datagram = datagrams[first + index];
            vectors[index] = {const_cast<char*>(datagram.data()), datagram.size()};
            headers[index] = {};
            headers[index].msg_hdr.msg_iov = &vectors[index];
            headers[index].msg_hdr.msg_iovlen = 1;
        }
        ::sendmmsg(get(), headers.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
    }
}

} // namespace chatroom::bench
