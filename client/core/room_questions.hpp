// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/inquiry.hpp"
#include "client/core/session.hpp"

#include <vector>

namespace chatroom {

/// What the user wants to know of the room, asked page by page (PROTOCOL.md, ASK_DELIVERED,
/// ASK_MEMBERS, ASK_OLDER). A question takes the place of one of its kind that is not answered yet.
/// A page that brings nothing is the last, so nobody is sent from page to page without end.
class RoomQuestions {
public:
    /// Nobody reads more names than that; a pattern finds somebody among thousands.
    static constexpr std::size_t max_names = 200;
    /// More than this is asked for once more: the server tells one page a second, after the first.
    static constexpr std::size_t max_older = 200;

    void ask_delivered(TimePoint now, Sequence event) { delivered_.ask(now, {event}); }
    void ask_members(TimePoint now, std::string_view pattern);
    /// At most max_older of them; in front of that event, or of all that was asked for before.
    void ask_older(TimePoint now, std::size_t count, std::optional<Sequence> before = {});

    /// What the first session shows begins behind the cursor; what is older is asked for.
    void begin(Sequence cursor);

    /// What is to be sent now; it counts as sent.
    std::vector<sealed::ClientFrame> next(TimePoint now);

    std::vector<Output> take(TimePoint now, const sealed::Delivered& delivered);
    std::vector<Output> take(TimePoint now, const sealed::Members& page);
    std::vector<Output> take(TimePoint now, const sealed::Older& page);

    /// Time has passed: what the server does not answer is told to be unknown.
    std::vector<Output> advance(TimePoint now);

    std::optional<TimePoint> next_deadline() const;

private:
    Inquiry<sealed::AskDelivered> delivered_;
    Inquiry<sealed::AskMembers> members_;
    Inquiry<sealed::AskOlder> older_;
    std::uint32_t next_question_ = 1;
    sealed::Crowd found_; ///< On the pages of members that have come.
    std::size_t wanted_ = 0;
    std::vector<Event> read_; ///< On the pages of older events that have come, the newest first.
    Sequence before_;         ///< From there on older events are asked for; 0: there are none.
    bool has_begun_ = false;
};

} // namespace chatroom
