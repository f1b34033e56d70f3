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
    /// Everything is the room's and outlives the desk.
    ControlDesk(DoorContext context, const Attendance& attendance, const Journal& journal,
                const sealed::PublicKey& server_key)
        : Door(context), attendance_(attendance), journal_(journal), server_key_(server_key) {}

    void handle(Now now, CallId call, const control::Request& request);

    void happened(Now /*now*/, const Record& /*record*/) override {}
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

    control::Reply tell(Now now, const control::Ping& asked) const;
    control::Reply tell(Now now, const control::Version& asked) const;
    control::Reply tell(Now now, const control::Who& asked) const;
    control::Reply tell(Now now, const control::Status& asked) const;
    control::Reply tell(Now now, const control::Log& asked) const;
    control::Reply tell(Now now, const control::Fingerprint& asked) const;
    control::Reply tell(Now now, const control::ListNames& asked) const;

    control::Reply reply_to(Now now, const Request& request, const Answer& answer);
    bool is_inside(const OwnedName& owned) const;

    const Attendance& attendance_;
    const Journal& journal_;
    const sealed::PublicKey& server_key_;
    std::vector<ControlReply> replies_;
};

} // namespace chatroom
