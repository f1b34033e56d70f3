// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/prometheus.hpp"

#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

namespace chatroom {
namespace {

using ::testing::HasSubstr;

control::StatsInfo some_stats() {
    control::StatsInfo stats;
    stats.version = "0.2.0 \"x\"\\\n";
    stats.sealed = 2;
    stats.classic = 1;
    stats.sequence = {18};
    stats.troubles = 2;
    stats.counters.datagrams_sent = 200;
    stats.refusals.by_cause[static_cast<std::size_t>(classic::Refusal::banned)] = 3;
    return stats;
}

// Numbers have names that begin alike, and labels where there are several.
TEST(PrometheusText, HasNumbersWithNames) {
    const auto text = prometheus_text(some_stats());
    for (const auto* line :
         {"chatroom_members{protocol=\"sealed\"} 2\n", "chatroom_members{protocol=\"classic\"} 1\n",
          "chatroom_events_total 18\n", "chatroom_troubles 2\n",
          "chatroom_datagrams_sent_total 200\n", "chatroom_refused_total{cause=\"banned\"} 3\n",
          "chatroom_refused_total{cause=\"locked\"} 0\n",
          "chatroom_info{version=\"0.2.0 \\\"x\\\"\\\\\\n\"} 1\n"}) {
        EXPECT_THAT(text, HasSubstr(line));
    }
}

// Each metric is described once, before its values, and counters end in _total.
TEST(PrometheusText, IsWellFormed) {
    std::istringstream lines(prometheus_text(some_stats()));
    std::map<std::string, std::string> types;
    std::set<std::string> series;
    std::string current;
    const std::regex value(R"(([a-z_]+)(\{[a-z]+="([^"\\]|\\.)*"\})? [0-9]+)");
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (std::regex_match(line, match, std::regex("# HELP ([a-z_]+) [^ ].*"))) {
            current = match[1];
        } else if (std::regex_match(line, match, std::regex("# TYPE ([a-z_]+) (gauge|counter)"))) {
            EXPECT_EQ(match[1], current);
            EXPECT_TRUE(types.emplace(current, match[2]).second) << line;
            EXPECT_EQ(match[2] == "counter", current.ends_with("_total")) << line;
        } else {
            ASSERT_TRUE(std::regex_match(line, match, value)) << line;
            EXPECT_EQ(match[1], current);
            EXPECT_TRUE(types.contains(current)) << line;
            EXPECT_TRUE(series.insert(line.substr(0, line.rfind(' '))).second) << line;
        }
    }
    EXPECT_GT(types.size(), 15U);
}

// What the daemon does not know is not said to be 0.
TEST(PrometheusText, LeavesOutWhatIsNotKnown) {
    EXPECT_THAT(prometheus_text(some_stats()), ::testing::Not(HasSubstr("resident")));
    auto stats = some_stats();
    stats.resident_bytes = 4096;
    EXPECT_THAT(prometheus_text(stats), HasSubstr("chatroom_resident_bytes 4096\n"));
}

} // namespace
} // namespace chatroom
