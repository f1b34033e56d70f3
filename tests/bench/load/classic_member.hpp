// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/load/member.hpp"
#include "tests/bench/load/settings.hpp"
#include "tests/bench/load/tally.hpp"
#include "tests/bench/load/udp_socket.hpp"

#include <string>
#include <vector>

namespace chatroom::bench {

/// A member that speaks the classic protocol.
class ClassicMember final : public Member {
public:
    ClassicMember(const Settings& settings, std::size_t number, Tally& tally, Traffic& traffic);

    int descriptor() const override { return socket_.get(); }
    void enter(TimePoint now) override;
    void receive(TimePoint now) override;
    void advance(TimePoint now) override;
    bool is_inside() const override { return is_inside_; }
    bool can_say() const override { return is_inside_; }
    void say(std::string_view text) override;
    void settle(TimePoint now) override;
    std::optional<TimePoint> next_deadline() const override { return enter_again_at_; }

private:
    void take(std::string_view datagram, TimePoint now);

    std::size_t number_;
    std::string name_;
    UdpSocket socket_;
    Tally& tally_;
    Traffic& traffic_;
    bool is_inside_ = false;
    unsigned refusals_ = 0;
    std::optional<TimePoint> enter_again_at_;
    std::vector<std::string> unsent_;
};

} // namespace chatroom::bench
