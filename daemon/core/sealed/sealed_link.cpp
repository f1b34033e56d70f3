// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/sealed_link.hpp"

namespace chatroom {

namespace {

constexpr std::size_t longest_not_said_bytes =
    1 + 2 + 4 + 4 + 1 + 2 + 1 + sealed::max_not_said_text_bytes;
static_assert(SealedLink::max_not_said * longest_not_said_bytes <= sealed::max_plaintext_bytes);

bool continues(const sealed::NotSaid& before, const sealed::NotSaid& next) {
    return before.last + 1 == next.first && before.reason == next.reason &&
           before.retry_after_seconds == next.retry_after_seconds && before.text == next.text;
}

SealedLink::Refusals& refusals_of(SealedLink& link) {
    if (link.refusals == nullptr) {
        link.refusals = std::make_unique<SealedLink::Refusals>();
    }
    return *link.refusals;
}

} // namespace

void SealedLink::owe(sealed::NotSaid refusal) {
    if (!sealed::can_grow(version)) {
        return;
    }
    auto& messages = refusals_of(*this).messages;
    if (!messages.empty() && continues(messages.back(), refusal)) {
        messages.back().last = refusal.last;
    } else if (messages.size() < max_not_said) {
        messages.push_back(std::move(refusal));
    }
}

void SealedLink::owe(sealed::Refused refusal) {
    refusals_of(*this).entry = std::move(refusal);
}

} // namespace chatroom
