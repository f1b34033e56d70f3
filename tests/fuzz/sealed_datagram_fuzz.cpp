// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/datagram.hpp"
#include "protocol/sealed/transport.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>

namespace {

using namespace chatroom;
using namespace chatroom::sealed;
using fuzz::require;

/// How many bytes of a datagram mean something: behind them are zero bytes that nobody checks.
std::size_t meaning_bytes(const Datagram& datagram, std::size_t size) {
    if (std::holds_alternative<Hello>(datagram)) {
        return 7;
    }
    return std::holds_alternative<Initiate>(datagram) ? 70 : size;
}

/// The datagram as it is written, from one that was sent: what has no meaning is 0.
std::string canonical(const Datagram& datagram, std::string_view sent) {
    std::string bytes(sent);
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(meaning_bytes(datagram, bytes.size())),
              bytes.end(), '\0');
    if (std::holds_alternative<CookieReply>(datagram)) {
        bytes[6] &= 1; // The flags that there are.
    }
    if (const auto* hello = std::get_if<Hello>(&datagram)) {
        const auto& [lowest, highest] = hello->versions;
        bytes[6] = static_cast<char>(highest == lowest ? 0 : highest);
    }
    return bytes;
}

} // namespace

// Any bytes are a datagram or malformed; a datagram that is written again has the same bytes.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto sent = fuzz::as_text(data, size);
    const auto datagram = decode(sent);
    require(std::holds_alternative<Malformed>(datagram) ||
            (is_sealed(sent) && sent.size() <= max_datagram_bytes));
    std::visit(
        [&](const auto& value) {
            if constexpr (requires { encode(value); }) {
                const auto bytes = encode(value);
                require(bytes == canonical(datagram, sent) && decode(bytes) == datagram);
            }
        },
        datagram);
    if (const auto* transport = std::get_if<Transport>(&datagram)) {
        require(transport->datagram == sent);
        require(encode(unknown_for(sent)).substr(1) == sent.substr(sent.size() - tag_bytes));
    }
    return 0;
}
