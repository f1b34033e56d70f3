// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/classic_request.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using namespace chatroom;
using fuzz::require;

/// The parts of a request point into its datagram, so put together they are its end.
void require_end_of(std::string_view datagram, std::string_view part) {
    require(part.empty() || (part.size() < datagram.size() && datagram.ends_with(part) &&
                             part.data() + part.size() == datagram.data() + datagram.size()));
}

} // namespace

// Any datagram is exactly one kind of request, and whatever begins with L is an Enter.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto datagram = fuzz::as_text(data, size);
    const auto request = classic::decode(datagram);
    require(std::holds_alternative<classic::Enter>(request) == datagram.starts_with('L'));
    if (const auto* enter = std::get_if<classic::Enter>(&request)) {
        require_end_of(datagram, enter->name);
    } else if (const auto* say = std::get_if<classic::Say>(&request)) {
        require(datagram.starts_with('C'));
        require(say->name.find(' ') == std::string_view::npos);
        require_end_of(datagram, say->text);
    } else if (const auto* leave = std::get_if<classic::Leave>(&request)) {
        require(datagram.starts_with('Q'));
        require_end_of(datagram, leave->name);
    }
    return 0;
}
