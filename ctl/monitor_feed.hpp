// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ctl/connection.hpp"
#include "protocol/control_json.hpp"

namespace chatroom {

/// A connection to a daemon that tells what happens, as it happens.
class MonitorFeed {
public:
    /// Asks for it. The feed, or the answer if that is an error, or why there is none.
    static std::variant<MonitorFeed, control::Response, ExchangeFailure>
    begin(const std::filesystem::path& socket, std::chrono::milliseconds timeout);

    /// How things stood when it began: a control::Snapshot.
    const control::Response& snapshot() const { return snapshot_; }

    /// What is told next, however long that takes. Lines that are not known here are passed over.
    std::variant<control::Told, ExchangeFailure> next();

private:
    MonitorFeed(Conversation conversation, control::Response snapshot)
        : conversation_(std::move(conversation)), snapshot_(std::move(snapshot)) {}

    Conversation conversation_;
    control::Response snapshot_;
};

} // namespace chatroom
