// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/sealed/event_packer.hpp"
#include "daemon/core/time.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/path_size.hpp"
#include "protocol/sealed/round_trip.hpp"

#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// Moves one member's cursor along the journal: what is sent, what is acknowledged, what is sent
/// again and when (PROTOCOL.md, Events and Timers). Its memory is bounded whatever the lag, and
/// small after a rest() while nothing is on the way.
class EventSender {
public:
    static constexpr unsigned max_datagrams_in_flight = 32;
    static constexpr unsigned initial_window = 10; ///< RFC 6928 has the reason.
    static constexpr unsigned least_window = 2;
    static constexpr std::chrono::seconds most_timeout{4};

    /// The member has everything up to the cursor.
    explicit EventSender(Sequence cursor) : acknowledged_(cursor), highest_sent_(cursor) {}

    /// Up to where the member is known to have everything.
    Sequence acknowledged() const { return acknowledged_; }

    /// The event that is to be sent next, or the first that is looked at for it; one that there is
    /// not yet if everything was sent.
    Sequence next() const { return (has_lost_ ? acknowledged_ : highest_sent_).next(); }

    /// Whether an event could be sent now if there is one.
    bool may_send() const;

    /// Takes an acknowledgement. False, and nothing happens, if it names what was not sent.
    bool acknowledge(SteadyTime now, const sealed::Ack& ack);

    /// The next datagram of events that were not sent before; they count as sent now. Null if there
    /// is none, if enough is on the way, or if next_frames() has to go first. So many bytes of
    /// other frames are beside them if they go together.
    const EventPacker::Run* next_run(SteadyTime now, EventPacker& packer, std::size_t beside = 0);

    /// Whether something has to be sent again, or it has to be told that there is a gap.
    bool is_interrupted(const LogView& log) const;

    /// The frames of one more datagram, whatever they are; they count as sent now. They take at
    /// most so many bytes together with those beside them; but an event that is longer alone goes
    /// alone. Empty if nothing is to be sent, if it has no room beside the others, or if enough is
    /// on the way.
    std::string next_frames(SteadyTime now, const LogView& log, std::size_t max_bytes,
                            std::size_t beside = 0);

    /// Time has passed.
    void advance(SteadyTime now);

    /// The member gave a sign of life after a silence: what was sent into the silence is lost.
    void returned();

    /// The way there is another one: its round trip and its size are unknown.
    void moved();

    /// How long datagrams to the member may be.
    sealed::PathSize& path() { return path_; }
    const sealed::PathSize& path() const { return path_; }

    /// Gives back the memory that is not needed while little is on the way.
    void rest() { flights_.shrink_to_fit(); }

    /// When advance() has something to do; nothing while nothing is on the way.
    std::optional<SteadyTime> next_deadline() const;

    /// Whether something has been on the way for so long without anything being acknowledged.
    bool is_stalled(SteadyTime now, SteadyTime::duration limit) const {
        return is_waiting_ && waiting_since_ + limit <= now;
    }

    /// Since when something is sent and nothing acknowledged; nothing while nothing is on the way.
    std::optional<SteadyTime> waiting_since() const {
        return is_waiting_ ? std::optional(waiting_since_) : std::nullopt;
    }

    /// For how long something has been on the way without anything being acknowledged.
    SteadyTime::duration waited(SteadyTime now) const {
        return is_waiting_ ? now - waiting_since_ : SteadyTime::duration::zero();
    }

    /// How many datagrams were sent, and how many of them counted as lost.
    std::uint64_t sent() const { return next_order_ - 1; }
    std::uint32_t lost() const { return lost_; }

    /// The smoothed round trip; nothing before the first.
    std::optional<sealed::RoundTrip::Duration> round_trip() const {
        return round_trip_.has_sample() ? std::optional(round_trip_.smoothed()) : std::nullopt;
    }

    unsigned timeouts_in_a_row() const { return round_trip_.timeouts_in_a_row(); }
    sealed::RoundTrip::Duration timeout() const { return round_trip_.timeout(); }

private:
    /// Consecutive events that are on the way in one datagram. What is sent again can be several of
    /// these; they have the same order.
    struct Flight {
        Sequence first;
        SteadyTime sent_at;
        std::uint64_t order = 0;    ///< How many datagrams were sent before.
        std::uint16_t count = 0;    ///< How many events.
        std::uint16_t bytes = 0;    ///< Of the datagram.
        std::uint8_t overtaken = 0; ///< So many datagrams that were sent later have arrived.
        bool measures = true;       ///< All of the datagram was sent once, on the present way.

        Sequence last() const { return {first.value + count - 1}; }
    };
    using Flights = std::vector<Flight>;
    using Events = std::bitset<sealed::event_window>;

    Sequence window_end() const { return {acknowledged_.value + sealed::event_window}; }
    bool receive(std::uint64_t advance, const Events& received);
    bool is_received(Sequence sequence) const;
    Events sent_or_received() const;
    std::string put_gap(const LogView& log, SteadyTime now);
    void put(SteadyTime now, Sequence first, Sequence last);
    void sent(SteadyTime now, std::size_t first_flight, std::size_t plaintext_bytes);
    void land(SteadyTime now);
    void arrived(SteadyTime now, const Flight& flight);
    void detect_losses(SteadyTime now);
    void count_datagrams();
    void lose_all();
    void shrink(unsigned window);

    Sequence acknowledged_;
    Sequence highest_sent_;
    /// Beyond acknowledged_, as in ACK: bit i is event acknowledged_ + 2 + i. Null if none is.
    std::unique_ptr<Events> received_;
    Flights flights_; ///< In the order in which they were sent; at most one for each event.
    unsigned datagrams_in_flight_ = 0;
    std::uint32_t lost_ = 0; ///< Datagrams.
    /// The next datagram would not fit the window of events before something is acknowledged.
    bool is_held_ = false;
    bool is_waiting_ = false; ///< For an acknowledgement.
    bool has_lost_ = false;   ///< Events up to highest_sent_ may have to be sent again.
    Sequence gap_end_;        ///< The last number of the latest gap that was told.
    /// While it is waiting: since when something is sent and nothing acknowledged.
    SteadyTime waiting_since_;
    std::uint64_t next_order_ = 1;
    std::uint64_t recovery_order_ = 0;  ///< Losses of datagrams before it are one loss.
    SteadyTime newest_arrived_sent_at_; ///< When the latest that has arrived was sent.
    float window_ = initial_window;     ///< How many datagrams may be on the way.
    float threshold_ = max_datagrams_in_flight;
    sealed::RoundTrip round_trip_{most_timeout};
    sealed::PathSize path_;
};

} // namespace chatroom
