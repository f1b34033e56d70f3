// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/draft.hpp"
#include "daemon/core/entry_limits.hpp"
#include "daemon/core/request.hpp"
#include "daemon/core/room_options.hpp"
#include "daemon/core/speaking_draft.hpp"

#include <algorithm>
#include <optional>

namespace chatroom {

/// Who may enter and who may speak, said once for every door.
class Admission {
public:
    /// One key that took every name would keep everybody else out.
    static constexpr std::size_t max_names_of_a_key = 16;
    /// Some 20 MB of them.
    static constexpr std::size_t max_names = 100'000;
    /// For one place of so many there is another that only regulars may take, see is_regular().
    static constexpr std::size_t places_kept_of = 10;

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
    /// may.
    std::optional<classic::Refusal> bars_from_room(const Draft& draft, const request::Enter& asked,
                                                   const MemberName& name,
                                                   const EntryLimits::Drafted& drafted) const;

    /// Why whoever asks may not come in for now, though there may be a place for it, as it comes
    /// and goes too often; nothing if it may.
    std::optional<answer::Refused> bars_from_entering(const Draft& draft,
                                                      const request::Enter& asked,
                                                      const MemberName& name,
                                                      const EntryLimits::Drafted& drafted) const;

    /// What limits of entries know whoever asks by.
    static EntryLimits::Entrant entrant(const Draft& draft, const request::Enter& asked,
                                        const MemberName& name);

    /// Why the member may not speak, however it does; nothing if it may. The subject is what mutes
    /// know it by.
    std::optional<answer::Refused> bars_from_speaking(const Draft& draft,
                                                      const Subject& subject) const;

    /// Why the member may not speak for now, as it has flooded the room; nothing if it may.
    static std::optional<answer::Refused>
    bars_for_a_while(const Draft& draft, const SpeakingDraft& speaking, Sequence member);

    /// How long the member has to wait before it may say another line of so many bytes; nothing if
    /// it need not.
    static std::optional<std::chrono::seconds> must_wait(const Draft& draft,
                                                         const SpeakingDraft& speaking,
                                                         const Member& member, std::size_t bytes);

    /// The same for whom no limit is but that the administrator wants lines to be apart.
    static std::optional<std::chrono::seconds>
    must_be_apart(const Draft& draft, const SpeakingDraft& speaking, Sequence member);

    const SpeakingLimits& speaking() const { return speaking_; }

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
        return std::max(speaking_.use_of(member).silent_until - now.steady,
                        SteadyTime::duration::zero());
    }

    /// Whether it is to say nothing for now.
    bool is_silenced(Now now, Sequence member) const {
        return silenced_for(now, member) > SteadyTime::duration::zero();
    }

    /// The record has happened.
    void happened(Now now, const RoomState& state, const Record& record);

private:
    void note_entry(SteadyTime now, const RoomState& state, const Record& record);
    std::optional<classic::Refusal> bars_from_place(const Draft& draft,
                                                    const request::Enter& asked) const;
    static bool is_regular(const OwnedName* owned) { return owned != nullptr && owned->is_used; }

    const RoomOptions& options_;
    SpeakingLimits speaking_;
    EntryLimits entries_;
};

} // namespace chatroom
