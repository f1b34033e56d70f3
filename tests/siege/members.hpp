// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/siege/attack.hpp"
#include "tests/siege/visitor.hpp"

#include <memory>
#include <optional>

namespace chatroom::siege {

/// A member of the classic protocol that talks without end. Whoever puts it out has it back.
class ClassicTalker final : public Attack {
public:
    explicit ClassicTalker(const Orders& orders);

    void prepare() override;
    void aim(const sockaddr_in& target) override;
    void send(std::size_t count) override;

private:
    bench::UdpSocket socket_;
    std::string request_; ///< To enter.
    std::string line_;
    std::optional<bench::UdpSocket> beside_;
    const Orders& orders_;
    std::size_t batches_ = 0;
    bool is_inside_ = false;
};

/// A member of the sealed protocol that keeps no window: it says its next messages again in every
/// datagram until they are taken, and acknowledges whatever it has seen. It comes back as well. A
/// patient one does as its own client would: nothing new before the last has its receipts, and
/// nothing at all as long as it was asked to wait.
class SealedTalker final : public Attack {
public:
    explicit SealedTalker(const Orders& orders);

    void prepare() override;
    void aim(const sockaddr_in& target) override;
    void send(std::size_t count) override;

private:
    void come();
    std::string next_datagram();
    bool has_to_wait(TimePoint now);

    const Orders& orders_;
    SealedOptions identity_;
    std::unique_ptr<Visitor> visitor_;
    std::uint32_t said_after_ = 0; ///< The last receipt when something was said.
    TimePoint say_again_at_ = TimePoint::min();
    std::optional<bench::UdpSocket> beside_;
};

} // namespace chatroom::siege
