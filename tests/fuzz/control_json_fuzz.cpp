// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "protocol/control_json.hpp"
#include "protocol/json_fields.hpp"
#include "tests/fuzz/require.hpp"

using namespace chatroom;

// Any line is a request or an error to answer with, and a request written again is the same one;
// any line as a daemon's answer, or as what it tells, is understood or not, without harm.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto line = fuzz::as_text(data, size);
    const auto call = control::parse_call(line);
    if (call.request) {
        const auto again = control::parse_call(control::encode_request(1, *call.request));
        fuzz::require(again.id == "1" && again.request == call.request);
    }
    if (call.id) {
        const control::Error error{control::ErrorCode::refused, "no"};
        const auto answer = control::encode_reply(*call.id, Unexpected(error));
        fuzz::require(is_utf8(answer) && raw_member(answer, "id") == *call.id &&
                      answer.find('\n') == std::string::npos);
    }
    for (const auto& verb : control::verbs()) {
        const auto response = control::parse_response(line, 1, verb.new_request());
        if (response && response->reply) {
            const auto again = control::parse_response(control::encode_reply("1", *response->reply),
                                                       1, verb.new_request());
            fuzz::require(again && again->reply == response->reply);
        }
    }
    const auto told = control::parse_told(line);
    if (const auto* record = told ? std::get_if<control::MonitorRecord>(&told->what) : nullptr) {
        const auto again = control::parse_told(
            control::encode_record(record->number, control::encode_event(record->event)));
        fuzz::require(again && std::get<control::MonitorRecord>(again->what) == *record);
    }
    return 0;
}
