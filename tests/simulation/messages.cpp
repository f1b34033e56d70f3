// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/messages.hpp"

#include <algorithm>

namespace chatroom::simulation {

void Messages::said(ProgramId author, const Said& said) {
    const auto is_new_text =
        by_text_.emplace(said.text, Message{.author = author, .id = said.message}).second;
    const auto is_new_id = by_author_[author].emplace(said.message, said.text).second;
    require(is_new_text && is_new_id, "the simulation says the same twice");
}

void Messages::appended(const Event& event) {
    const auto found = by_text_.find(event.text);
    if (found == by_text_.end()) {
        fail("nobody has said \"" + event.text + "\"");
    }
    auto& message = found->second;
    if (message.event && !(message.is_lost && !message.mark)) {
        fail("\"" + event.text + "\" is in the journal twice");
    }
    message.event = event.sequence;
    message.is_lost = false;
    auto& last = last_in_journal_[message.author];
    if (message.id <= last) {
        fail("\"" + event.text + "\" comes after what its author said later");
    }
    last = message.id;
}

void Messages::lost_after(Sequence latest) {
    last_in_journal_.clear();
    for (auto& [text, message] : by_text_) {
        message.is_lost |= message.event > latest;
        if (message.event && !message.is_lost) {
            auto& last = last_in_journal_[message.author];
            last = std::max(last, message.id);
        }
    }
}

const Messages::Message& Messages::marked(ProgramId author, const Marked& marked) {
    const auto& own = of(author);
    const auto text = own.find(marked.message);
    require(text != own.end(), "a message is marked that was never said");
    auto& message = by_text_.at(text->second);
    const auto complain = [&](const char* what) { fail("\"" + text->second + "\" " + what); };
    switch (marked.mark) {
    case Mark::in_journal:
        if (!message.event) {
            complain("is marked as in the journal and is not");
        }
        if (message.mark) {
            complain("is marked as in the journal after another mark");
        }
        break;
    case Mark::everywhere:
        if (message.mark != Mark::in_journal) {
            complain("is marked as everywhere before it is in the journal, or twice");
        }
        break;
    case Mark::recalled:
        if (message.mark != Mark::in_journal) {
            complain("is marked as recalled and not as in the journal, or when it was everywhere");
        }
        break;
    case Mark::failed:
        if (message.mark) {
            complain("is marked as failed after another mark");
        }
        break;
    }
    message.mark = marked.mark;
    return message;
}

const Messages::Message* Messages::find(const Event& event) const {
    if (event.client_sequence == 0) {
        return nullptr;
    }
    const auto found = by_text_.find(event.text);
    return found == by_text_.end() ? nullptr : &found->second;
}

bool Messages::are_decided(ProgramId author) const {
    const auto& own = of(author);
    return std::all_of(own.begin(), own.end(),
                       [&](const auto& entry) { return by_text_.at(entry.second).mark; });
}

bool Messages::are_done(ProgramId author, Sequence oldest) const {
    const auto& own = of(author);
    return std::all_of(own.begin(), own.end(), [&](const auto& entry) {
        const auto& message = by_text_.at(entry.second);
        return message.mark == Mark::everywhere || message.mark == Mark::failed ||
               message.mark == Mark::recalled ||
               (message.mark && (message.event < oldest || message.is_lost));
    });
}

const Messages::ByNumber& Messages::of(ProgramId author) const {
    static const ByNumber none;
    const auto found = by_author_.find(author);
    return found == by_author_.end() ? none : found->second;
}

} // namespace chatroom::simulation
