// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/journal_fields.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A line has its text, its priority as syslog numbers them, its id, and what else is known of it.
TEST(JournalFields, HaveWhatTheJournalAsksFor) {
    const std::vector<LogField> fields{{"CHATROOM_VERB", "kick"}};
    const auto id = "MESSAGE_ID=" + std::string(message_id(Notable::change));
    EXPECT_THAT(journal_fields(Notable::change, Severity::info, "a=b\nc", fields),
                ElementsAre("MESSAGE=a=b\nc", "PRIORITY=6", "SYSLOG_IDENTIFIER=chatroomd", id,
                            "CHATROOM_VERB=kick"));
    EXPECT_THAT(journal_fields(Notable::none, Severity::debug, "x", {}),
                ElementsAre("MESSAGE=x", "PRIORITY=7", "SYSLOG_IDENTIFIER=chatroomd"));
    EXPECT_EQ(journal_fields(Notable::none, Severity::warning, "x", {})[1], "PRIORITY=4");
    EXPECT_EQ(journal_fields(Notable::none, Severity::error, "x", {})[1], "PRIORITY=3");
}

// Each id is one of its own, and the catalogue explains it.
TEST(MessageId, IsInTheCatalogue) {
    std::ifstream file(CHATROOM_SOURCE_DIR "/systemd/chatroomd.catalog");
    std::ostringstream catalogue;
    catalogue << file.rdbuf();
    std::set<std::string_view> ids;
    const auto last = static_cast<int>(Notable::flood_over);
    for (int number = 1; number <= last; ++number) {
        const auto id = message_id(Notable{static_cast<std::uint8_t>(number)});
        EXPECT_EQ(id.size(), 32U) << number;
        EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string_view::npos);
        EXPECT_THAT(catalogue.str(), HasSubstr("\n-- " + std::string(id) + "\nSubject: "));
        ids.insert(id);
    }
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(last));
    EXPECT_EQ(message_id(Notable::none), "");
}

} // namespace
} // namespace chatroom
