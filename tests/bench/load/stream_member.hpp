// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"
#include "tests/bench/load/member.hpp"
#include "tests/bench/load/settings.hpp"
#include "tests/bench/load/tally.hpp"

#include <string>
#include <string_view>

namespace chatroom::bench {

/// A member of another server, which speaks over TCP: what it sends waits in one string, what comes
/// is taken apart by the protocol.
class StreamMember : public Member {
public:
    StreamMember(const Settings& settings, std::size_t number, Tally& tally, Traffic& traffic);

    int descriptor() const override { return socket_.get(); }
    void enter(TimePoint now) override;
    void receive(TimePoint now) override;
    void advance(TimePoint now) override { settle(now); }
    bool is_inside() const override { return is_inside_; }
    bool can_say() const override { return is_inside_; }
    void settle(TimePoint now) override;
    std::optional<TimePoint> next_deadline() const override { return send_again_at_; }

protected:
    /// What is to be sent when it enters.
    virtual void greet() = 0;

    /// Takes what is complete of the bytes; returns how many that was.
    virtual std::size_t take(std::string_view bytes, TimePoint now) = 0;

    void send(std::string_view bytes) { unsent_ += bytes; }
    void enter_now() { is_inside_ = true; }
    void hear(std::string_view text, TimePoint now);
    std::string name() const { return member_name(number_); }

private:
    std::size_t number_;
    sockaddr_in server_;
    FileDescriptor socket_;
    Tally& tally_;
    Traffic& traffic_;
    bool is_inside_ = false;
    std::string unsent_;
    std::optional<TimePoint> send_again_at_;
    std::string begun_; ///< The beginning of what is not complete.
};

/// A member of one IRC channel (RFC 2812).
class IrcMember final : public StreamMember {
public:
    using StreamMember::StreamMember;
    void say(std::string_view text) override;

private:
    void greet() override;
    std::size_t take(std::string_view bytes, TimePoint now) override;
    void take_line(std::string_view line, TimePoint now);
};

/// A subscriber of one NATS subject that does not hear itself (docs.nats.io, client protocol).
class NatsMember final : public StreamMember {
public:
    using StreamMember::StreamMember;
    void say(std::string_view text) override;

private:
    void greet() override;
    std::size_t take(std::string_view bytes, TimePoint now) override;
};

/// A subscriber of one MQTT 5 topic that does not hear itself, at QoS 0 (OASIS, MQTT 5.0).
class MqttMember final : public StreamMember {
public:
    using StreamMember::StreamMember;
    void say(std::string_view text) override;

private:
    void greet() override;
    std::size_t take(std::string_view bytes, TimePoint now) override;
    void take_packet(unsigned type, std::string_view body, TimePoint now);
};

} // namespace chatroom::bench
