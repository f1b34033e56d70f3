// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/conversation.hpp"

#include "protocol/sealed/transport.hpp"
#include "protocol/text.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

/// An ACK with a full bitmap.
constexpr std::size_t max_ack_bytes = 1 + 8 + 8 + 1 + sealed::event_window / 8;
constexpr std::size_t given_up_bytes = 1 + 2 + 4 + 4;

Output refusal(TextFault fault) {
    switch (fault) {
    case TextFault::too_long:
        return TextTooLong{max_text_bytes};
    case TextFault::not_utf8:
        break;
    }
    return TextNotUtf8{};
}

std::vector<Output> outputs(const std::vector<Marked>& marked) {
    return {marked.begin(), marked.end()};
}

std::vector<Output> outputs(Outbox::Rejection rejection) {
    auto shown = outputs(rejection.marked);
    if (rejection.told) {
        shown.insert(shown.begin(), *std::move(rejection.told));
    }
    return shown;
}

} // namespace

std::vector<Output> Conversation::begin(TimePoint now, const sealed::Welcome& welcome,
                                        bool is_resuming) {
    if (!is_resuming) {
        past_ = welcome.past;
    }
    const auto seen = receiver_.seen();
    receiver_.begin(now, welcome.cursor);
    auto shown = outputs(outbox_.welcome(welcome));
    if (is_resuming && welcome.cursor > seen) {
        // The name was not ours any more, and newcomers do not get everything.
        shown.emplace_back(ShowGap{welcome.cursor.value - seen.value});
    }
    end_past(shown);
    return shown;
}

void Conversation::pause() {
    receiver_.pause();
    outbox_.pause();
}

std::vector<Output> Conversation::take(TimePoint now, const sealed::Events& events) {
    return show(now, receiver_.take(now, events));
}

std::vector<Output> Conversation::take(TimePoint now, const sealed::Gap& gap) {
    return show(now, receiver_.take(now, gap));
}

std::vector<Output> Conversation::take(TimePoint now, const sealed::Watermark& watermark) {
    receiver_.take(now, watermark);
    return outputs(outbox_.take(watermark));
}

std::vector<Output> Conversation::take(TimePoint now, const sealed::NotSaid& not_said) {
    return outputs(outbox_.take(now, not_said));
}

std::vector<Output> Conversation::show(TimePoint now,
                                       const std::vector<EventReceiver::Next>& next) {
    std::vector<Output> shown;
    for (const auto& one : next) {
        if (const auto* gap = std::get_if<ShowGap>(&one)) {
            shown.emplace_back(*gap);
            continue;
        }
        const auto& event = std::get<Event>(one);
        const auto receipt = outbox_.take(now, event);
        shown.insert(shown.end(), receipt.marked.begin(), receipt.marked.end());
        if (event.sequence > past_) {
            end_past(shown);
        }
        shown.emplace_back(ShowEvent{event, event.sequence <= past_, receipt.own});
    }
    end_past(shown);
    return shown;
}

/// If it is over: nothing that is still to come happened before.
void Conversation::end_past(std::vector<Output>& shown) {
    if (receiver_.seen() >= past_ && !std::exchange(is_past_over_, true)) {
        shown.emplace_back(PastEnded{});
    }
}

std::vector<Output> Conversation::say(std::string_view text) {
    auto cleaned = clean_text(text);
    if (!cleaned) {
        return {refusal(cleaned.error())};
    }
    std::vector<Output> said;
    for (auto& part : split_text(*std::move(cleaned))) {
        const auto message = outbox_.add(part);
        said.emplace_back(Said{message, std::move(part)});
    }
    return said;
}

std::vector<Output> Conversation::fail() {
    return outputs(outbox_.fail());
}

std::vector<Output> Conversation::give_up(TimePoint now) {
    return outputs(outbox_.give_up(now));
}

std::string Conversation::next_messages(TimePoint now) {
    auto say = outbox_.next(now, max_ack_bytes + given_up_bytes);
    if (!say) {
        return {};
    }
    auto frames = sealed::encode(sealed::ClientFrame(receiver_.acknowledgement()));
    if (const auto given_up = outbox_.given_up_before(say->first)) {
        frames += sealed::encode(sealed::ClientFrame(*given_up));
    }
    return frames + sealed::encode(sealed::ClientFrame(*std::move(say)));
}

std::string Conversation::acknowledgement() {
    return receiver_.ack_deadline()
               ? sealed::encode(sealed::ClientFrame(receiver_.acknowledgement()))
               : std::string();
}

bool Conversation::is_acknowledgement_due(TimePoint now) const {
    const auto deadline = receiver_.ack_deadline();
    return deadline && *deadline <= now;
}

std::optional<TimePoint> Conversation::next_deadline() const {
    const auto receipts = outbox_.next_deadline();
    const auto acknowledgement = receiver_.ack_deadline();
    return receipts && acknowledgement ? std::min(receipts, acknowledgement)
           : receipts                  ? receipts
                                       : acknowledgement;
}

} // namespace chatroom
