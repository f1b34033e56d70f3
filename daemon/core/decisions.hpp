// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/admission.hpp"
#include "daemon/core/attendance.hpp"
#include "protocol/recall.hpp"

#include <map>
#include <optional>
#include <set>

namespace chatroom {

/// Decides requests one after the other: what each does goes to the draft.
class Decisions {
public:
    /// So many messages a client may give up at once: many times what it may have on the way, and
    /// so few that its numbers do not run out.
    static constexpr std::uint32_t most_given_up = 4096;

    /// So many messages one recall takes back at most: to erase them takes a tenth of a second, for
    /// which everybody waits. There may be more, which the answer says.
    static constexpr std::size_t most_recalled = 4000;
    /// So many numbers it looks through for them: a tenth of a second, too.
    static constexpr std::uint64_t most_looked_through = 64'000;

    /// All of it outlives this.
    Decisions(const RoomOptions& options, const Admission& admission, Attendance& attendance,
              Draft& draft)
        : options_(options), admission_(admission), attendance_(attendance), draft_(draft),
          first_(draft.head()), speaking_(admission.speaking()) {}

    Answer decide(const Request& request);

private:
    Answer decide(const Requester& who, const request::Enter& asked);
    Answer decide(const Requester& who, const request::Say& asked);
    Answer decide(const Requester& who, const request::GiveUp& asked);
    Answer decide(const Requester& who, const request::Leave& asked);
    Answer decide(const Requester& who, const request::Reject& asked);
    Answer decide(const Requester& who, const request::Retire& asked);
    Answer decide(const Requester& who, const request::Move& asked);
    Answer decide(const Requester& who, const request::KeepCursors& asked);
    Answer decide(const Requester& who, const request::ForgetNames& asked);
    Answer decide(const Requester& who, const request::ReleaseUnused& asked);
    Answer decide(const Requester& who, const request::Announce& asked);
    Answer decide(const Requester& who, const request::Kick& asked);
    Answer decide(const Requester& who, const request::Release& asked);
    Answer decide(const Requester& who, const request::LiftOver& asked);
    Answer decide(const Requester& who, const request::KeepSettings& asked);
    Answer decide(const Requester& who, const request::Beat& asked);
    Answer decide(const Requester& who, const request::TakeOver& asked);
    Answer decide(const Requester& who, const request::Ban& asked);
    Answer decide(const Requester& who, const request::Unban& asked);
    Answer decide(const Requester& who, const request::Mute& asked);
    Answer decide(const Requester& who, const request::Unmute& asked);
    Answer decide(const Requester& who, const request::Exempt& asked);
    Answer decide(const Requester& who, const request::Restrain& asked);
    Answer decide(const Requester& who, const request::Lock& asked);
    Answer decide(const Requester& who, const request::Slow& asked);
    Answer decide(const Requester& who, const request::SetTopic& asked);
    Answer decide(const Requester& who, const request::Unpin& asked);
    Answer decide(const Requester& who, const request::Recall& asked);

    /// Whether whoever asks has been let in once.
    bool is_bound(const Requester& who) const;
    const Member* member_of(const Requester& who) const;
    bool bears(const Member& member, const std::optional<std::string>& claimed_name) const;
    bool is_back(const Member& member) const;
    bool is_inside(const OwnedName& owned) const;
    Result<MemberName, NameFault> name_of(const request::Enter& asked, const Member* inside) const;
    Answer enter_again(const request::Enter& asked, const Member& inside) const;
    /// Why a program that takes nobody's place does not take the member's; nothing if it does.
    std::optional<answer::Refused> bars_from_taking_over(const request::Enter& asked,
                                                         const Member& member) const;
    Answer enter_instead(const Requester& who, const request::Enter& asked, const Member& inside,
                         MemberName name);
    answer::Refused refused_name(classic::Refusal refusal, const MemberName& name) const;
    answer::Forgotten release_all(WallTime used_before, WallTime unused_before,
                                  std::size_t most_used);
    /// The name is in use now.
    void touch(OwnedName& name) const;
    answer::Entered take_over(const request::Enter& asked, const Member& member);
    answer::Entered come_in(const request::Enter& asked, MemberName name);
    /// A sealed member of this node has events only up to there.
    void note_behind(Sequence cursor);
    /// Makes the name the program's from now on.
    void claim(const request::Enter& asked, answer::Entered& entered);
    /// Why the member may not say another line; nothing if it may.
    std::optional<answer::Refused> bars_line(const Member& member, std::size_t bytes) const;
    /// By what it is known again.
    std::vector<Trace> traces(const Member& member) const;
    /// Whether it may speak as fast as it likes.
    bool is_exempt(const Member& member) const;
    Sequence cursor_of(const Member& member) const;
    Address address_of(const Member& member) const;
    std::optional<sealed::PublicKey> key_of(const Member& member) const;
    /// What mutes know the member by: a key if it has one, since others may share its address.
    Subject speaker(const Member& member) const;
    /// What a sanction against whoever has the name is to be against, and the name as the room
    /// shows it; nothing if nobody has it.
    struct Aim {
        std::string target;
        std::string name;
    };
    std::optional<Aim> aim_at(std::string_view name) const;
    std::optional<WallTime> end_of(const request::Length& length) const;
    /// Whether there is room for one against the target.
    bool has_room(Measure measure, std::string_view target) const;
    /// Bans, and kicks those whom it hits: their names, and the event of whoever has that name.
    struct Hits {
        std::vector<std::string> names;
        Sequence event;
    };
    Hits ban(Sanction ban, std::string_view name);
    /// Lets it happen with what has changed; answers with its number.
    Answer change(Happening what, Settings settings);
    /// Recalls that one event.
    Answer recall(Sequence number);
    Answer recall(const Recall& recall, std::size_t count, Sequence before);
    /// What somebody has said, from the latest to the earliest.
    struct Sayings {
        std::vector<Sequence> numbers;
        Sequence before; ///< What is in front of that was not looked at; 0: nothing is.
    };
    Result<Sayings, JournalError> sayings_of(const std::string& name,
                                             const request::Recall& asked) const;
    /// The name as the room shows it.
    std::string shown_name(const std::string& name) const;
    Sequence newcomer_cursor();
    /// The member is gone from then on; the event tells how.
    const Event& depart(const Member& member, Happening how);

    const RoomOptions& options_;
    const Admission& admission_;
    Attendance& attendance_;
    Draft& draft_;
    Sequence first_; ///< Behind it are the events of this draft.
    std::map<Requester, Sequence>
        entered_; ///< Who has entered in this draft, as whom (0: enters no more);
    std::map<Sequence, Requester> holders_; ///< and who has taken a member over from another.
    EntryLimits::Drafted entries_;          ///< Who has come in in this draft.
    SpeakingDraft speaking_;                ///< What each has used of its limits.
    std::set<Sequence> recalled_;           ///< What is recalled in this draft.
    /// What those have of whom the doors do not know yet that this node serves them.
    std::optional<Sequence> least_drafted_;
};

} // namespace chatroom
