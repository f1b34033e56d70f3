// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/udp_port.hpp"

#include "base/fragmentation.hpp"
#include "daemon/io/packet_info.hpp"
#include "daemon/io/socket_address.hpp"
#include "daemon/io/source_filter.hpp"
#include "daemon/io/udp_errors.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>

namespace chatroom {

namespace {

/// What the largest filter and the one that takes its place are charged as, with much to spare.
constexpr int filter_memory_bytes = 64 * 1024;

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

/// A larger buffer is welcome, but nothing depends on it. One that is larger already, as systemd
/// may give it, stays.
void request_buffer(int socket, int forced_name, int name, int bytes) {
    int granted = 0;
    socklen_t length = sizeof granted;
    if (::getsockopt(socket, SOL_SOCKET, name, &granted, &length) == 0 && granted / 2 >= bytes) {
        return;
    }
    if (::setsockopt(socket, SOL_SOCKET, forced_name, &bytes, sizeof bytes) != 0) {
        ::setsockopt(socket, SOL_SOCKET, name, &bytes, sizeof bytes);
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

bool serves_every_address(const Address& listen) {
    constexpr in_addr any_ipv4{INADDR_ANY};
    const auto& ip = listen.ip;
    return ip == Address{}.ip ||
           (listen.is_ipv4() && std::memcmp(ip.data() + 12, &any_ipv4, sizeof any_ipv4) == 0);
}

/// Answers leave from the address that was asked, so it has to be known which one that was. A
/// socket that is bound to one address has no other.
void ask_for_local_address(int socket, int family) {
    if (family == AF_INET) {
        set_option(socket, SOL_IP, IP_PKTINFO, 1, "IP_PKTINFO");
    } else {
        set_option(socket, SOL_IPV6, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO");
    }
}

void let_be_cut(int socket, int family) {
    let_routers_cut(socket);
    if (family == AF_INET6) {
        constexpr int of_ipv6 = IPV6_PMTUDISC_OMIT;
        ::setsockopt(socket, SOL_IPV6, IPV6_MTU_DISCOVER, &of_ipv6, sizeof of_ipv6);
    }
}

FileDescriptor open_socket(const Address& listen, int family) {
    FileDescriptor socket(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.get() < 0) {
        fail("cannot open a UDP socket");
    }
    if (family == AF_INET6) {
        set_option(socket.get(), SOL_IPV6, IPV6_V6ONLY, 0, "IPV6_V6ONLY");
    }
    // The machine may get the address later.
    set_option(socket.get(), SOL_IP, IP_FREEBIND, 1, "IP_FREEBIND");
    const auto address = to_socket_address(listen, family);
    if (::bind(socket.get(), address.get(), address.length) != 0) {
        fail("cannot bind the chat port " + to_string(listen));
    }
    return socket;
}

/// What the port needs, whoever has opened it.
FileDescriptor prepare(FileDescriptor socket, const UdpPort::Setup& setup, int family) {
    if (::fcntl(socket.get(), F_SETFL, O_NONBLOCK) != 0) {
        fail("O_NONBLOCK");
    }
    // Once it is bound: what leaves from an address that the machine does not have is lost.
    set_option(socket.get(), SOL_IP, IP_FREEBIND, 0, "IP_FREEBIND");
    let_be_cut(socket.get(), family);
    // On an IPv6 socket both kinds of errors are needed: IPv4 members are reached through it, too.
    set_option(socket.get(), SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
    if (family == AF_INET6) {
        set_option(socket.get(), SOL_IPV6, IPV6_RECVERR, 1, "IPV6_RECVERR");
    }
    if (serves_every_address(setup.listen)) {
        ask_for_local_address(socket.get(), family);
    }
    const int bytes = UdpPort::buffer_bytes(setup.max_members);
    request_buffer(socket.get(), SO_RCVBUFFORCE, SO_RCVBUF, bytes);
    request_buffer(socket.get(), SO_SNDBUFFORCE, SO_SNDBUF, bytes);
    return socket;
}

int family_of(int socket) {
    int family = AF_UNSPEC;
    socklen_t length = sizeof family;
    if (::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &length) != 0) {
        fail("SO_DOMAIN");
    }
    return family;
}

} // namespace

struct UdpPort::Batch {
    std::array<mmsghdr, batch_size> headers{};
    std::array<iovec, batch_size> vectors{};
    std::array<SocketAddress, batch_size> addresses{};
    std::array<PacketInfo, batch_size> infos{};
    std::array<std::array<char, max_received_bytes>, batch_size> buffers{};
};

/// The kernel's default holds some 250 small datagrams, less than a full room says at once. While a
/// fan-out keeps the loop busy each member may say something, which costs the kernel about 1 KiB.
int UdpPort::buffer_bytes(std::size_t max_members) {
    constexpr std::size_t least = std::size_t{4} * 1024 * 1024;
    constexpr std::size_t for_a_member = 1024;
    return static_cast<int>(std::max(least, max_members * for_a_member));
}

UdpPort::UdpPort(const Setup& setup, FileDescriptor bound)
    : setup_(setup), family_(bound.get() >= 0 ? family_of(bound.get()) : family_for(setup.listen)),
      socket_(prepare(bound.get() >= 0 ? std::move(bound) : open_socket(setup.listen, family_),
                      setup, family_)),
      batch_(std::make_unique<Batch>()), egress_(socket_.get(), family_, setup.workers) {
    received_.reserve(batch_size);
}

UdpPort::~UdpPort() = default;

Address UdpPort::local_address() const {
    return bound_address(socket_.get());
}

std::span<const UdpPort::Received> UdpPort::receive() {
    received_.clear();
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
            // Errors in the queue wake whoever waits for the socket until they are read.
            read_error_queue();
            break;
        }
        if (count < 0) {
            // An ICMP error is reported once here, and again, with its address, in the queue.
            read_error_queue();
        }
    }
    const bool asked_may_differ = serves_every_address(setup_.listen);
    for (int index = 0; index < count; ++index) {
        const auto position = static_cast<std::size_t>(index);
        auto sender = from_socket_address(batch_->addresses[position].storage);
        sender.local =
            asked_may_differ ? local_ip(batch_->headers[position].msg_hdr) : setup_.listen.ip;
        received_.push_back(
            {sender, {batch_->buffers[position].data(), batch_->headers[position].msg_len}});
    }
    note_senders();
    return received_;
}

/// A flood fills each batch; in quiet times nobody is counted. Those who are known to flood are
/// counted in each, as their filter leaves little of them.
void UdpPort::note_senders() {
    const bool is_full = received_.size() == batch_size;
    if (!is_full && floods_.flooders().empty()) {
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    bool has_changed = false;
    for (const auto& received : received_) {
        has_changed |= floods_.note(now, received.sender);
    }
    if (has_changed) {
        filter();
    } else if (!is_full) {
        floods_.drained(now);
    }
}

bool UdpPort::watch_floods(SteadyTime now) {
    if (floods_.advance(now)) {
        filter();
    }
    return !floods_.flooders().empty();
}

/// Without the kernel's help a flood only costs more.
void UdpPort::filter() {
    kept_out_ = filter_sources(socket_.get(), floods_.flooders());
    have_floods_changed_ = true;
}

std::optional<std::vector<Flooder>> UdpPort::take_flooders() {
    const auto& all = floods_.flooders();
    const bool is_in_vain = kept_out_ == 0 && !all.empty();
    if (!std::exchange(have_floods_changed_, false) || is_in_vain) {
        return std::nullopt;
    }
    return std::vector(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept_out_));
}

std::optional<std::string> UdpPort::take_filter_warning() {
    const auto flooders = floods_.flooders().size();
    if (kept_out_ >= flooders || std::exchange(has_warned_of_filter_, true)) {
        return std::nullopt;
    }
    return "the kernel has no memory to keep out more than " + std::to_string(kept_out_) + " of " +
           std::to_string(flooders) +
           " that flood the port, so others may not be heard: net.core.optmem_max should be at "
           "least " +
           std::to_string(filter_memory_bytes) + " (sysctl)";
}

std::vector<DeliveryFailure> UdpPort::take_failures() {
    auto failures = egress_.take_failures();
    failures.insert(failures.begin(), failures_.begin(), failures_.end());
    failures_.clear();
    return failures;
}

std::optional<std::string> UdpPort::warning() const {
    std::string sysctls;
    const auto check = [&](int name, const char* sysctl) {
        int granted = 0;
        socklen_t length = sizeof granted;
        ::getsockopt(socket_.get(), SOL_SOCKET, name, &granted, &length);
        // The kernel says twice what it was asked for, as half is for its own bookkeeping.
        if (granted / 2 < buffer_bytes(setup_.max_members)) {
            sysctls += (sysctls.empty() ? "" : " and ") + std::string(sysctl);
        }
    };
    check(SO_RCVBUF, "net.core.rmem_max");
    check(SO_SNDBUF, "net.core.wmem_max");
    if (sysctls.empty()) {
        return std::nullopt;
    }
    return "the kernel grants the chat port less memory than a full room may need at once: " +
           sysctls + " should be at least " + std::to_string(buffer_bytes(setup_.max_members)) +
           " (sysctl)";
}

/// Whether the queue held anything.
bool UdpPort::read_error_queue() {
    const auto errors = read_udp_errors(socket_.get());
    failures_.insert(failures_.end(), errors.failures.begin(), errors.failures.end());
    return errors.reports > 0;
}

} // namespace chatroom
