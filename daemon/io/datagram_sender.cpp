// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/datagram_sender.hpp"

#include "daemon/io/packet_info.hpp"
#include "daemon/io/socket_address.hpp"
#include "daemon/io/udp_errors.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace chatroom {

namespace {

/// Where datagrams are sealed. It stays in the processor's cache until the kernel has copied it.
constexpr std::size_t arena_bytes = std::size_t{128} * 1024;

/// The kernel takes no more in one call, cut or not.
constexpr std::size_t max_message_bytes = 60'000;

/// How many pieces a batch may have altogether.
constexpr std::size_t max_pieces = 1024;

/// How often one datagram is tried again because the kernel reported somebody else's error in its
/// place. Each try consumes at least one such report.
constexpr int max_tries = 64;

/// A device that cannot check-sum cannot cut, nor can an old kernel.
bool cannot_segment(int error) {
    return error == EIO || error == EOPNOTSUPP || error == ENOPROTOOPT;
}

/// The pieces would be too long for this way.
bool cannot_segment_there(int error) {
    return error == EINVAL || error == EMSGSIZE;
}

bool go_together(const Address& left, const Address& right) {
    return left == right && left.local == right.local;
}

std::size_t size_of(std::span<const std::string> payloads, const Delivery& delivery) {
    const auto size = payloads[delivery.payload].size();
    return delivery.ticket ? sealed::sealed_bytes(size) : size;
}

} // namespace

struct DatagramSender::Batch {
    std::size_t messages = 0;
    std::size_t pieces = 0;
    std::size_t arena_used = 0;
    std::array<mmsghdr, max_messages> headers{};
    std::array<std::size_t, max_messages> segments{}; ///< How many deliveries each message is.
    std::array<SocketAddress, max_messages> addresses{};
    std::array<PacketInfo, max_messages> infos{};
    std::array<iovec, max_pieces> vectors{};
    std::array<char, arena_bytes> arena{};
};

DatagramSender::DatagramSender(int socket, int family)
    : socket_(socket), family_(family), own_ip_(bound_address(socket).ip),
      batch_(std::make_unique<Batch>()) {}

DatagramSender::~DatagramSender() = default;

DatagramSender::Progress DatagramSender::send(std::span<const std::string> payloads,
                                              std::span<Delivery> deliveries) {
    std::size_t done = 0;
    const auto advance = [&](std::size_t count) {
        done += count;
        unsegmented_ -= std::min(unsegmented_, count);
        tries_ = 0;
    };
    unsegmented_ = 0;
    while (done < deliveries.size()) {
        const auto messages = fill(payloads, deliveries.subspan(done));
        const int sent = ::sendmmsg(socket_, batch_->headers.data(),
                                    static_cast<unsigned>(messages), MSG_DONTWAIT);
        if (sent > 0) {
            if (static_cast<std::size_t>(sent) < messages) {
                // The next one met an error, which the kernel then keeps to itself.
                read_error_queue();
            }
            for (std::size_t index = 0; index < static_cast<std::size_t>(sent); ++index) {
                advance(batch_->segments[index]);
            }
            continue;
        }
        const int error = errno;
        if (is_full(error)) {
            read_error_queue(); // Unread, it would at once wake whoever waits for room.
            return {done, State::when_writable};
        }
        if (is_exhausted(error)) {
            return {done, State::later};
        }
        const auto segments = batch_->segments[0];
        if (judge(error, deliveries.subspan(done, segments)) == Verdict::give_up_on_first) {
            advance(segments);
        }
    }
    return {done, State::done};
}

/// What to do when the first message of a batch, which is these deliveries, meets an error.
DatagramSender::Verdict DatagramSender::judge(int error, std::span<Delivery> segments) {
    if (segments.size() > 1 && cannot_segment(error)) {
        can_segment_ = false;
        return Verdict::try_again;
    }
    if (segments.size() > 1 && cannot_segment_there(error)) {
        unsegmented_ = segments.size();
        return Verdict::try_again;
    }
    // The error is either an earlier datagram's, which the queue names if it had room, and which is
    // reported once; or this one's own, which comes again.
    const bool somebody_elses = read_error_queue() || is_never_immediate(error) || tries_ == 0;
    if (somebody_elses && ++tries_ < max_tries) {
        return Verdict::try_again;
    }
    if (segments.front().to.local != Address{}.local) {
        // It may not be ours any more: the kernel knows what is.
        std::for_each(segments.begin(), segments.end(),
                      [](Delivery& delivery) { delivery.to.local = {}; });
        tries_ = 0;
        return Verdict::try_again;
    }
    if (error != EMSGSIZE) { // That is the datagram's fault, not the address's.
        failures_.push_back({segments.front().to, false});
    }
    return Verdict::give_up_on_first;
}

/// Prepares the next messages; how many.
std::size_t DatagramSender::fill(std::span<const std::string> payloads,
                                 std::span<const Delivery> deliveries) {
    batch_->messages = batch_->pieces = batch_->arena_used = 0;
    while (!deliveries.empty() && batch_->messages < max_messages) {
        const auto segments = deliveries.first(count_segments(payloads, deliveries));
        std::size_t to_seal = 0;
        for (const auto& delivery : segments) {
            to_seal += delivery.ticket ? size_of(payloads, delivery) : 0;
        }
        if (batch_->arena_used + to_seal > arena_bytes ||
            batch_->pieces + segments.size() > max_pieces) {
            break;
        }
        add_message(payloads, segments);
        deliveries = deliveries.subspan(segments.size());
    }
    return batch_->messages;
}

/// How many of the deliveries can leave as one message: to one address, all of one size but for the
/// last, which may be shorter (udp(7), UDP_SEGMENT).
std::size_t DatagramSender::count_segments(std::span<const std::string> payloads,
                                           std::span<const Delivery> deliveries) const {
    const auto first = size_of(payloads, deliveries.front());
    if (!can_segment_ || unsegmented_ > 0 || first == 0) {
        return 1;
    }
    std::size_t count = 1;
    for (auto total = first; count < std::min(deliveries.size(), max_segments); ++count) {
        const auto& next = deliveries[count];
        const auto size = size_of(payloads, next);
        total += size;
        if (size > first || size == 0 || total > max_message_bytes ||
            !go_together(next.to, deliveries.front().to)) {
            break;
        }
        if (size < first) {
            return count + 1;
        }
    }
    return count;
}

void DatagramSender::add_message(std::span<const std::string> payloads,
                                 std::span<const Delivery> segments) {
    auto& batch = *batch_;
    const auto index = batch.messages++;
    const auto& to = segments.front().to;
    batch.segments[index] = segments.size();
    batch.addresses[index] = to_socket_address(to, family_);
    batch.headers[index] = {};
    auto& header = batch.headers[index].msg_hdr;
    header.msg_name = &batch.addresses[index].storage;
    header.msg_namelen = batch.addresses[index].length;
    header.msg_iov = &batch.vectors[batch.pieces];
    header.msg_iovlen = segments.size();
    for (const auto& delivery : segments) {
        const auto& payload = payloads[delivery.payload];
        auto& piece = batch.vectors[batch.pieces++];
        if (delivery.ticket) {
            auto* datagram = batch.arena.data() + batch.arena_used;
            sealed::seal(*delivery.ticket, payload, datagram);
            piece = {datagram, sealed::sealed_bytes(payload.size())};
            batch.arena_used += piece.iov_len;
        } else {
            piece = {const_cast<char*>(payload.data()), payload.size()}; // It is only read.
        }
    }
    const auto segment_bytes = segments.size() > 1 ? size_of(payloads, segments.front()) : 0;
    // To name it for each datagram would cost a tenth of sending.
    const auto from = to.local == own_ip_ ? Address{}.local : to.local;
    batch.infos[index].send_with(header, from, family_, segment_bytes);
}

bool DatagramSender::read_error_queue() {
    const auto errors = read_udp_errors(socket_);
    failures_.insert(failures_.end(), errors.failures.begin(), errors.failures.end());
    return errors.reports > 0;
}

std::vector<DeliveryFailure> DatagramSender::take_failures() {
    return std::exchange(failures_, {});
}

} // namespace chatroom
