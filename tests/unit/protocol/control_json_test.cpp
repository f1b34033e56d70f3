// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/control_json.hpp"

#include <random>

#include <gtest/gtest.h>

// The control protocol as JSON-RPC 2.0: what CONTROL.md promises, both ways, for any bytes.
namespace chatroom::control {
namespace {

using namespace std::chrono_literals;

const WallTime afternoon{1795445640000ms}; // 2026-11-23T14:54:00Z

std::string call_line(std::string_view method, std::string_view params) {
    return R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(method) + R"(","params":)" +
           std::string(params) + "}";
}

Request request_in(std::string_view line) {
    const auto call = parse_call(line);
    EXPECT_EQ(call.id, "1") << line;
    EXPECT_TRUE(call.request) << line << ": " << (call.request ? "" : call.request.error().message);
    return call.request.value_or(Request{});
}

Error error_in(std::string_view line) {
    const auto call = parse_call(line);
    EXPECT_FALSE(call.request) << line;
    return call.request ? Error{} : call.request.error();
}

ErrorCode code_in(std::string_view line) {
    return error_in(line).code;
}

/// Every request with its line. (One list of all would take the compiler minutes: each row doubles
/// its work.)
std::vector<std::pair<Request, std::string>> requests() {
    std::vector<std::pair<Request, std::string>> all;
    const auto add = [&](Request request, std::string line) {
        all.emplace_back(std::move(request), std::move(line));
    };
    add(Ping{}, R"({"id":1,"jsonrpc":"2.0","method":"ping"})");
    add(Version{}, R"({"id":1,"jsonrpc":"2.0","method":"version"})");
    add(Announce{"你好 \"all\"\n"},
        R"({"id":1,"jsonrpc":"2.0","method":"announce","params":{"text":"你好 \"all\"\n"}})");
    add(Announce{"a", true},
        R"({"id":1,"jsonrpc":"2.0","method":"announce","params":{"pin":true,"text":"a"}})");
    add(Unpin{}, R"({"id":1,"jsonrpc":"2.0","method":"unpin"})");
    add(Topic{}, R"({"id":1,"jsonrpc":"2.0","method":"topic"})");
    add(Topic{"a", false}, R"({"id":1,"jsonrpc":"2.0","method":"topic","params":{"text":"a"}})");
    add(Topic{"", true}, R"({"id":1,"jsonrpc":"2.0","method":"topic","params":{"clear":true}})");
    add(Ban{"::1", "", 0s}, R"({"id":1,"jsonrpc":"2.0","method":"ban","params":{"target":"::1"}})");
    add(Ban{"a", "b", 2h}, R"({"id":1,"jsonrpc":"2.0","method":"ban",)"
                           R"("params":{"duration_seconds":7200,"reason":"b","target":"a"}})");
    add(Unban{"::1"}, R"({"id":1,"jsonrpc":"2.0","method":"unban","params":{"target":"::1"}})");
    add(ListBans{"::1"}, R"({"id":1,"jsonrpc":"2.0","method":"bans","params":{"after":"::1"}})");
    add(Mute{"a", false, 90s}, R"({"id":1,"jsonrpc":"2.0","method":"mute",)"
                               R"("params":{"duration_seconds":90,"name":"a"}})");
    add(Exempt{"a"}, R"({"id":1,"jsonrpc":"2.0","method":"exempt","params":{"name":"a"}})");
    add(Unexempt{"a"}, R"({"id":1,"jsonrpc":"2.0","method":"unexempt","params":{"name":"a"}})");
    add(Mute{"", true, 0s}, R"({"id":1,"jsonrpc":"2.0","method":"mute","params":{"all":true}})");
    add(Unmute{"", true}, R"({"id":1,"jsonrpc":"2.0","method":"unmute","params":{"all":true}})");
    add(Slow{0s}, R"({"id":1,"jsonrpc":"2.0","method":"slow","params":{"seconds":0}})");
    add(Lock{}, R"({"id":1,"jsonrpc":"2.0","method":"lock"})");
    add(Unlock{}, R"({"id":1,"jsonrpc":"2.0","method":"unlock"})");
    add(Kick{"a", "", 10min}, R"({"id":1,"jsonrpc":"2.0","method":"kick",)"
                              R"("params":{"ban_seconds":600,"name":"a"}})");
    add(Who{}, R"({"id":1,"jsonrpc":"2.0","method":"who"})");
    add(Kick{"小明", ""}, R"({"id":1,"jsonrpc":"2.0","method":"kick","params":{"name":"小明"}})");
    add(Kick{"小明", "spam"},
        R"({"id":1,"jsonrpc":"2.0","method":"kick","params":{"name":"小明","reason":"spam"}})");
    add(Status{}, R"({"id":1,"jsonrpc":"2.0","method":"status"})");
    add(Log{7}, R"({"id":1,"jsonrpc":"2.0","method":"log","params":{"count":7}})");
    add(Log{.since = afternoon, .user = "a", .grep = "b", .before = {9}},
        R"({"id":1,"jsonrpc":"2.0","method":"log","params":{"before":9,"grep":"b",)"
        R"("since":"2026-11-23T14:54:00.000Z","user":"a"}})");
    add(Show{"小明"}, R"({"id":1,"jsonrpc":"2.0","method":"show","params":{"name":"小明"}})");
    add(Monitor{}, R"({"id":1,"jsonrpc":"2.0","method":"monitor"})");
    add(Stats{}, R"({"id":1,"jsonrpc":"2.0","method":"stats"})");
    add(Config{"check"},
        R"({"id":1,"jsonrpc":"2.0","method":"config","params":{"action":"check"}})");
    add(Wait{}, R"({"id":1,"jsonrpc":"2.0","method":"wait"})");
    add(Fingerprint{}, R"({"id":1,"jsonrpc":"2.0","method":"fingerprint"})");
    add(ListNames{}, R"({"id":1,"jsonrpc":"2.0","method":"names"})");
    add(ListNames{"", true},
        R"({"id":1,"jsonrpc":"2.0","method":"names","params":{"unused":true}})");
    add(ReleaseName{"", true},
        R"({"id":1,"jsonrpc":"2.0","method":"release","params":{"unused":true}})");
    add(Why{"10.0.0.7", 5},
        R"({"id":1,"jsonrpc":"2.0","method":"why","params":{"count":5,"whom":"10.0.0.7"}})");
    add(ListNames{"小明"},
        R"({"id":1,"jsonrpc":"2.0","method":"names","params":{"after":"小明"}})");
    add(ReleaseName{"小明"},
        R"({"id":1,"jsonrpc":"2.0","method":"release","params":{"name":"小明"}})");
    return all;
}

TEST(EncodeRequest, WritesTheLineOfEveryRequest) {
    for (const auto& [request, line] : requests()) {
        EXPECT_EQ(encode_request(1, request), line);
    }
}

TEST(ParseCall, UnderstandsTheLineOfEveryRequest) {
    for (const auto& [request, line] : requests()) {
        EXPECT_EQ(request_in(line), request) << line;
    }
}

// What is chatroomctl's alone is not sent, and is no parameter.
TEST(EncodeRequest, LeavesOutWhatIsLocal) {
    EXPECT_EQ(encode_request(1, Log{.follow = true}), encode_request(1, Log{}));
    EXPECT_EQ(encode_request(1, Stats{true}), encode_request(1, Stats{}));
    EXPECT_EQ(error_in(call_line("log", R"({"follow":true})")).message,
              "wrong params: follow is not known here");
}

// A word that is one of a few is no other.
TEST(ParseCall, TakesTheWordsThatAMemberCanBe) {
    EXPECT_EQ(request_in(call_line("config", R"({"action":"show"})")), Request{Config{"show"}});
    for (const auto* wrong : {"\"\"", "\"edit\"", "\"show check\""}) {
        EXPECT_EQ(error_in(call_line("config", R"({"action":)" + std::string(wrong) + "}")).message,
                  "wrong params: action must be show or check");
    }
}

// A measure lasts a second at least and ten years at most; to last for ever is to have no duration.
TEST(ParseCall, LimitsDurations) {
    const auto ban_for = [](const std::string& seconds) {
        return call_line("ban", R"({"target":"a","duration_seconds":)" + seconds + "}");
    };
    EXPECT_EQ(request_in(ban_for("1")), (Request{Ban{"a", "", 1s}}));
    EXPECT_EQ(request_in(ban_for("315360000")), (Request{Ban{"a", "", 24h * 3650}}));
    for (const auto* wrong : {"0", "315360001", "-1", "1.5", "\"1h\""}) {
        EXPECT_EQ(code_in(ban_for(wrong)), ErrorCode::invalid_params) << wrong;
    }
    EXPECT_EQ(code_in(call_line("slow", R"({"seconds":3601})")), ErrorCode::invalid_params);
    EXPECT_EQ(code_in(call_line("slow", "{}")), ErrorCode::invalid_params);
}

TEST(ParseCall, TakesMissingAndEmptyParamsForTheSame) {
    EXPECT_EQ(request_in(call_line("who", "{}")), Request{Who{}});
    EXPECT_EQ(request_in(call_line("log", "{}")), Request{Log{}});
    EXPECT_EQ(request_in(R"({"jsonrpc":"2.0","id":1,"method":"log"})"), Request{Log{}});
}

TEST(ParseCall, GivesTheIdBackAsItCame) {
    const auto id_of = [](const std::string& id) {
        return parse_call(R"({"jsonrpc":"2.0","method":"ping","id":)" + id + "}").id;
    };
    EXPECT_EQ(id_of("42"), "42");
    EXPECT_EQ(id_of("-1.5"), "-1.5");
    EXPECT_EQ(id_of("\"a\\\"b小\""), "\"a\\\"b小\"");
    EXPECT_EQ(id_of("null"), "null");
}

// A number that no type of ours can hold comes back byte for byte, too, and however it is written.
TEST(ParseCall, GivesALongIdBackAsItWasWritten) {
    for (const std::string id :
         {"18446744073709551616", "123456789012345678901234567890", "-99999999999999999999999",
          "1.50", "1E2", "-0", "0.1000000000000000055511151231257827", "1e999", "\"\\u0041\\/\""}) {
        const auto call = parse_call(R"({"jsonrpc":"2.0","method":"ping","id":)" + id + "}");
        EXPECT_EQ(call.id, id);
        EXPECT_TRUE(call.request) << id;
        EXPECT_EQ(parse_call(R"({"id": )" + id + R"( ,"jsonrpc":"2.0"})").id, id);
    }
    const std::string longest(max_line_bytes - 100, '9');
    EXPECT_EQ(parse_call(R"({"jsonrpc":"2.0","method":"ping","id":)" + longest + "}").id, longest);
    for (const std::string wrong : {"01", "1.", "+1", "1e", "0x10", "1 2"}) {
        EXPECT_EQ(code_in(R"({"jsonrpc":"2.0","method":"ping","id":)" + wrong + "}"),
                  ErrorCode::parse_error)
            << wrong;
    }
}

TEST(ParseCall, HasNoIdForANotificationEvenAWrongOne) {
    const auto ping = parse_call(R"({"jsonrpc":"2.0","method":"ping"})");
    EXPECT_EQ(ping.id, std::nullopt);
    EXPECT_EQ(ping.request.value(), Request{Ping{}});

    const auto unknown = parse_call(R"({"jsonrpc":"2.0","method":"dance"})");
    EXPECT_EQ(unknown.id, std::nullopt);
    EXPECT_EQ(unknown.request.error().code, ErrorCode::method_not_found);
}

TEST(ParseCall, AnswersWhatIsNotJsonWithParseErrorAndNullId) {
    for (const std::string line : {"", "hello", "{", R"({"jsonrpc":"2.0",)", "\xFF\xFE",
                                   "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":\"\xC3\"}"}) {
        EXPECT_EQ(code_in(line), ErrorCode::parse_error) << line;
        EXPECT_EQ(parse_call(line).id, null_id) << line;
    }
}

TEST(ParseCall, SurvivesNestingWithoutEnd) {
    EXPECT_EQ(code_in(std::string(max_line_bytes, '[')), ErrorCode::parse_error);
    EXPECT_EQ(code_in(call_line("who", std::string(30'000, '[') + std::string(30'000, ']'))),
              ErrorCode::parse_error);
    std::string objects;
    for (int level = 0; level < 10'000; ++level) {
        objects += R"({"a":)";
    }
    EXPECT_EQ(code_in(objects), ErrorCode::parse_error);
}

TEST(ParseCall, AnswersWhatIsNoRequestWithInvalidRequest) {
    for (const std::string line :
         {"1", "\"ping\"", "null", "[]", R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])", "{}",
          R"({"id":1,"method":"ping"})", R"({"jsonrpc":"1.0","id":1,"method":"ping"})",
          R"({"jsonrpc":2.0,"id":1,"method":"ping"})", R"({"jsonrpc":"2.0","id":1})",
          R"({"jsonrpc":"2.0","id":1,"method":1})", R"({"jsonrpc":"2.0","method":1})",
          R"({"jsonrpc":"2.0","id":{},"method":"ping"})",
          R"({"jsonrpc":"2.0","id":[1],"method":"ping"})",
          R"({"jsonrpc":"2.0","id":true,"method":"ping"})"}) {
        EXPECT_EQ(code_in(line), ErrorCode::invalid_request) << line;
        EXPECT_NE(parse_call(line).id, std::nullopt) << line;
    }
    EXPECT_EQ(parse_call(R"({"jsonrpc":"2.0","id":1})").id, "1");
}

TEST(ParseCall, NamesAMethodThatItDoesNotKnow) {
    EXPECT_EQ(error_in(call_line("dan\\u001bce", "{}")),
              (Error{ErrorCode::method_not_found, "no such method: dan\\x1Bce"}));
    EXPECT_EQ(code_in(call_line("", "{}")), ErrorCode::method_not_found);
}

TEST(ParseCall, SaysWhatIsWrongWithTheParams) {
    const auto message = [](std::string_view method, std::string_view params) {
        const auto error = error_in(call_line(method, params));
        EXPECT_EQ(error.code, ErrorCode::invalid_params) << method << params;
        return error.message;
    };
    EXPECT_EQ(message("announce", "{}"), "wrong params: text must be a string");
    EXPECT_EQ(message("announce", R"({"text":1})"), "wrong params: text must be a string");
    EXPECT_EQ(message("announce", R"(["hello"])"), "wrong params: an object is expected");
    EXPECT_EQ(message("announce", R"({"text":"a","txet":"b"})"),
              "wrong params: txet is not known here");
    EXPECT_EQ(message("kick", R"({"reason":"x"})"), "wrong params: name must be a string");
    EXPECT_EQ(message("kick", R"({"name":"a","reason":null})"),
              "wrong params: reason must be a string");
    EXPECT_EQ(message("who", R"({"all":true})"), "wrong params: all is not known here");
    EXPECT_EQ(message("ping", "[]"), "wrong params: an object is expected");
    EXPECT_EQ(message("status", "null"), "wrong params: an object is expected");
    EXPECT_EQ(message("fingerprint", R"({"of":"a"})"), "wrong params: of is not known here");
    EXPECT_EQ(message("names", R"({"after":null})"), "wrong params: after must be a string");
    EXPECT_EQ(message("names", R"({"before":"a"})"), "wrong params: before is not known here");
    EXPECT_EQ(message("why", "{}"), "wrong params: whom must be a string");
    EXPECT_EQ(message("release", R"({"name":"a","reason":"b"})"),
              "wrong params: reason is not known here");
    for (const auto* count : {"0", "1001", "-5", "2.5", "\"9\"", "4294967297"}) {
        EXPECT_EQ(message("log", std::string("{\"count\":") + count + "}"),
                  "wrong params: count must be a whole number from 1 to 1000");
    }
}

TEST(ParseCall, TakesAnyBytesWithoutThrowing) {
    std::mt19937 random(1);
    const std::string seed = call_line("kick", R"({"name":"小明","reason":"\u00e9"})");
    for (int round = 0; round < 20'000; ++round) {
        auto line = seed.substr(0, 1 + random() % seed.size());
        for (int change = 0; change < 3; ++change) {
            line[random() % line.size()] = static_cast<char>(random() % 256);
        }
        const auto call = parse_call(line);
        if (!call.request) {
            EXPECT_LT(static_cast<int>(call.request.error().code), -32000);
            EXPECT_FALSE(call.request.error().message.empty());
        }
    }
}

/// Every result, what it is the result of, and its JSON.
struct ResultCase {
    Request request;
    AnyAnswer result;
    std::string json;
};

/// Those about what is on the disk.
std::vector<ResultCase> results_about_the_disk() {
    std::vector<ResultCase> all;
    const auto add = [&](Request request, AnyAnswer result, std::string json) {
        all.push_back({std::move(request), std::move(result), std::move(json)});
    };
    StatusInfo in_trouble;
    in_trouble.troubles = {{"disk full", afternoon}};
    add(Status{}, in_trouble,
        R"({"counters":{"datagrams_received":0,"datagrams_sent":0,"handshakes":0,"ignored":0,)"
        R"("malformed":0,"refused":0,"unreachable":0},"listening":"",)"
        R"("max_members":0,"members":0,"pid":0,"sequence":0,)"
        R"("troubles":[{"since":"2026-11-23T14:54:00.000Z","words":"disk full"}],)"
        R"("uptime_seconds":0,"version":""})");
    add(Backup{"a"}, BackedUp{"a", 4096, {9}}, R"({"bytes":4096,"file":"a","sequence":9})");
    add(Check{}, Checked{{2}, {9}, {5}, {{{3}, {4}}}, "x"},
        R"({"advice":"x","checked":5,"latest":9,"lost":[{"first":3,"last":4}],"oldest":2})");
    return all;
}

std::vector<ResultCase> results() {
    auto all = results_about_the_disk();
    const auto add = [&](Request request, AnyAnswer result, std::string json) {
        all.push_back({std::move(request), std::move(result), std::move(json)});
    };
    add(Ping{}, Pong{"0.1.0"}, R"({"version":"0.1.0"})");
    add(Version{}, VersionInfo{"0.1.0", {1, 2}},
        R"({"protocol":{"newest":2,"oldest":1},"version":"0.1.0"})");
    add(Announce{"x"}, Announced{{17}, 3}, R"({"members":3,"sequence":17})");
    add(Who{}, Members{}, R"({"members":[]})");
    add(Who{},
        Members{{{"小明", "192.168.1.7:40123", "classic", afternoon, 12, true},
                 {"Bob", "[::1]:9", "sealed", afternoon, 0, false}}},
        R"({"members":[{"address":"192.168.1.7:40123","idle_seconds":12,"name":"小明",)"
        R"("protocol":"classic","reachable":true,"since":"2026-11-23T14:54:00.000Z"},)"
        R"({"address":"[::1]:9","idle_seconds":0,"name":"Bob",)"
        R"("protocol":"sealed","reachable":false,"since":"2026-11-23T14:54:00.000Z"}]})");
    add(Kick{"x", ""}, Kicked{{18}, "小明"}, R"({"name":"小明","sequence":18})");
    add(Kick{"x", ""}, Kicked{{18}, "a", "::1", {{"b"}}},
        R"({"also":[{"name":"b"}],"name":"a","sequence":18,"target":"::1"})");
    add(Ban{"a", "", 0s}, Banned{"::1", "", WallTime{}, {}}, R"({"kicked":[],"target":"::1"})");
    add(Ban{"a", "", 0s}, Banned{"::1", "a", afternoon, {{"b"}}},
        R"({"kicked":[{"name":"b"}],"target":"::1","until":"2026-11-23T14:54:00.000Z",)"
        R"("whom":"a"})");
    add(Unban{"::1"}, Unbanned{"::1"}, R"({"target":"::1"})");
    add(ListBans{}, Bans{{{"::1", "", "", afternoon, WallTime{}}}, true},
        R"({"bans":[{"since":"2026-11-23T14:54:00.000Z","target":"::1"}],"more":true})");
    add(Exempt{"a"}, Exempted{"a"}, R"({"name":"a"})");
    add(Unexempt{"a"}, Unexempted{"a"}, R"({"name":"a"})");
    add(Mute{"a", false, 0s}, Muted{{5}, "a", afternoon, {}},
        R"({"name":"a","sequence":5,"until":"2026-11-23T14:54:00.000Z"})");
    add(Unmute{"", true}, Unmuted{{5}, ""}, R"({"sequence":5})");
    add(Slow{}, Slowed{{}, 0s}, R"({"seconds":0})");
    add(Lock{}, Locked{{5}}, R"({"sequence":5})");
    add(Unlock{}, Unlocked{}, "{}");
    add(Topic{}, TopicInfo{"a", "", {}}, R"({"pinned":"","topic":"a"})");
    add(Unpin{}, Unpinned{{5}}, R"({"sequence":5})");
    add(Status{},
        StatusInfo{"0.1.0", 4711, 60, "[::]:8888", 3, 1000, {18}, {1, 2, 3, 4, 5, 6, 7}, {}},
        R"({"counters":{"datagrams_received":1,"datagrams_sent":2,"handshakes":6,"ignored":7,)"
        R"("malformed":3,"refused":4,"unreachable":5},"listening":"[::]:8888",)"
        R"("max_members":1000,"members":3,"pid":4711,)"
        R"("sequence":18,"uptime_seconds":60,"version":"0.1.0"})");
    add(Log{2},
        Events{{{{18}, afternoon, "said", "小明", "你好", {}},
                {{19}, afternoon, "kind-77", "", "hi", {17}}}},
        R"({"events":[{"kind":"said","name":"小明","sequence":18,"text":"你好",)"
        R"("time":"2026-11-23T14:54:00.000Z"},{"about":17,"kind":"kind-77","name":"",)"
        R"("sequence":19,"text":"hi","time":"2026-11-23T14:54:00.000Z"}]})");
    add(Fingerprint{}, ServerFingerprint{"SHA256:4p"}, R"({"fingerprint":"SHA256:4p"})");
    add(ListNames{"A"}, OwnedNames{}, R"({"more":false,"names":[]})");
    add(ListNames{},
        OwnedNames{{{"Bob", "SHA256:4p", afternoon, afternoon + 1s, false},
                    {"小明", "SHA256:5q", afternoon, afternoon, true}},
                   true},
        R"({"more":true,"names":[{"fingerprint":"SHA256:4p",)"
        R"("first_used":"2026-11-23T14:54:00.000Z","inside":false,)"
        R"("last_used":"2026-11-23T14:54:01.000Z","name":"Bob"},{"fingerprint":"SHA256:5q",)"
        R"("first_used":"2026-11-23T14:54:00.000Z","inside":true,)"
        R"("last_used":"2026-11-23T14:54:00.000Z","name":"小明"}]})");
    add(ReleaseName{"x"}, Released{"小明"}, R"({"name":"小明"})");
    return all;
}

TEST(EncodeReply, WritesTheLineOfEveryResult) {
    for (const auto& [request, result, json] : results()) {
        EXPECT_EQ(encode_reply("\"x\"", result),
                  R"({"jsonrpc":"2.0","id":"x","result":)" + json + "}");
    }
}

TEST(EncodeReply, WritesAnError) {
    EXPECT_EQ(
        encode_reply(null_id, Unexpected(Error{ErrorCode::limit_reached, "the line is too long"})),
        R"({"jsonrpc":"2.0","id":null,"error":)"
        R"({"code":4,"message":"the line is too long"}})");
}

TEST(EncodeReply, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(encode_reply("1", AnyAnswer{Kicked{{1}, "a\xFFz"}}),
              R"({"jsonrpc":"2.0","id":1,"result":{"name":"a�z","sequence":1}})");
}

TEST(ParseResponse, UnderstandsEveryResult) {
    for (const auto& [request, result, json] : results()) {
        const auto response = parse_response(encode_reply("7", result), 7, request);
        ASSERT_TRUE(response) << json;
        EXPECT_EQ(response->reply, Reply{result}) << json;
        EXPECT_EQ(response->json, json);
    }
}

TEST(ParseResponse, UnderstandsErrorsAlsoThoseWithoutAnId) {
    const Error error{ErrorCode::no_such_member, "nobody of that name is in the room"};
    for (const std::string_view id : {std::string_view("7"), null_id}) {
        const auto response = parse_response(encode_reply(id, Unexpected(error)), 7, Who{});
        ASSERT_TRUE(response);
        EXPECT_EQ(response->reply, Reply{Unexpected(error)});
        EXPECT_EQ(response->json,
                  R"({"error":{"code":2,"message":"nobody of that name is in the room"}})");
    }
}

TEST(ParseResponse, KeepsWhatANewerDaemonAdds) {
    const auto response = parse_response(
        R"({"jsonrpc":"2.0","id":1,"result":{"version":"9","colour":"red"}})", 1, Ping{});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->reply, Reply{AnyAnswer{Pong{"9"}}});
    EXPECT_EQ(response->json, R"({"colour":"red","version":"9"})");
}

TEST(ParseResponse, RefusesEverythingElse) {
    for (const std::string line :
         {"", "[]", "HTTP/1.1 400 Bad Request", R"({"jsonrpc":"2.0","id":1})",
          R"({"id":1,"result":{"version":"1"}})",
          R"({"jsonrpc":"2.0","id":2,"result":{"version":"1"}})",
          R"({"jsonrpc":"2.0","id":null,"result":{"version":"1"}})",
          R"({"jsonrpc":"2.0","result":{"version":"1"}})",
          R"({"jsonrpc":"2.0","id":1,"result":{}})", R"({"jsonrpc":"2.0","id":1,"result":[]})",
          R"({"jsonrpc":"2.0","id":1,"result":{"version":1}})",
          R"({"jsonrpc":"2.0","id":1,"result":{"version":"1"},"error":{"code":1,"message":""}})",
          R"({"jsonrpc":"2.0","id":1,"error":"no"})",
          R"({"jsonrpc":"2.0","id":1,"error":{"code":"1","message":"no"}})",
          R"({"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"no"}})"}) {
        EXPECT_FALSE(parse_response(line, 1, Ping{})) << line;
    }
}

TEST(ParseResponse, RefusesAResultInWhichAnyMemberIsWrong) {
    const std::vector<std::pair<std::string, std::string>> breakages = {
        {R"("since":"2026-11-23T14:54:00.000Z")", R"("since":"2026-11-23 14:54")"},
        {R"("reachable":true)", R"("reachable":1)"},
        {R"("idle_seconds":12)", R"("idle_seconds":-12)"},
        {R"("members":[)", R"("strangers":[)"},
        {R"("members":[{)", R"("members":[7,{)"},
        {R"("kind":"said")", R"("kind":2)"},
        {R"("about":17)", R"("about":"17")"},
        {R"("protocol":{"newest":2,"oldest":1})", R"("protocol":2)"},
        {R"("oldest":1)", R"("eldest":1)"},
        {R"("sequence":18)", R"("sequence":"18")"},
        {R"("pid":4711)", R"("pid":4711.5)"},
        {R"("malformed":3,)", ""},
        {R"("handshakes":6,)", ""},
        {R"("more":true)", R"("more":1)"},
        {R"("names":[{)", R"("names":[[],{)"},
        {R"("inside":true)", R"("inside":"yes")"},
        {R"("first_used":"2026)", R"("first_used":"26)"},
        {R"("fingerprint":"SHA256:4p")", R"("fingerprint":4)"},
    };
    for (const auto& [good, bad] : breakages) {
        int broken = 0;
        for (const auto& [request, result, json] : results()) {
            auto line = R"({"jsonrpc":"2.0","id":1,"result":)" + json + "}";
            const auto found = line.find(good);
            if (found != std::string::npos) {
                line.replace(found, good.size(), bad);
                EXPECT_FALSE(parse_response(line, 1, request)) << line;
                ++broken;
            }
        }
        EXPECT_GT(broken, 0) << good;
    }
}

// However long and awkward the names, an answer full of them fits what a connection may hold.
TEST(EncodeReply, FitsOneAnswerWithAsManyNamesAsItMayHave) {
    const NameInfo longest{std::string(48, '\\'), std::string(50, 'x'), afternoon, afternoon,
                           false};
    const OwnedNames full{std::vector<NameInfo>(max_names_count, longest), true};
    EXPECT_LT(encode_reply("1", AnyAnswer{full}).size(), 4U * 1024 * 1024);
}

// What a program gets is the result as it stands in the answer.
TEST(EncodeResult, WritesTheJsonOfEveryResult) {
    for (const auto& [request, result, json] : results()) {
        EXPECT_EQ(encode_result(result), json);
    }
}

TEST(EncodeFailure, IsAnErrorWithAMessageOnly) {
    EXPECT_EQ(encode_failure(3, "no \"daemon\""),
              R"({"error":{"code":103,"message":"no \"daemon\""}})");
}

} // namespace
} // namespace chatroom::control
