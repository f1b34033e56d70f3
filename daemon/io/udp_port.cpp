// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/udp_port.hpp"

#include "daemon/io/packet_info.hpp"
#include "daemon/io/socket_address.hpp"
#include "daemon/io/udp_errors.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace chatroom {

namespace {

/// The kernel's default holds some 250 small datagrams, less than a full room says at once.
constexpr int buffer_bytes = 4 * 1024 * 1024;

/// How often one datagram is tried again because the kernel reported somebody else's error in its
/// place. Each try consumes at least one such report.
constexpr int max_tries = 64;

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

void set_option(int socket, int level, int name, int value, const char* what) {
    if (::setsockopt(socket, level, name, &value, sizeof value) != 0) {
        fail(what);
    }
}

/// A larger buffer is welcome, but nothing depends on it.
void request_buffer(int socket, int forced_name, int name) {
    if (::setsockopt(socket, SOL_SOCKET, forced_name, &buffer_bytes, sizeof buffer_bytes) != 0) {
        ::setsockopt(socket, SOL_SOCKET, name, &buffer_bytes, sizeof buffer_bytes);
    }
}

/// "[::]" means everybody, also on a machine whose kernel has no IPv6.
int family_for(const Address& listen) {
    if (listen.is_ipv4()) {
        return AF_INET;
    }
    const FileDescriptor probe(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const bool is_missing = probe.get() < 0 && errno == EAFNOSUPPORT;
    return is_missing && listen.ip == Address{}.ip ? AF_INET : AF_INET6;
}

FileDescriptor open_socket(const Address& listen, int family) {
    FileDescriptor socket(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.get() < 0) {
        fail("cannot open a UDP socket");
    }
    // On an IPv6 socket both kinds of errors are needed: IPv4 members are reached through it, too.
    set_option(socket.get(), SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
    if (family == AF_INET) {
        set_option(socket.get(), SOL_IP, IP_PKTINFO, 1, "IP_PKTINFO");
    } else {
        set_option(socket.get(), SOL_IPV6, IPV6_V6ONLY, 0, "IPV6_V6ONLY");
        set_option(socket.get(), SOL_IPV6, IPV6_RECVERR, 1, "IPV6_RECVERR");
        set_option(socket.get(), SOL_IPV6, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO");
    }
    request_buffer(socket.get(), SO_RCVBUFFORCE, SO_RCVBUF);
    request_buffer(socket.get(), SO_SNDBUFFORCE, SO_SNDBUF);
    const auto address = to_socket_address(listen, family);
    if (::bind(socket.get(), address.get(), address.length) != 0) {
        fail("cannot bind the chat port " + to_string(listen));
    }
    return socket;
}

bool is_full(int error) {
    return error == EAGAIN || error == EWOULDBLOCK;
}

/// With IP_RECVERR the kernel says so when a queue on the way out is full; otherwise it would drop
/// the datagram in silence.
bool is_exhausted(int error) {
    return error == ENOBUFS || error == ENOMEM;
}

} // namespace

struct UdpPort::Batch {
    std::array<mmsghdr, batch_size> headers{};
    std::array<iovec, batch_size> vectors{};
    std::array<SocketAddress, batch_size> addresses{};
    std::array<PacketInfo, batch_size> infos{};
    std::array<std::array<char, max_received_bytes>, batch_size> buffers{};
    std::array<Address, batch_size> recipients{};
};

UdpPort::UdpPort(const Address& listen)
    : family_(family_for(listen)), socket_(open_socket(listen, family_)),
      batch_(std::make_unique<Batch>()) {
    received_.reserve(batch_size);
}

UdpPort::~UdpPort() = default;

Address UdpPort::local_address() const {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&storage), &length) != 0) {
        fail("getsockname");
    }
    return from_socket_address(storage);
}

std::span<const UdpPort::Received> UdpPort::receive() {
    received_.clear();
    // A full sendmmsg that met an error says nothing of it, but the error stays in the queue and
    // wakes whoever waits for the socket until it is read.
    read_error_queue();
    for (std::size_t index = 0; index < batch_size; ++index) {
        batch_->vectors[index] = {batch_->buffers[index].data(), max_received_bytes};
        batch_->headers[index] = {};
        auto& header = batch_->headers[index].msg_hdr;
        header.msg_name = &batch_->addresses[index].storage;
        header.msg_namelen = sizeof(sockaddr_storage);
        header.msg_iov = &batch_->vectors[index];
        header.msg_iovlen = 1;
        batch_->infos[index].receive_with(header);
    }
    int count = -1;
    for (int tries = 0; count < 0 && tries < max_tries; ++tries) {
        count =
            ::recvmmsg(socket_.get(), batch_->headers.data(), batch_size, MSG_DONTWAIT, nullptr);
        if (count < 0 && (is_full(errno) || is_exhausted(errno))) {
            break;
        }
        if (count < 0) {
            // An ICMP error is reported once here, and again, with its address, in the queue.
            read_error_queue();
        }
    }
    for (int index = 0; index < count; ++index) {
        const auto position = static_cast<std::size_t>(index);
        auto sender = from_socket_address(batch_->addresses[position].storage);
        sender.local = local_ip(batch_->headers[position].msg_hdr);
        received_.push_back(
            {sender, {batch_->buffers[position].data(), batch_->headers[position].msg_len}});
    }
    return received_;
}

void UdpPort::enqueue(std::vector<Transmission> transmissions) {
    for (auto& transmission : transmissions) {
        if (family_ == AF_INET) {
            remove_ipv6(transmission.to);
        }
        if (!transmission.to.empty()) {
            unsent_.push_back(std::move(transmission));
        }
    }
}

UdpPort::Flush UdpPort::flush() {
    int tries = 0;
    std::size_t flushed = 0;
    while (const auto count = fill_batch()) {
        if (flushed >= max_flushed_at_once) {
            return Flush::more;
        }
        const int sent = ::sendmmsg(socket_.get(), batch_->headers.data(),
                                    static_cast<unsigned>(count), MSG_DONTWAIT);
        if (sent > 0) {
            drop_sent(static_cast<std::size_t>(sent));
            flushed += static_cast<std::size_t>(sent);
            tries = 0;
            continue;
        }
        const int error = errno;
        if (is_full(error)) {
            read_error_queue(); // Unread, it would at once wake whoever waits for room.
            return Flush::when_writable;
        }
        if (is_exhausted(error)) {
            return Flush::later;
        }
        // The error is either an earlier datagram's, which the queue names if it had room, and
        // which is reported once; or this one's own, which comes again.
        const bool somebody_elses = read_error_queue() || is_never_immediate(error) || tries == 0;
        if (somebody_elses && ++tries < max_tries) {
            continue;
        }
        auto& recipient = unsent_.front().to[first_unsent_recipient_];
        if (recipient.local != Address{}.local) {
            recipient.local = {}; // It may not be ours any more: the kernel knows what is.
            tries = 0;
            continue;
        }
        if (error != EMSGSIZE) { // That is the datagram's fault, not the address's.
            failures_.push_back({batch_->recipients[0], false});
        }
        drop_sent(1);
        tries = 0;
    }
    return Flush::done;
}

std::vector<DeliveryFailure> UdpPort::take_failures() {
    return std::exchange(failures_, {});
}

/// The journal may remember members from a time when the port served IPv6, too.
void UdpPort::remove_ipv6(std::vector<Address>& addresses) {
    std::erase_if(addresses, [this](const Address& address) {
        if (!address.is_ipv4()) {
            failures_.push_back({address, false});
        }
        return !address.is_ipv4();
    });
}

/// Prepares the next datagrams for sendmmsg; returns how many.
std::size_t UdpPort::fill_batch() {
    std::size_t count = 0;
    auto recipient = first_unsent_recipient_;
    for (auto transmission = unsent_.begin(); transmission != unsent_.end(); ++transmission) {
        for (; recipient < transmission->to.size(); ++recipient) {
            if (count == batch_size) {
                return count;
            }
            batch_->recipients[count] = transmission->to[recipient];
            batch_->addresses[count] = to_socket_address(batch_->recipients[count], family_);
            batch_->vectors[count] = {transmission->payload.data(), transmission->payload.size()};
            batch_->headers[count] = {};
            auto& header = batch_->headers[count].msg_hdr;
            header.msg_name = &batch_->addresses[count].storage;
            header.msg_namelen = batch_->addresses[count].length;
            header.msg_iov = &batch_->vectors[count];
            header.msg_iovlen = 1;
            batch_->infos[count].send_with(header, batch_->recipients[count].local, family_);
            ++count;
        }
        recipient = 0;
    }
    return count;
}

void UdpPort::drop_sent(std::size_t count) {
    first_unsent_recipient_ += count;
    while (!unsent_.empty() && first_unsent_recipient_ >= unsent_.front().to.size()) {
        first_unsent_recipient_ -= unsent_.front().to.size();
        unsent_.pop_front();
    }
}

/// Whether the queue held anything.
bool UdpPort::read_error_queue() {
    const auto errors = read_udp_errors(socket_.get());
    failures_.insert(failures_.end(), errors.failures.begin(), errors.failures.end());
    return errors.reports > 0;
}

} // namespace chatroom
