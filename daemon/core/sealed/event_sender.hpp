// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/sealed/event_log.hpp"
#include "daemon/core/time.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/round_trip.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace chatroom {

/// Moves one member's cursor along the journal: what is sent, what is acknowledged, what is sent
/// again and when (PROTOCOL.md, Events and Timers). It takes the same memory whatever the lag.
class EventSender {
public:
    static constexpr std::size_t max_datagrams_in_flight = 32;
    static constexpr unsigned initial_window = 10; ///< RFC 6928 has the reason.
    static constexpr unsigned least_window = 2;
    static constexpr std::chrono::seconds most_timeout{4};

    /// The member has everything up to the cursor.
    explicit EventSender(Sequence cursor);

    /// Up to where the member is known to have everything.
    Sequence acknowledged() const { return acknowledged_; }

    /// Takes an acknowledgement. False, and nothing happens, if it names what was not sent.
    bool acknowledge(SteadyTime now, const sealed::Ack& ack);

    /// The frames of one more datagram, at most so many bytes; they count as sent now. Empty if
    /// nothing is to be sent, or enough is on the way.
    std::string next_frames(SteadyTime now, EventLog& log, std::size_t max_bytes);

    /// Time has passed.
    void advance(SteadyTime now);

    /// The member gave a sign of life after a silence: what was sent into the silence is lost.
    void returned();

    /// The way there is another one: its round trip is unknown.
    void moved();

    /// When advance() has something to do; nothing while nothing is on the way.
    std::optional<SteadyTime> next_deadline() const;

    /// Whether something has been on the way for so long without anything being acknowledged.
    bool is_stalled(SteadyTime now, SteadyTime::duration limit) const {
        return waiting_since_ && *waiting_since_ + limit <= now;
    }

    unsigned timeouts_in_a_row() const { return round_trip_.timeouts_in_a_row(); }
    sealed::RoundTrip::Duration timeout() const { return round_trip_.timeout(); }

private:
    /// One datagram that is on the way.
    struct Flight {
        SteadyTime sent_at;
        std::uint64_t order = 0;       ///< How many were sent before.
        std::uint16_t events_left = 0; ///< Of its events so many are not acknowledged; 0: unused.
        std::uint8_t overtaken = 0;    ///< So many that were sent later have arrived.
        bool measures = true;          ///< All of it was sent once, on the present way.
    };

    /// What became of an event in the window: the index of its flight, or one of these.
    static constexpr std::uint8_t not_sent = 255;
    static constexpr std::uint8_t received = 254;

    std::uint8_t& slot(Sequence sequence) { return slots_[sequence.value % sealed::event_window]; }
    Sequence window_end() const { return {acknowledged_.value + sealed::event_window}; }
    std::optional<std::size_t> free_flight() const;
    std::size_t flights_in_use() const;
    std::string put_gap(EventLog& log, std::uint8_t flight);
    void put(Sequence sequence, std::uint8_t flight);
    void retire(SteadyTime now, Sequence sequence);
    void arrived(SteadyTime now, const Flight& flight);
    void detect_losses();
    void lose(std::uint8_t flight);
    void lose_all();
    void shrink(unsigned window);

    Sequence acknowledged_;
    Sequence highest_sent_;
    /// Since when something has been sent and nothing acknowledged.
    std::optional<SteadyTime> waiting_since_;
    std::array<std::uint8_t, sealed::event_window> slots_; ///< By number modulo its size.
    std::array<Flight, max_datagrams_in_flight> flights_{};
    Sequence gap_end_; ///< The last number of the latest gap that was told.
    std::uint64_t next_order_ = 1;
    SteadyTime newest_arrived_sent_at_; ///< When the latest that has arrived was sent.
    std::uint64_t recovery_order_ = 0;  ///< Losses of flights before it are one loss.
    double window_ = initial_window;    ///< How many datagrams may be on the way.
    double threshold_ = max_datagrams_in_flight;
    sealed::RoundTrip round_trip_{most_timeout};
};

} // namespace chatroom
