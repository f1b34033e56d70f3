// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/draft.hpp"
#include "daemon/core/network_limiter.hpp"
#include "daemon/core/request.hpp"
#include "daemon/core/room_options.hpp"
#include "daemon/core/speaking_limits.hpp"

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
    /// For one place of so many there is another that only owners of names may take.
    static constexpr std::size_t places_kept_of = 10;
    /// So often whoever comes from one network may come in at once, and once a second for ever.
    /// Each is two events; the history holds a day of them many times.
    static constexpr int max_classic_entries = 64;
    static constexpr int max_sealed_entries =
        20'000; ///< All of a large room, after an outage, twice.
    static constexpr std::chrono::seconds entry_forgotten_after{1}; ///< Each.

    /// The options are the room's and outlive this.
    explicit Admission(const RoomOptions& options) : options_(options), speaking_(options) {}

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

    /// Why the member may not speak for now, as it has flooded the room; nothing if it may.
    std::optional<answer::Refused> bars_for_a_while(const Draft& draft,
                                                    const SpeakingLimits::Speaker& speaker) const;

    /// How long the member, which has said so much in the draft, has to wait before it may say
    /// another line of so many bytes; nothing if it need not.
    std::optional<std::chrono::seconds> must_wait(const Draft& draft,
                                                  const SpeakingLimits::Speaker& speaker,
                                                  const SpeakingLimits::Amount& said,
                                                  std::size_t bytes) const;

    /// The same for whom no limit is but that the administrator wants lines to be apart.
    std::optional<std::chrono::seconds> must_be_apart(const Draft& draft, Sequence member,
                                                      const SpeakingLimits::Amount& said) const;

    /// A line of the member was not taken; true if it is to be restrained now.
    bool note_refused(Now now, const RoomState& state, Sequence member) {
        return speaking_.note_refused(now.steady, state, member);
    }

    /// The member has been told to say nothing for a while.
    void silence(Now now, const RoomState& state, Sequence member) {
        speaking_.silence(now.steady, state, member);
    }

    void pardon(Sequence member) { speaking_.pardon(member); }

    /// How much longer it is to say nothing, because it has flooded the room; nothing of a time if
    /// it may speak.
    SteadyTime::duration silenced_for(Now now, Sequence member) const {
        return speaking_.silenced_for(now.steady, {member, {}});
    }

    /// The record has happened.
    void happened(Now now, const RoomState& state, const Record& record);

private:
    void note_entry(SteadyTime now, const RoomState& state, const Record& record);
    std::optional<classic::Refusal> bars_from_place(const Draft& draft,
                                                    const request::Enter& asked);

    const RoomOptions& options_;
    /// When members have said something last. They are known since their lines have to be apart.
    std::unordered_map<std::uint64_t, SteadyTime> spoke_at_;
    SpeakingLimits speaking_;
    NetworkLimiter classic_entries_{max_classic_entries, entry_forgotten_after};
    NetworkLimiter sealed_entries_{max_sealed_entries, entry_forgotten_after};
    NetworkLimiter new_names_{max_new_names_of_a_network, new_name_forgotten_after};
};

} // namespace chatroom
