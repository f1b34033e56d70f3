// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/source.hpp"
#include "daemon/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Who a datagram is from, as far as that can be told without opening it, in the order in which
/// they are served.
enum class Standing : std::uint8_t {
    member,    ///< Somebody who is inside.
    returning, ///< Who is about to be: a session that serves nobody yet, or a member's address.
    handshake, ///< A step of a handshake, from an address that is proven.
    stranger,  ///< Everybody else.
};

/// Where a datagram waits.
struct WaitingPlace {
    Standing standing = Standing::stranger;
    Source source;
};

/// Datagrams of one standing: each source's in the order in which they came, and one of each source
/// in turn. Each of these rounds is closed once it has begun: whoever comes then waits for the next
/// one. Were it open, those who come without end would keep it from ever ending.
class FairQueue {
public:
    struct Item {
        Source source;
        Address sender;
        std::string datagram;
        SteadyTime arrived_at;
    };

    FairQueue(std::size_t max_datagrams, std::size_t max_of_a_source)
        : max_datagrams_(max_datagrams), max_of_a_source_(max_of_a_source) {}

    /// False if a datagram had no place: this one if its source has its share, or nobody has more;
    /// otherwise the latest of who has most.
    bool put(SteadyTime now, const Source& source, const Address& sender,
             std::string_view datagram);

    /// The next one; nothing if none waits.
    std::optional<Item> take();

    std::size_t size() const { return size_; }

    /// How many of one source wait at most, or one more.
    std::size_t most_of_a_source() const {
        return rounds_.empty()
                   ? 0
                   : static_cast<std::size_t>(rounds_.rbegin()->first - rounds_.begin()->first + 1);
    }

    /// Of how many sources something waits: no others are remembered.
    std::size_t source_count() const { return sources_.size(); }

private:
    /// What waits of one source: one datagram a round.
    struct Waiting {
        std::uint64_t next_round = 0; ///< Of the next one that comes.
        std::size_t count = 0;
    };

    void drop_last();
    void waits_no_more(std::map<Source, Waiting>::iterator source);

    std::size_t max_datagrams_;
    std::size_t max_of_a_source_;
    std::size_t size_ = 0;
    std::uint64_t joinable_round_ = 0; ///< The first that has not begun.
    std::map<std::uint64_t, std::deque<Item>> rounds_;
    std::map<Source, Waiting> sources_;
};

/// What has arrived and is not served yet, sorted by who it is from: whoever floods the port waits
/// behind everybody else, and behind its own.
class Inbox {
public:
    /// More than arrives while a turn is served, but for a flood.
    static constexpr std::size_t max_datagrams = 4096;
    /// Of a member: many times what a client has on the way, or a person pastes.
    static constexpr std::size_t max_of_a_member = 256;
    /// Of a network: a step of each of so many people's handshakes.
    static constexpr std::size_t max_of_a_network = 256;

    /// So many a source may have waiting for certain: what is more makes place for others when
    /// there is none, so hundreds of sources have to send that much until others' is left in the
    /// socket.
    static constexpr std::size_t few_of_a_source = 8;

    /// A client has sent its step again by then; what waited longer is not served any more.
    static constexpr std::chrono::seconds max_wait{2};

    /// False if a datagram had no place.
    bool put(SteadyTime now, const WaitingPlace& place, const Address& sender,
             std::string_view datagram) {
        return queue_of(place.standing).put(now, place.source, sender, datagram);
    }

    std::optional<FairQueue::Item> take(Standing standing) { return queue_of(standing).take(); }

    std::size_t size(Standing standing) const { return queue_of(standing).size(); }

    /// Whether so many more have a place, or somebody who has many of them makes it.
    bool has_room_for(Standing standing, std::size_t datagrams) const {
        const auto& queue = queue_of(standing);
        return queue.size() + datagrams <= max_datagrams ||
               queue.most_of_a_source() > few_of_a_source;
    }
    std::size_t size() const;
    bool empty() const { return size() == 0; }

private:
    FairQueue& queue_of(Standing standing) {
        return queues_.at(static_cast<std::size_t>(standing));
    }
    const FairQueue& queue_of(Standing standing) const {
        return queues_.at(static_cast<std::size_t>(standing));
    }

    std::array<FairQueue, 4> queues_{{{max_datagrams, max_of_a_member},
                                      {max_datagrams, max_of_a_network},
                                      {max_datagrams, max_of_a_network},
                                      {max_datagrams, max_of_a_network}}};
};

} // namespace chatroom
