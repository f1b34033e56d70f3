// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "tests/simulation/violation.hpp"

#include <map>

namespace chatroom::simulation {

/// Names a program for the whole run: each that is started has another number.
struct ProgramId {
    unsigned value = 0;
    auto operator<=>(const ProgramId&) const = default;
};

/// Every message that a sealed member has said, and what has become of it. No two have one text.
class Messages {
public:
    struct Message {
        ProgramId author;
        MessageId id;
        std::optional<Sequence> event{}; ///< Set once it is in the journal,
        bool is_lost = false;            ///< of which the disk has lost it.
        std::optional<Mark> mark{};      ///< The latest.
    };

    void said(ProgramId author, const Said& said);

    /// The journal has a message of a sealed member: it must be one that was said, for the first
    /// time, and in its author's order.
    void appended(const Event& event);

    /// The disk has lost the events after that one. What was said and not marked may be said again.
    void lost_after(Sequence latest);

    /// The author was told what has become of it. It must be true as far as the journal knows.
    const Message& marked(ProgramId author, const Marked& marked);

    /// The message of the event; null if no sealed member has said it.
    const Message* find(const Event& event) const;

    /// Whether the author knows of each of its messages that the journal has it, or has failed.
    bool are_decided(ProgramId author) const;

    /// Whether the author knows of each that everybody has it, or has failed, or was
    /// recalled. What was trimmed
    /// before it came back to its author counts, too, and what was lost.
    bool are_done(ProgramId author, Sequence oldest) const;

private:
    using ByNumber = std::map<MessageId, std::string>;

    const ByNumber& of(ProgramId author) const;

    std::map<std::string, Message, std::less<>> by_text_;
    std::map<ProgramId, ByNumber> by_author_;
    std::map<ProgramId, MessageId> last_in_journal_;
};

} // namespace chatroom::simulation
