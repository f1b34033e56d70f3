// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/hash_index.hpp"
#include "base/node_allocator.hpp"
#include "daemon/core/sealed/deadline_queue.hpp"

#include <map>
#include <span>
#include <unordered_map>
#include <vector>

namespace chatroom {

/// All sessions of the sealed protocol: by index, and by the time at which something has
/// to be done about them.
class SealedLinks {
public:
    /// Sessions that serve nobody are cheap to make for whoever has an address; so there are few.
    static constexpr std::size_t max_idle = 1024;
    /// How long a session without a member may be silent, and how long a closed one says so.
    static constexpr std::chrono::seconds idle_lifetime{30};
    /// After so long without a word a member is unreachable: three times the client's PING.
    static constexpr std::chrono::seconds silence{30};

    SealedLink& add(SealedLink link);

    /// Null if there is none. Valid until it is erased.
    SealedLink* find(std::uint32_t index);
    const SealedLink* find(std::uint32_t index) const;
    /// The link that serves the member; null if none does.
    SealedLink* of_member(Sequence member) const;
    bool contains(std::uint32_t index) const { return find(index) != nullptr; }

    /// The link serves the member from now on.
    void bind(SealedLink& link, Sequence member);
    /// It serves nobody for ever, and says why.
    void close(SteadyTime now, SealedLink& link, sealed::Closed why);
    void erase(SealedLink& link);

    /// Something about the link has changed: it may owe its client something, or sooner.
    void touch(SealedLink& link);
    void touch_all_serving();

    /// The links touched since the last call, in the order in which they were.
    std::vector<SealedLink*> take_touched();

    /// Puts the link's deadline in order, after it was touched and served. Whoever cannot be
    /// reached need not be found silent.
    void schedule(SealedLink& link, bool is_reachable);

    /// The links whose deadline has come; they count as touched. Those that serve nobody and have
    /// been silent for too long are gone.
    std::vector<SealedLink*> take_due(SteadyTime now);
    std::optional<SteadyTime> next_deadline() const;

    /// Gives back the memory that is not needed while little is said.
    void rest();

    /// The links that serve somebody, in any order.
    std::span<SealedLink* const> serving() const { return serving_; }
    std::size_t size() const { return links_.size(); }

private:
    void stop_serving(SealedLink& link);
    void idle(SealedLink& link);
    void not_idle(SealedLink& link);
    static std::optional<SteadyTime> deadline_of(const SealedLink& link, bool is_reachable);

    std::unordered_map<std::uint32_t, SealedLink, std::hash<std::uint32_t>, std::equal_to<>,
                       NodeAllocator<std::pair<const std::uint32_t, SealedLink>>>
        links_;
    HashIndex<SealedLink> by_member_;
    std::vector<SealedLink*> serving_; ///< Those that serve a member; each knows its place.
    DeadlineQueue deadlines_;
    std::vector<std::uint32_t> touched_;
    std::map<std::uint64_t, std::uint32_t> idle_; ///< Those that serve nobody, the oldest first.
    std::uint64_t next_idle_ = 1;
};

} // namespace chatroom
