// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/control_json.hpp"

#include <gtest/gtest.h>

// What the daemon says by itself on a connection on which somebody monitors.
namespace chatroom::control {
namespace {

using namespace std::chrono_literals;

// Who monitors is told when the snapshot is over, what happens, and why nothing more is told.
TEST(ParseTold, UnderstandsWhatIsTold) {
    const LoggedEvent event{{18}, WallTime(1795445640000ms), "said", "小明", "你好", {}};
    const auto ready = parse_told(encode_ready({{17}})).value();
    EXPECT_EQ(std::get<Ready>(ready.what), Ready{{17}});
    EXPECT_EQ(ready.json, R"({"ready":true,"sequence":17})");
    const auto line = encode_record(3, encode_event(event));
    EXPECT_EQ(line, R"({"jsonrpc":"2.0","method":"record","params":{"number":3,"event":)"
                    R"({"kind":"said","name":"小明","sequence":18,"text":"你好",)"
                    R"("time":"2026-11-23T14:54:00.000Z"}}})");
    const auto record = parse_told(line).value();
    EXPECT_EQ(std::get<MonitorRecord>(record.what), (MonitorRecord{3, event}));
    const Error error{ErrorCode::limit_reached, "too slow"};
    const auto end = parse_told(encode_reply(null_id, Unexpected(error))).value();
    EXPECT_EQ(std::get<Error>(end.what), error);
    EXPECT_EQ(end.json, R"({"error":{"code":4,"message":"too slow"}})");
    for (const auto* other : {"", "[]", R"({"jsonrpc":"2.0","method":"weather","params":{}})",
                              R"({"jsonrpc":"2.0","method":"ready"})",
                              R"({"jsonrpc":"2.0","method":"record","params":{"number":-1}})"}) {
        EXPECT_FALSE(parse_told(other)) << other;
    }
}

} // namespace
} // namespace chatroom::control
