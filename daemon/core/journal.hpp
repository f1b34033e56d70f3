// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"
#include "protocol/event.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// Something that the room knows beside its events, such as who is inside: bytes under a kind and a
/// key. Only the state writes and reads them; to a journal they are opaque, so that a new kind of
/// state is no change of any journal.
struct Fact {
    std::uint8_t kind = 0;
    std::string key;
    std::optional<std::string> bytes; ///< Nothing: there is no such fact any more.

    bool operator==(const Fact&) const = default;
};

/// Something that was decided: an event, or a change that nobody is told of, and the facts that are
/// other ones from then on.
struct Record {
    std::optional<Event> event; ///< Nothing if it takes no number.
    /// Who does it, or whom it happens to, by the number of the event by which that member entered;
    /// 0 if it is nobody.
    Sequence member;
    std::vector<Fact> facts; ///< In order.

    bool operator==(const Record&) const = default;
};

/// What one turn changes, all of it or nothing.
struct Batch {
    /// In order. The events are numbered after head(), without a gap.
    std::vector<Record> records;

    bool operator==(const Batch&) const = default;
};

/// Names a batch while the journal decides about it; whoever appends it chooses it.
struct Ticket {
    std::uint64_t value = 0;

    auto operator<=>(const Ticket&) const = default;
};

/// Numbers of events from the first to the last.
struct NumberRange {
    Sequence first;
    Sequence last; ///< Not before first.

    bool operator==(const NumberRange&) const = default;
};

/// Why the journal could not do something.
struct JournalError {
    std::string message; ///< In words for the administrator.
    /// Others' records came first, which take_decided() tells before: what the batch was made of
    /// may be decided otherwise now.
    bool was_outrun = false;
};

/// What the journal has decided about one batch.
struct Decided {
    std::optional<Ticket> ticket; ///< Of one's own; nothing if another node has appended it.
    Result<Batch, JournalError> batch;
};

/// How much a journal may take away when it is looked after.
struct Tidying {
    /// By which it is judged what is too old; nothing: the clock cannot be believed.
    std::optional<WallTime> time;
    std::uint64_t most_by_age = 0; ///< So many events may go because they are too old.
};

/// What became of it.
struct Tidied {
    std::uint64_t trimmed_by_age = 0; ///< So many events went because they are too old.
    bool has_more = false;            ///< There is more to be done at once.
    std::optional<JournalError> error{};
};

/// What the room asks of its memory.
class Journal {
public:
    virtual ~Journal() = default;

    /// The highest number that was ever, or may ever have been, given to an event; 0 if there was
    /// none. Trimming does not lower it. After a crash it may be above the latest event's.
    virtual Sequence head() const = 0;

    /// All facts after the latest record, by kind and key.
    virtual Result<std::vector<Fact>, JournalError> facts() const = 0;

    /// Asks that the batch, which is not empty, be kept, all of it or nothing. Returns at once;
    /// take_decided() tells what has become of it. One batch is on the way at a time. What an event
    /// recalls (protocol/recall.hpp) has no text from then on, nor is that left on the disk.
    virtual void append(Ticket ticket, Batch batch) = 0;

    /// What has been decided since the last call, in order: one's own batches and those of other
    /// nodes. What is kept outlasts the process and the power.
    virtual std::vector<Decided> take_decided() = 0;

    /// A descriptor that is readable when take_decided() has something to tell that was not there
    /// when append() returned; -1 if that cannot be.
    virtual int wakes_by() const { return -1; }

    /// Why nothing has been decided for so long that people should know, in words; empty if all is
    /// well. A batch that is on the way stays there meanwhile: nobody knows what becomes of it.
    virtual std::string away() const { return {}; }

    /// The latest events, at most so many, oldest first.
    virtual Result<std::vector<Event>, JournalError> latest(std::size_t count) const = 0;

    /// The events from number `first` on that it still has, at most so many, oldest first. There
    /// may be holes: numbers that were never given, before oldest() what was trimmed, and what
    /// is damaged.
    virtual Result<std::vector<Event>, JournalError> read(Sequence first,
                                                          std::size_t count) const = 0;

    /// The number of the oldest event it still has; the one after head() if it has none.
    virtual Sequence oldest() const = 0;

    /// Whether some of these numbers, none of which read() has, may have been given to events that
    /// are lost: what is damaged, and what was said after the copy was made that was put back.
    virtual bool is_lost(const NumberRange& /*numbers*/) const { return false; }

    /// Sees to it that no number up to this one is given: those above head() may have been given in
    /// a past that is lost. Returns why that could not be done.
    virtual std::optional<JournalError> leave_out(Sequence /*last*/) {
        return JournalError{"this journal cannot leave out numbers"};
    }

    /// Why what there was at the start seems to be older than the room was, in words; empty if it
    /// does not.
    virtual std::string set_back() const { return {}; }

    /// Why what is written now will not be found again, in words; empty if it will.
    virtual std::string gone() const { return {}; }

    /// The numbers of events that were found damaged so far, in order.
    virtual const std::vector<NumberRange>& damage() const {
        static const std::vector<NumberRange> none;
        return none;
    }

    /// Up to which number everything was looked at since the last begin_check() or the start; the
    /// rest is part of what tidy() does.
    virtual Sequence checked() const { return head(); }

    /// Everything is to be looked at once more, whether it is damaged.
    virtual void begin_check() {}

    /// Whether tidy() may have something to do, now or when time has passed.
    virtual bool needs_tidying() const { return false; }

    /// Takes away some of what is too much or too old, oldest first, and gives back disk space: as
    /// much as delays nobody. Not to be called while a batch is on the way. The latest event stays.
    virtual Tidied tidy(const Tidying& /*tidying*/) { return {}; }
};

} // namespace chatroom
