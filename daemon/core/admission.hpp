// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/draft.hpp"
#include "daemon/core/network_limiter.hpp"
#include "daemon/core/request.hpp"
#include "daemon/core/room_options.hpp"

#include <optional>
#include <unordered_map>

namespace chatroom {

/// Who may enter and who may speak, said once for every door.
class Admission {
public:
    /// One key that took every name would keep everybody else out.
    static constexpr std::size_t max_names_of_a_key = 16;
    /// Some 20 MB of them.
    static constexpr std::size_t max_names = 100'000;
    /// The largest room's at once; who wants all the names of the room needs ten days for it.
    static constexpr int max_new_names_of_a_network = 10'000;
    static constexpr std::chrono::seconds new_name_forgotten_after{10}; ///< Each.

    /// The options are the room's and outlive this.
    explicit Admission(const RoomOptions& options) : options_(options) {}

    /// Whether whoever has the address may come to the door at all.
    bool allows(DoorKind door, const Address& address) const;

    /// The ban that keeps whoever asks outside, whatever the name; null if none does.
    const Sanction* ban_on(const Draft& draft, const request::Enter& asked) const;

    /// Why whoever asks may not bear the name; nothing if it may.
    std::optional<classic::Refusal> bars_from_name(const Draft& draft, const request::Enter& asked,
                                                   const MemberName& name) const;

    /// Why whoever asks, who may bear the name and is not inside, may not come in; nothing if it
    /// may. A name that belongs to nobody yet counts as given then.
    std::optional<classic::Refusal> bars_from_room(const Draft& draft, const request::Enter& asked,
                                                   const MemberName& name);

    /// Why the member may not speak, however it does; nothing if it may. The subject is what mutes
    /// know it by.
    std::optional<answer::Refused> bars_from_speaking(const Draft& draft,
                                                      const Subject& subject) const;

    /// How long the member has to wait before it may say another line; nothing if it need not.
    std::optional<std::chrono::seconds> must_wait(const Draft& draft, Sequence member) const;

    /// The record has happened.
    void happened(Now now, const RoomState& state, const Record& record);

private:
    const RoomOptions& options_;
    /// When members have said something last. They are known since their lines have to be apart.
    std::unordered_map<std::uint64_t, SteadyTime> spoke_at_;
    NetworkLimiter new_names_{max_new_names_of_a_network, new_name_forgotten_after};
};

} // namespace chatroom
