// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/draft.hpp"
#include "daemon/core/network_limiter.hpp"
#include "daemon/core/request.hpp"
#include "daemon/core/room_options.hpp"

#include <optional>

namespace chatroom {

/// Who may enter, said once for every door.
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

    /// Why whoever asks may not bear the name; nothing if it may.
    std::optional<classic::Refusal> bars_from_name(const Draft& draft, const request::Enter& asked,
                                                   const MemberName& name) const;

    /// Why whoever asks, who may bear the name and is not inside, may not come in; nothing if it
    /// may. A name that belongs to nobody yet counts as given then.
    std::optional<classic::Refusal> bars_from_room(const Draft& draft, const request::Enter& asked,
                                                   const MemberName& name);

private:
    const RoomOptions& options_;
    NetworkLimiter new_names_{max_new_names_of_a_network, new_name_forgotten_after};
};

} // namespace chatroom
