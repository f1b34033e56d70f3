// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/egress.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <numeric>
#include <utility>

#include <sys/socket.h>

namespace chatroom {

Egress::Egress(int socket, int family, std::size_t workers) : family_(family), pool_(workers) {
    for (std::size_t worker = 0; worker < pool_.size(); ++worker) {
        senders_.push_back(std::make_unique<DatagramSender>(socket, family));
    }
}

void Egress::enqueue(Outputs& outputs) {
    auto deliveries = std::exchange(outputs.deliveries, {});
    auto payloads = std::exchange(outputs.payloads, {});
    if (family_ == AF_INET) {
        remove_ipv6(deliveries);
    }
    if (deliveries_.empty()) {
        deliveries_ = std::move(deliveries);
        payloads_ = std::move(payloads);
        return;
    }
    const auto before = static_cast<std::uint32_t>(payloads_.size());
    for (auto& delivery : deliveries) {
        delivery.payload += before;
    }
    std::move(deliveries.begin(), deliveries.end(), std::back_inserter(deliveries_));
    std::move(payloads.begin(), payloads.end(), std::back_inserter(payloads_));
}

/// The journal may remember members from a time when the port served IPv6, too.
void Egress::remove_ipv6(std::vector<Delivery>& deliveries) {
    std::erase_if(deliveries, [this](const Delivery& delivery) {
        if (!delivery.to.is_ipv4()) {
            failures_.push_back({delivery.to, false});
        }
        return !delivery.to.is_ipv4();
    });
}

Outputs Egress::take_emptied() {
    Outputs emptied;
    if (deliveries_.empty()) {
        emptied.deliveries = std::exchange(deliveries_, {});
        emptied.payloads = std::exchange(payloads_, {});
        emptied.payloads.clear(); // IPv6 may have been all there was.
    }
    return emptied;
}

Egress::Flush Egress::flush() {
    const auto most = max_flushed_at_once * pool_.size();
    for (std::size_t flushed = 0;;) {
        if (slices_.empty() && sliced_ == deliveries_.size()) {
            deliveries_.clear();
            payloads_.clear();
            sliced_ = 0;
            return Flush::done;
        }
        if (slices_.empty()) {
            if (flushed >= most) {
                return Flush::more;
            }
            slice(std::min(deliveries_.size(), sliced_ + most - flushed));
        }
        flushed += send_slices();
        for (const auto& slice : slices_) {
            if (slice.state == DatagramSender::State::when_writable) {
                return Flush::when_writable;
            }
        }
        if (!slices_.empty()) {
            return Flush::later;
        }
    }
}

/// Cuts what waits up to there into slices, several for each worker: one that wakes late, or whose
/// processor is slower, takes fewer.
void Egress::slice(std::size_t end) {
    const auto count = end - sliced_;
    const auto most = pool_.size() > 1 ? pool_.size() * slices_for_a_worker : 1;
    const auto parts = std::clamp<std::size_t>(count / least_slice, 1, most);
    const auto each = (count + parts - 1) / parts;
    while (sliced_ < end) {
        auto cut = std::min(end, sliced_ + each);
        while (cut < end && deliveries_[cut].to == deliveries_[cut - 1].to) {
            ++cut;
        }
        slices_.push_back({.first = std::exchange(sliced_, cut), .end = cut});
    }
}

std::size_t Egress::unsent() const {
    return std::accumulate(
        slices_.begin(), slices_.end(), std::size_t{0},
        [](std::size_t sum, const Slice& slice) { return sum + slice.end - slice.first; });
}

/// Sends what can be sent of the slices, and forgets those that are done; how many datagrams.
std::size_t Egress::send_slices() {
    const auto unsent_before = unsent();
    const std::span deliveries(deliveries_);
    std::atomic<std::size_t> next = 0;
    pool_.run(std::min(slices_.size(), pool_.size()), [&](std::size_t worker) {
        for (auto index = next++; index < slices_.size(); index = next++) {
            auto& slice = slices_[index];
            const auto progress = senders_[worker]->send(
                payloads_, deliveries.subspan(slice.first, slice.end - slice.first));
            slice.first += progress.sent;
            slice.state = progress.state;
            if (slice.state != DatagramSender::State::done) {
                return; // Nor would it go better with another slice.
            }
        }
    });
    std::erase_if(slices_, [](const Slice& slice) { return slice.first == slice.end; });
    return unsent_before - unsent();
}

std::vector<DeliveryFailure> Egress::take_failures() {
    for (auto& sender : senders_) {
        const auto failures = sender->take_failures();
        failures_.insert(failures_.end(), failures.begin(), failures.end());
    }
    return std::exchange(failures_, {});
}

} // namespace chatroom
