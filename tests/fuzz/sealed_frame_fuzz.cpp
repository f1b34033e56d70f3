// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "protocol/recall.hpp"
#include "protocol/sealed/frame.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>

namespace {

using namespace chatroom;
using namespace chatroom::sealed;
using fuzz::require;

void check_client_frames(std::string_view plaintext, std::uint8_t version) {
    const auto frames = decode_client_frames(plaintext, version);
    if (!frames) {
        return;
    }
    std::string bytes;
    for (const auto& frame : *frames) {
        bytes += encode(frame);
        if (const auto* say = std::get_if<Say>(&frame)) {
            require(!say->texts.empty() && std::ranges::all_of(say->texts, is_utf8));
        }
    }
    require(bytes.size() <= plaintext.size());
    require(frames->empty() || decode_client_frames(bytes, version) == frames);
}

/// Whether the events fit one frame again: those that were sent may have been in more bytes than a
/// datagram has, or with a time in the middle of theirs.
bool fit(const std::vector<Event>& events) {
    EventsWriter writer(max_plaintext_bytes);
    return std::ranges::all_of(events, [&](const auto& event) { return writer.add(event); });
}

void check_events(const std::vector<Event>& events, std::uint8_t version) {
    require(!events.empty() && events.front().sequence > Sequence{});
    for (const auto& event : events) {
        require(is_utf8(event.name) && is_utf8(event.text));
        require(has_kind(version, event.kind));
        require(fits_name(event.kind, !event.name.empty()));
        require(event.about < event.sequence && (can_grow(version) || event.about == Sequence{}));
        require(event.sequence < event.sequence.next());
        require(from_rfc3339(to_rfc3339(event.time)) == event.time);
        if (const auto recall = recall_in(event)) {
            require(recall->first <= recall->last && recall->last < event.sequence);
        }
    }
}

void check_server_frames(std::string_view plaintext, std::uint8_t version) {
    const auto frames = decode_server_frames(plaintext, version);
    if (!frames) {
        return;
    }
    for (const auto& frame : *frames) {
        const auto* events = std::get_if<Events>(&frame);
        if (events != nullptr) {
            check_events(events->events, version);
        }
        if (const auto* older = std::get_if<Older>(&frame)) {
            require(std::ranges::all_of(older->events, [](const auto& event) {
                return from_rfc3339(to_rfc3339(event.time)) == event.time;
            }));
        }
        if (events == nullptr || fit(events->events)) {
            require(decode_server_frames(encode(frame), version) == std::vector{frame});
        }
    }
}

/// Frames of both sides are none: what one side does not know it refuses, or skips.
void check_sides(std::string_view plaintext, std::uint8_t version) {
    const auto of_client = decode_client_frames(plaintext, version);
    const auto of_server = decode_server_frames(plaintext, version);
    if (of_client && of_server) {
        require(std::ranges::all_of(*of_client, [](const auto& frame) {
            return std::holds_alternative<GivenUp>(frame) ||
                   std::holds_alternative<AskDelivered>(frame) ||
                   std::holds_alternative<Program>(frame) ||
                   std::holds_alternative<AskMembers>(frame) ||
                   std::holds_alternative<AskOlder>(frame) ||
                   std::holds_alternative<UnlessHere>(frame) || std::holds_alternative<From>(frame);
        }));
        require(std::ranges::all_of(*of_server, [](const auto& frame) {
            return std::holds_alternative<NotSaid>(frame) ||
                   std::holds_alternative<Greeting>(frame) ||
                   std::holds_alternative<Delivered>(frame) ||
                   std::holds_alternative<Limits>(frame) || std::holds_alternative<Lost>(frame) ||
                   std::holds_alternative<Members>(frame) || std::holds_alternative<Older>(frame) ||
                   std::holds_alternative<Condition>(frame);
        }));
    }
}

} // namespace

// In each version any plaintext is frames of a client, of a server or of nobody; frames that are
// written again are the same ones.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto plaintext = fuzz::as_text(data, size);
    for (auto version = all_versions.lowest; version <= all_versions.highest; ++version) {
        check_sides(plaintext, version);
        check_client_frames(plaintext, version);
        check_server_frames(plaintext, version);
    }
    return 0;
}
