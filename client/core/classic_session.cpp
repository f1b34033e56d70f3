// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/classic_session.hpp"

#include "client/core/refusal_details.hpp"
#include "protocol/text.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace chatroom {

namespace {

/// Whether it is the answer to `L` that means "you are inside": other servers than this one write
/// it as they like.
bool is_admission(std::string_view line) {
    return line.size() == 2 && (line[0] == 'O' || line[0] == 'o') &&
           (line[1] == 'K' || line[1] == 'k');
}

/// What a datagram says, as one line. Most public servers put a line break in front of a notice, or
/// behind it: there it is dropped, and what stands within becomes a space.
std::string one_line(std::string_view bytes) {
    constexpr std::string_view breaks = "\r\n";
    std::string line;
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find_first_of(breaks), bytes.size());
        if (end > 0) {
            line += line.empty() ? "" : " ";
            line += bytes.substr(0, end);
        }
        bytes.remove_prefix(std::min(bytes.find_first_not_of(breaks, end), bytes.size()));
    }
    return line;
}

/// Known servers send the one or the other, this one sends both.
bool is_farewell(std::string_view line) {
    return line == "Exit" || line == "EXIT";
}

bool is_due(const std::optional<TimePoint>& deadline, TimePoint now) {
    return deadline && *deadline <= now;
}

} // namespace

void ClassicSession::enter(TimePoint now, std::string_view name) {
    if (state_ != State::outside) {
        return; // OK may have come meanwhile, which the caller is told by Entered.
    }
    name_ = name;
    state_ = State::entering;
    enter_tries_ = 1;
    no_answer_reason_ = EndReason::no_answer;
    deadline_ = now + enter_interval;
    send("L " + name_);
}

void ClassicSession::say(TimePoint now, std::string_view text) {
    if (state_ == State::ended) {
        return;
    }
    assert(ready_for_text() && !text.empty());
    if (text.size() > max_text_bytes) {
        outputs_.emplace_back(TextTooLong{max_text_bytes});
        return;
    }
    send("C " + name_ + " " + std::string(text));
    text_deadline_ = now + text_interval;
}

/// Nobody can know.
void ClassicSession::ask_delivered(TimePoint /*now*/, Sequence event) {
    if (state_ != State::ended) {
        outputs_.emplace_back(ShowDelivery{event, std::nullopt});
    }
}

void ClassicSession::leave(TimePoint now) {
    switch (state_) {
    case State::outside:
        end(EndReason::never_entered);
        break;
    case State::entering: // The server may have let us in without our knowing it.
    case State::inside:
        state_ = State::leaving;
        deadline_.reset();
        leave_deadline_ = now + farewell_timeout;
        // Once: a second one comes from nobody's address, which some servers do not survive.
        send("Q " + name_);
        break;
    case State::leaving:
        end(EndReason::left_unconfirmed);
        break;
    case State::ended:
        break;
    }
}

void ClassicSession::datagram(TimePoint, std::string_view bytes) {
    const auto line = one_line(bytes);
    if (state_ == State::outside || state_ == State::ended || line.empty()) {
        if (state_ == State::outside && enter_tries_ > 0 && is_admission(line)) {
            answer_to_enter(line); // To an `L` that was sent again, behind a refusal.
        }
        return;
    }
    if (is_farewell(line)) {
        end(state_ == State::leaving ? EndReason::left : EndReason::dismissed);
        return;
    }
    if (state_ == State::entering) {
        answer_to_enter(line);
        return;
    }
    if (unreachable_) {
        unreachable_ = false;
        if (state_ == State::inside) {
            deadline_.reset();
            outputs_.emplace_back(Tell{Notice::server_reachable_again});
        }
    }
    // A second OK answers an `L` that was sent again: it is not for people.
    if (!is_admission(line)) {
        outputs_.emplace_back(ShowLine{line});
    }
}

void ClassicSession::answer_to_enter(std::string_view line) {
    deadline_.reset();
    if (is_admission(line)) {
        state_ = State::inside;
        outputs_.emplace_back(Entered{});
    } else {
        state_ = State::outside;
        outputs_.emplace_back(NameRefused{std::string(line), refusal_in(line)});
    }
}

void ClassicSession::trouble(TimePoint now, Trouble trouble) {
    if (state_ == State::entering) {
        // The daemon may just be restarting, so the remaining tries are used up all the same.
        no_answer_reason_ =
            trouble == Trouble::port_closed ? EndReason::nothing_listens : EndReason::no_route;
        try_another_address();
    } else if (state_ == State::inside && !unreachable_) {
        unreachable_ = true;
        deadline_ = now + probe_interval;
        outputs_.emplace_back(Tell{Notice::server_unreachable});
    }
}

void ClassicSession::advance(TimePoint now) {
    if (is_due(text_deadline_, now)) {
        text_deadline_.reset();
    }
    if (is_due(leave_deadline_, now)) {
        end(EndReason::left_unconfirmed);
    }
    if (!is_due(deadline_, now)) {
        return;
    }
    deadline_.reset();
    if (state_ == State::inside) {
        send("L " + name_);
        deadline_ = now + probe_interval;
    } else if (enter_tries_ == max_enter_tries) {
        end(no_answer_reason_);
    } else {
        // The first may be lost, and two servers are not to let in the same person.
        if (enter_tries_ >= tries_an_address) {
            try_another_address();
        }
        ++enter_tries_;
        send("L " + name_);
        deadline_ = now + enter_interval;
    }
}

bool ClassicSession::ready_for_text() const {
    return state_ == State::inside && !text_deadline_;
}

std::optional<TimePoint> ClassicSession::next_deadline() const {
    std::optional<TimePoint> next;
    for (const auto& deadline : {deadline_, leave_deadline_, text_deadline_}) {
        if (deadline && (!next || *deadline < *next)) {
            next = deadline;
        }
    }
    return next;
}

std::vector<Output> ClassicSession::take_outputs() {
    return std::exchange(outputs_, {});
}

void ClassicSession::try_another_address() {
    outputs_.emplace_back(NewSocket{.is_for_another_address = true});
}

void ClassicSession::send(std::string bytes) {
    outputs_.emplace_back(SendDatagram{std::move(bytes)});
}

void ClassicSession::end(EndReason reason) {
    state_ = State::ended;
    deadline_.reset();
    leave_deadline_.reset();
    text_deadline_.reset();
    outputs_.emplace_back(Ended{reason});
}

} // namespace chatroom
