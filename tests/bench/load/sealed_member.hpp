// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.hpp"
#include "client/core/handshake.hpp"
#include "client/core/outbox.hpp"
#include "protocol/sealed/frame_form.hpp"
#include "tests/bench/load/event_order.hpp"
#include "tests/bench/load/member.hpp"
#include "tests/bench/load/settings.hpp"
#include "tests/bench/load/tally.hpp"
#include "tests/bench/load/udp_socket.hpp"

#include <memory>
#include <string>

namespace chatroom::bench {

/// A member that speaks the sealed protocol: with the client's handshake and outbox, but none of
/// what a person sees. It does not come back by itself: whatever ends its session throws.
class SealedMember final : public Member {
public:
    SealedMember(const Settings& settings, std::size_t number, Tally& tally, Traffic& traffic);

    int descriptor() const override { return socket_.get(); }
    void enter(TimePoint now) override;
    void receive(TimePoint now) override;
    void advance(TimePoint now) override;
    bool is_inside() const override { return is_inside_; }
    bool can_say() const override { return is_inside_ && outbox_ && outbox_->has_room(); }
    void say(std::string_view text) override { outbox_->add(std::string(text)); }
    void settle(TimePoint now) override;
    std::optional<TimePoint> next_deadline() const override;
    std::uint64_t seen() const override { return order_.seen(); }
    std::uint64_t entered() const override { return entered_; }

private:
    void act_on(HandshakeOutput output, TimePoint now);
    void establish(const Established& established, TimePoint now);
    void send_entry(std::string_view finish, TimePoint now);
    void take(std::string_view datagram, TimePoint now);
    void take_frames(std::string_view plaintext, TimePoint now);
    void take_frame(sealed::FrameType type, ByteReader& reader, TimePoint now);
    void take_counted(sealed::FrameType type, std::string_view fields, TimePoint now);
    void take_welcome(ByteReader& reader, TimePoint now);
    void take_events(ByteReader& reader, TimePoint now);
    void show(const EventView& event, TimePoint now);
    void send(std::string frames, TimePoint now);

    std::size_t number_;
    std::string name_;
    UdpSocket socket_;
    Tally& tally_;
    Traffic& traffic_;

    sealed::Instance instance_;
    std::unique_ptr<Handshake> handshake_; ///< Until WELCOME.
    std::optional<sealed::Sealer> sealer_;
    std::optional<sealed::Opener> opener_;
    bool is_inside_ = false;
    std::uint64_t entered_ = 0;
    std::uint64_t past_ = 0;
    EventOrder order_;
    std::unique_ptr<Outbox> outbox_; ///< Of those who talk.
    std::string owed_;               ///< Other frames that are to be sent.
    TimePoint ping_at_ = TimePoint::max();
    bool awaits_pong_ = false;
};

} // namespace chatroom::bench
