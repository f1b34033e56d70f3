// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/door.hpp"

#include <utility>
#include <vector>

namespace chatroom {

/// Serves the administrator; protocol/CONTROL.md says what is answered to what. A call that changes
/// something becomes a request; one that only asks is answered at once, from what is decided.
class ControlDesk final : public Door {
public:
    /// So many numbers are looked through for one log in which not just the latest events are
    /// wanted. That takes some 20 ms, for which everybody waits; who asks goes on from there.
    static constexpr std::uint64_t most_looked_through = 8000;

    /// Everything is the room's and outlives the desk.
    ControlDesk(DoorContext context, const Attendance& attendance, const Journal& journal,
                const sealed::PublicKey& server_key)
        : Door(context), attendance_(attendance), journal_(journal), server_key_(server_key) {}

    void handle(Now now, CallId call, const control::Request& request);

    /// Nobody is told what happens from now on, until somebody asks for it.
    void nobody_monitors() { is_monitored_ = false; }

    void happened(Now now, const Record& record) override;
    void answered(Now now, const Request& request, const Answer& answer) override;
    void hand_out(Now now, Outputs& outputs) override;
    void advance(Now /*now*/) override {}
    std::optional<SteadyTime> next_deadline() const override { return std::nullopt; }

private:
    /// A request that is to be decided, or the reply if that is clear already.
    using Change = Result<Request, control::Error>;

    Change change(CallId call, const control::Announce& asked) const;
    Change change(CallId call, const control::Kick& asked) const;
    Change change(CallId call, const control::ReleaseName& asked) const;
    Change change(CallId call, const control::Ban& asked) const;
    Change change(CallId call, const control::Unban& asked) const;
    Change change(CallId call, const control::Mute& asked) const;
    Change change(CallId call, const control::Unmute& asked) const;
    Change change(CallId call, const control::Exempt& asked) const;
    Change change(CallId call, const control::Unexempt& asked) const;
    Change change(CallId call, const control::Lock& asked) const;
    Change change(CallId call, const control::Unlock& asked) const;
    Change change(CallId call, const control::Slow& asked) const;
    Change change(CallId call, const control::Topic& asked) const;
    Change change(CallId call, const control::Unpin& asked) const;
    Change change(CallId call, const control::Recall& asked) const;

    control::Reply tell(Now now, const control::Ping& asked) const;
    control::Reply tell(Now now, const control::Version& asked) const;
    control::Reply tell(Now now, const control::Wait& asked) const;
    control::Reply tell(Now now, const control::Config& asked) const;
    control::Reply tell(Now now, const control::Who& asked) const;
    control::Reply tell(Now now, const control::Show& asked) const;
    control::Reply tell(Now now, const control::Stats& asked) const;
    control::Reply tell(Now now, const control::Monitor& asked);
    control::Reply tell(Now now, const control::Status& asked) const;
    control::Reply tell(Now now, const control::Check& asked) const;
    control::Reply tell(Now now, const control::Backup& asked) const;
    control::Reply tell(Now now, const control::Why& asked) const;
    control::Reply tell(Now now, const control::Log& asked) const;
    control::Reply tell(Now now, const control::Fingerprint& asked) const;
    control::Reply tell(Now now, const control::ListNames& asked) const;
    control::Reply tell(Now now, const control::ListBans& asked) const;
    control::Reply tell(Now now, const control::Delivered& asked) const;

    control::Reply reply_to(Now now, const Request& request, const Answer& answer);
    /// The reply to a request about what members may do.
    control::Reply reply_to_measure(Now now, const Request& request, const Answer& answer);
    bool is_inside(const OwnedName& owned) const;

    /// Why there is nothing to be recalled.
    control::Error not_recalled(const request::Recall& asked,
                                const answer::NotRecalled& answer) const;

    /// The reply to one that is done, of which an event tells.
    control::Reply reply_to_done(const Request& request, const answer::Done& done) const;
    control::TopicInfo topic(Sequence changed) const;
    control::StatusInfo status(Now now) const;
    std::vector<control::MemberInfo> members(Now now) const;
    control::MemberInfo info_of(const Member& member, Now now) const;
    /// The key that owns the member's name; nothing of a classic one.
    std::optional<sealed::PublicKey> key_of(const Member& member) const;
    /// Of a log in which not just the latest events are wanted.
    control::Reply chosen(const control::Log& asked) const;
    static control::LoggedEvent logged(Event event);
    static Unexpected<control::Error> unreadable(const JournalError& error);

    /// The text, cleaned, or what is wrong with it.
    static Result<std::string, control::Error> text_from(std::string_view text);
    /// The reason as it is told: cleaned, and cut, as it is a part of one line.
    static Result<std::string, control::Error> reason_from(std::string_view text);
    /// A target as sanctions have it, empty if it is to be a name; or what is wrong with it. What
    /// can be read as an address is one, also where somebody has it as a name.
    static Result<std::string, control::Error> target_from(std::string_view text);
    static Unexpected<control::Error> error(control::ErrorCode code, std::string message);
    static Unexpected<control::Error> refused(std::string message);
    static request::Length length_of(std::chrono::seconds duration);

    const Attendance& attendance_;
    const Journal& journal_;
    const sealed::PublicKey& server_key_;
    std::vector<ControlReply> replies_;
    bool is_monitored_ = false;
    std::vector<control::LoggedEvent> told_; ///< In this turn, if it is.
};

} // namespace chatroom
