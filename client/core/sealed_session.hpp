// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/conversation.hpp"
#include "client/core/departure.hpp"
#include "client/core/handshake.hpp"
#include "client/core/liveness.hpp"
#include "client/core/reachability.hpp"
#include "client/core/room_questions.hpp"
#include "client/core/sealed_channel.hpp"
#include "client/core/sealed_options.hpp"
#include "client/core/session.hpp"
#include "protocol/address.hpp"

namespace chatroom {

/// A session over the sealed protocol (protocol/PROTOCOL.md).
class SealedSession final : public Session {
public:
    /// How long somebody who enters waits for an answer: enough for a daemon that is restarting.
    static constexpr std::chrono::seconds enter_timeout{10};
    /// WAKE, which anybody can forge, does something so often at most.
    static constexpr std::chrono::seconds wake_interval{1};

    SealedSession(SealedOptions options, const sealed::FillRandom& fill_random);

    void enter(TimePoint now, std::string_view name) override;
    void enter_unless_here(TimePoint now, std::string_view name, sealed::Instance former) override;
    sealed::Instance instance() const override { return instance_; }
    void say(TimePoint now, std::string_view text) override;
    void passphrase(TimePoint now, std::string_view passphrase) override;
    void ask_delivered(TimePoint now, Sequence event) override;
    void ask_members(TimePoint now, std::string_view pattern) override;
    void ask_older(TimePoint now, std::size_t count, std::optional<Sequence> before) override;
    /// We are a gateway, which speaks for somebody who is there now: it is told when we enter, now
    /// if we are inside, and with each PING, as nobody acknowledges it.
    void speaks_for(TimePoint now, const Address& address);
    void finish(TimePoint now) override;
    void leave(TimePoint now) override;
    void datagram(TimePoint now, std::string_view bytes) override;
    void trouble(TimePoint now, Trouble trouble) override;
    void advance(TimePoint now) override;
    bool ready_for_text() const override;
    std::optional<TimePoint> next_deadline() const override;
    std::vector<Output> take_outputs() override;

private:
    enum class State {
        outside,  ///< At first, and after REFUSED, which WELCOME may still follow.
        entering, ///< On the way in, for the first time or again.
        inside,   ///< WELCOME has come in the session of the channel.
        ended,
    };

    void begin_handshake(TimePoint now);
    void repeat_handshake(TimePoint now);
    void try_another_address();
    void await_answer(TimePoint now);
    void lose_server(TimePoint now);
    void act_on(TimePoint now, HandshakeOutput output);
    void establish(TimePoint now, const Established& established);
    void await_passphrase(const AwaitsPassphrase& awaits);
    void send_entry(TimePoint now, std::string finish);
    bool is_resuming() const { return welcomed_as_ == asked_name_; }

    void open(TimePoint now, const sealed::Transport& transport);
    void wake(TimePoint now);
    void take(TimePoint now, const sealed::Welcome& welcome);
    void take(TimePoint now, const sealed::Greeting& greeting);
    void take(TimePoint now, const sealed::Delivered& delivered) {
        output(questions_.take(now, delivered));
    }
    void take(TimePoint now, const sealed::Members& page) { output(questions_.take(now, page)); }
    void take(TimePoint now, const sealed::Older& page) { output(questions_.take(now, page)); }
    void take(TimePoint now, const sealed::Limits& limits);
    void take(TimePoint now, const sealed::Lost& lost);
    void take(TimePoint now, const sealed::Condition& condition);
    void note_condition(bool can_keep);
    void take(TimePoint now, const sealed::Refused& refused);
    void take(TimePoint now, const sealed::Pong& pong);
    void take(TimePoint now, const sealed::Challenge& challenge);
    void take(TimePoint now, const sealed::Closed& closed);
    /// The others, which only count inside.
    template <typename Frame>
    void take(TimePoint now, const Frame& frame);
    void found_server();

    void depart(TimePoint now, bool is_patient);
    void settle(TimePoint now);
    void ask_if_due(TimePoint now);
    void leave_if_due(TimePoint now);
    std::string given_up_frame() const;
    void send(TimePoint now, std::string frames);
    void send(TimePoint now, const sealed::ClientFrame& frame);
    void ping(TimePoint now);
    void tell(std::optional<Notice> notice);
    void output(std::vector<Output> outputs);
    void end(EndReason reason, std::string detail = {});

    sealed::Instance instance_;
    std::string program_;           ///< See SealedOptions.
    std::string frame_of_tomorrow_; ///< Likewise.
    std::optional<sealed::From> from_;
    Handshake handshake_;
    State state_ = State::outside;
    std::string asked_name_;
    std::optional<sealed::UnlessHere> condition_; ///< Of entering, but not of resuming.
    /// The name that was asked for when WELCOME came last: who enters under it goes on.
    std::optional<std::string> welcomed_as_;
    bool is_kept_ = true;    ///< What is said, as far as the server has said.
    bool is_member_ = false; ///< Has been welcomed, and not been refused since.
    bool is_server_known_ = false;
    bool is_greeted_ = false;

    std::optional<SealedChannel> channel_;
    std::optional<Liveness> liveness_; ///< While inside.
    Conversation conversation_;
    RoomQuestions questions_;
    Reachability reachability_;
    std::optional<Departure> departure_; ///< Once the user wants to leave.

    EndReason no_answer_reason_ = EndReason::no_answer;
    std::optional<TimePoint> give_up_at_; ///< When entering has failed.
    std::optional<TimePoint> woken_at_;
    std::vector<Output> outputs_;
};

} // namespace chatroom
