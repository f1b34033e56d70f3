// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "protocol/sealed/frame.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>

namespace {

using namespace chatroom;
using namespace chatroom::sealed;
using fuzz::require;

void check_client_frames(std::string_view plaintext) {
    const auto frames = decode_client_frames(plaintext);
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
    require(frames->empty() || decode_client_frames(bytes) == frames);
}

/// Whether the events fit one frame again: those that were sent may have been in more bytes than a
/// datagram has, or with a time in the middle of theirs.
bool fit(const std::vector<Event>& events) {
    EventsWriter writer(max_plaintext_bytes);
    return std::ranges::all_of(events, [&](const auto& event) { return writer.add(event); });
}

void check_events(const std::vector<Event>& events) {
    require(!events.empty() && events.front().sequence > Sequence{});
    for (const auto& event : events) {
        require(is_utf8(event.name) && is_utf8(event.text));
        require(event.name.empty() == (event.kind == EventKind::announced));
        require(event.sequence < event.sequence.next());
    }
}

void check_server_frames(std::string_view plaintext) {
    const auto frames = decode_server_frames(plaintext);
    if (!frames) {
        return;
    }
    for (const auto& frame : *frames) {
        const auto* events = std::get_if<Events>(&frame);
        if (events != nullptr) {
            check_events(events->events);
        }
        if (events == nullptr || fit(events->events)) {
            require(decode_server_frames(encode(frame)) == std::vector{frame});
        }
    }
}

} // namespace

// Any plaintext is frames of a client, of a server or of nobody; frames that are written again are
// the same ones.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto plaintext = fuzz::as_text(data, size);
    const bool is_of_client = decode_client_frames(plaintext).has_value();
    const bool is_padding = std::ranges::all_of(plaintext, [](char byte) { return byte == 0; });
    require(!is_of_client || !decode_server_frames(plaintext) || is_padding);
    check_client_frames(plaintext);
    check_server_frames(plaintext);
    return 0;
}
