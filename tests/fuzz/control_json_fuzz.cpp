// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "protocol/control_json.hpp"
#include "tests/fuzz/require.hpp"

using namespace chatroom;

// Any line is a request or an error to answer with, and a request written again is the same one;
// any line as a daemon's answer is understood or not, without harm.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto line = fuzz::as_text(data, size);
    const auto call = control::parse_call(line);
    if (const auto* request = std::get_if<control::Request>(&call.request)) {
        const auto again = control::parse_call(control::encode_request(1, *request));
        fuzz::require(again.id == "1" && std::get<control::Request>(again.request) == *request);
    } else if (call.id) {
        const auto answer = control::encode_reply(*call.id, std::get<control::Error>(call.request));
        fuzz::require(is_utf8(answer) && answer.find('\n') == std::string::npos);
    }
    for (const control::Request& asked :
         {control::Request(control::Who{}), control::Request(control::Log{}),
          control::Request(control::Status{}), control::Request(control::Names{}),
          control::Request(control::Release{}), control::Request(control::Fingerprint{})}) {
        control::parse_response(line, 1, asked);
    }
    return 0;
}
