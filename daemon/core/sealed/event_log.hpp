// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "protocol/recall.hpp"
#include "protocol/sealed/frame.hpp"

#include <optional>
#include <string>
#include <utility>

#include <boost/circular_buffer.hpp>

namespace chatroom {

/// The journal as links read it: one event at a time, wherever their cursors are. The latest events
/// are kept in memory, as nearly every link stands there; of older ones the piece that was read
/// last.
class EventLog {
public:
    /// How many of them, or what a turn had if that is more: whoever was at the head before it is
    /// not far behind. Some hundred bytes each; who is further behind catches up at its own pace.
    static constexpr std::size_t recent = 1024;

    /// One member's window, so that a member who catches up costs one read a window.
    static constexpr std::size_t piece = sealed::event_window;

    /// The journal, which has events up to the head, outlives the log.
    EventLog(const Journal& journal, Sequence head) : journal_(journal), head_(head) {}

    /// The journal has these now, which follow the head; there may be holes between them. What they
    /// recall has no text here any more.
    void appended(std::vector<Event> events);

    /// No number up to this one is given any more.
    void leave_out(Sequence last);

    /// The highest number given to an event that is in the journal, or left out for ever.
    Sequence head() const { return head_; }

    /// The event of that number; null if there is none, or if the journal cannot be read, which
    /// take_error() tells. Valid until the next call.
    const Event* at(Sequence sequence);

    /// Whether that is old, so that the journal may have to be read to know it.
    bool is_old(Sequence sequence) const { return sequence <= head_ && !is_recent(sequence); }

    /// How often the journal has been read. After an error it is not until take_error().
    std::uint64_t reads() const { return reads_; }

    /// The number of the first event that there is from that number on, at most the one after
    /// head(). Nothing if the journal cannot be read.
    std::optional<Sequence> first_from(Sequence sequence);

    /// The number in front of the latest events, so many if there are as many; head() if the
    /// journal cannot be read.
    Sequence before_latest(std::size_t count);

    /// Whether events in front of that number may have been, and are not kept any more.
    bool is_trimmed(Sequence sequence) const { return sequence < journal_.oldest(); }

    /// Whether there may have been some of these numbers, none of which at() has, that are lost.
    bool is_lost(const NumberRange& numbers) const { return journal_.is_lost(numbers); }

    /// Gives back the memory that only a large turn needs.
    void rest() { recent_.rset_capacity(recent); }

    /// What went wrong with reading since the last call.
    std::optional<JournalError> take_error() { return std::exchange(error_, std::nullopt); }

private:
    void forget(const Recall& recall);
    bool is_recent(Sequence sequence) const;
    void read(Sequence first);

    const Journal& journal_;
    Sequence head_;
    boost::circular_buffer<Event> recent_{recent}; ///< Without holes, up to the latest event.
    std::vector<Event> old_;                       ///< What was read last, in front of recent_.
    Sequence old_first_;                           ///< From where it was read,
    Sequence old_end_; ///< and up to where, exclusive: holes in between are holes.
    std::uint64_t reads_ = 0;
    std::optional<JournalError> error_;
};

} // namespace chatroom
