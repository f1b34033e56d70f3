// SPDX-License-Identifier: GPL-3.0-or-later
// What reaches the control socket that no administrator ever means; the room goes on meanwhile.
#include "tests/end_to_end/control_client.hpp"
#include "tests/end_to_end/daemon_process.hpp"

#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// A room with a member who must not notice anything.
class ControlBadInput : public testing::Test {
protected:
    ControlBadInput() : alice_(daemon_.endpoint()) { alice_.enter("Alice"); }

    void TearDown() override {
        alice_.expect_nothing();
        EXPECT_EQ(daemon_.ctl_json({"who"}).at("members").size(), 1U);
    }

    /// The code of the error that the line is answered with.
    json code_of(const std::string& line) {
        ControlClient client(daemon_.socket());
        return client.call(line).at("error").at("code");
    }

    DaemonProcess daemon_;
    RawMember alice_;
};

std::string call_of(const std::string& method, const std::string& params) {
    return R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}";
}

// A line of a mebibyte is told its limit and closed, whether it ends or not.
TEST_F(ControlBadInput, OfAMebibyteIsClosed) {
    const std::string text(1024 * 1024, 'x');
    for (const auto& line : {call_of("announce", R"({"text":")" + text + "\"}") + "\n", text}) {
        ControlClient client(daemon_.socket());
        client.send(line);
        const auto answer = client.receive();
        EXPECT_EQ(answer.at("id"), nullptr);
        EXPECT_EQ(answer.at("error").at("code"), 4);
        EXPECT_THAT(answer.at("error").at("message").get<std::string>(), HasSubstr("64 KiB"));
        EXPECT_TRUE(client.closed());
    }
}

// Half a line holds a place, and nothing else: everybody else is served.
TEST_F(ControlBadInput, ThatIsHalfALineHoldsNobodyUp) {
    std::deque<ControlClient> halves;
    for (int count = 0; count < 7; ++count) { // One user has eight places.
        halves.emplace_back(daemon_.socket()).send(R"({"jsonrpc":"2.0","id":1,"meth)");
        EXPECT_EQ(daemon_.ctl({"ping"}).status, 0);
    }
    halves.front().send("od\":\"ping\"}\n");
    EXPECT_TRUE(halves.front().receive().contains("result"));
}

// Of a thousand connections those beyond the limit are told so; when they are gone there is room.
TEST_F(ControlBadInput, OfAThousandConnectionsIsTurnedAway) {
    {
        std::deque<ControlClient> clients;
        std::size_t turned_away = 0;
        for (int count = 0; count < 1000; ++count) {
            auto& client = clients.emplace_back(daemon_.socket());
            const auto answer = client.call(call_of("ping", "{}"));
            if (answer.contains("error")) {
                EXPECT_EQ(answer.at("error").at("code"), 4);
                ++turned_away;
            }
        }
        EXPECT_EQ(turned_away, 1000U - 8);
    }
    EXPECT_EQ(daemon_.ctl({"ping"}).status, 0);
}

// A member of another type than it must be is an error with a code, whatever it is.
TEST_F(ControlBadInput, OfAnotherTypeIsAnError) {
    const std::vector<std::string> values{
        "null", "true", "-1", "1.5", "1e300", "18446744073709551616", "[]", "{}", "[\"x\"]"};
    const std::vector<std::pair<std::string, std::string>> members{
        {"announce", "text"},       {"kick", "name"},
        {"show", "name"},           {"log", "count"},
        {"log", "since"},           {"log", "grep"},
        {"log", "before"},          {"ban", "duration_seconds"},
        {"config", "action"},       {"names", "after"},
        {"recall", "since_seconds"}};
    ControlClient client(daemon_.socket());
    for (const auto& [method, member] : members) {
        for (const auto& value : values) {
            const auto params = "{\"" + member + "\":" + value + "}";
            const auto answer = client.call(call_of(method, params));
            EXPECT_EQ(answer.at("error").at("code"), -32602) << method << params;
        }
    }
    for (const auto* params : {"[]", "null", "\"x\"", "7"}) {
        EXPECT_EQ(client.call(call_of("who", params)).at("error").at("code"), -32602) << params;
    }
    EXPECT_EQ(code_of(R"({"jsonrpc":"2.0","id":1,"method":7})"), -32600);
    EXPECT_EQ(code_of(R"({"jsonrpc":"2.0","id":{},"method":"ping"})"), -32600);
}

// Nesting is no way into the daemon's stack.
TEST_F(ControlBadInput, ThatIsDeeplyNestedIsNoJson) {
    for (const std::size_t depth : {9U, 1000U, 30'000U}) {
        const auto nested = std::string(depth, '[') + std::string(depth, ']');
        EXPECT_EQ(code_of(nested), -32700) << depth;
        EXPECT_EQ(code_of(call_of("who", nested)), -32700) << depth;
        std::string objects;
        for (std::size_t level = 0; level < depth / 6; ++level) {
            objects += R"({"a":)";
        }
        EXPECT_EQ(code_of(objects), -32700) << depth;
    }
}

} // namespace
} // namespace chatroom::end_to_end
