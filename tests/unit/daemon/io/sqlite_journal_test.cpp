// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/sqlite_journal.hpp"
#include "tests/temporary_directory.hpp"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr WallTime start{std::chrono::milliseconds(1'790'000'000'123)};

const Address address = parse_address("192.168.1.7:40123").value();
const Address other_address = parse_address("[fe80::1%2]:40123").value();

Record entered(std::uint64_t sequence, std::string name, Address from = address) {
    return {{{sequence}, start, EventKind::entered, std::move(name), ""}, from};
}

Record said(std::uint64_t sequence, std::string text, WallTime time = start) {
    return {{{sequence}, time, EventKind::said, "小明", std::move(text)}, {}};
}

Record ended(std::uint64_t sequence, EventKind kind, std::string name) {
    return {{{sequence}, start, kind, std::move(name), ""}, {}};
}

class SqliteJournalTest : public testing::Test {
protected:
    void open(Retention retention = {}) {
        journal.reset(); // The lock is the old one's until it is gone.
        journal.emplace(file, retention);
    }

    void append(const std::vector<Record>& records) {
        const auto error = journal->append(records);
        ASSERT_FALSE(error) << error->message;
    }

    /// The error's message, "" if there is none.
    std::string try_append(const std::vector<Record>& records) {
        return journal->append(records).value_or(JournalError{}).message;
    }

    std::vector<Event> latest(std::size_t count = 1000) {
        return std::get<std::vector<Event>>(journal->latest(count));
    }

    std::vector<std::uint64_t> sequences() {
        std::vector<std::uint64_t> result;
        for (const auto& event : latest(100'000)) {
            result.push_back(event.sequence.value);
        }
        return result;
    }

    std::vector<StoredMember> members() {
        return std::get<std::vector<StoredMember>>(journal->members());
    }

    /// Why the file cannot be opened.
    std::string refusal() {
        try {
            SqliteJournal refused(file, {});
            return "it was opened";
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    void execute(const std::string& statement) {
        SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec(statement);
    }

    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "room.db";
    std::optional<SqliteJournal> journal;
};

StoredMember member(std::uint64_t sequence, std::string name, Address from = address) {
    return {{sequence}, MemberName::from_journal(std::move(name)), from, start};
}

// A new journal is empty.
TEST_F(SqliteJournalTest, NewIsEmpty) {
    open();
    EXPECT_EQ(journal->head(), Sequence{0});
    EXPECT_THAT(members(), IsEmpty());
    EXPECT_THAT(latest(), IsEmpty());
    EXPECT_EQ(try_append({}), "");
    EXPECT_EQ(journal->head(), Sequence{0});
}

// Every kind of event comes back as it went in, also from a file that is opened again.
TEST_F(SqliteJournalTest, RoundTrip) {
    const std::vector<Record> records{
        entered(1, "小明"),
        said(2, "你好，世界 🙂  "),
        said(3, ""),
        said(4, std::string(960, 'x')),
        said(5, std::string("nul \0 and '; DROP TABLE events; --", 34),
             start + std::chrono::seconds(1)),
        ended(6, EventKind::left, "小明"),
        {{{7}, start, EventKind::kicked, "Bob", "原因"}, {}},
        {{{8}, start, EventKind::announced, "", "公告"}, {}},
    };
    open();
    append(records);
    std::vector<Event> expected;
    for (const auto& record : records) {
        expected.push_back(record.event);
    }
    EXPECT_EQ(latest(), expected);
    open();
    EXPECT_EQ(latest(), expected);
    EXPECT_EQ(journal->head(), Sequence{8});
    EXPECT_EQ(latest(2), std::vector<Event>(expected.end() - 2, expected.end()));
    EXPECT_THAT(latest(0), IsEmpty());
}

// The members are those who entered and have neither left nor been kicked, in the order of entry.
TEST_F(SqliteJournalTest, MembersAreWhatTheEventsMake) {
    open();
    append({entered(1, "甲"), entered(2, "乙", other_address), entered(3, "丙"), entered(4, "丁")});
    append({ended(5, EventKind::left, "甲"), ended(6, EventKind::kicked, "丙"), said(7, "x"),
            entered(8, "甲", other_address), ended(9, EventKind::left, "nobody")});
    const auto expected = ElementsAre(member(2, "乙", other_address), member(4, "丁"),
                                      member(8, "甲", other_address));
    EXPECT_THAT(members(), expected);
    open();
    EXPECT_THAT(members(), expected);
}

// The address of ours that a member talks to is kept with it.
TEST_F(SqliteJournalTest, MembersKeepTheWayToThem) {
    open();
    auto record = entered(1, "小明");
    record.address->local = parse_ip("192.168.1.1").value();
    append({record});
    open();
    ASSERT_EQ(members().size(), 1U);
    EXPECT_EQ(members().front().address.local, parse_ip("192.168.1.1"));
}

// A member stays when the event by which it entered is trimmed, and so does the number.
TEST_F(SqliteJournalTest, MembersAndHeadOutliveTheirEvents) {
    open({.keep_events = 1});
    append({entered(1, "小明"), said(2, "x"), said(3, "x")});
    EXPECT_THAT(sequences(), ElementsAre(3));
    open({.keep_events = 1});
    EXPECT_EQ(journal->head(), Sequence{3});
    EXPECT_THAT(members(), ElementsAre(member(1, "小明")));
}

// The events above the limit go, the oldest first, at the latest a thousand events later.
TEST_F(SqliteJournalTest, KeepsSoManyEvents) {
    open({.keep_events = 1000});
    for (std::uint64_t first = 1; first <= 3001; first += 100) {
        std::vector<Record> records;
        for (auto sequence = first; sequence < first + 100; ++sequence) {
            records.push_back(said(sequence, "x"));
        }
        append(records);
    }
    const auto kept = sequences();
    EXPECT_EQ(kept.back(), 3100U);
    EXPECT_GE(kept.size(), 1000U);
    EXPECT_LE(kept.size(), 2000U);
    EXPECT_EQ(kept.front(), kept.back() - kept.size() + 1) << "there is a hole";
}

// A daemon that is often started again keeps to the limit as well.
TEST_F(SqliteJournalTest, RestartsDoNotPutTrimmingOff) {
    for (std::uint64_t sequence = 1; sequence <= 5; ++sequence) {
        open({.keep_events = 2});
        append({said(sequence, "x")});
    }
    EXPECT_THAT(sequences(), ElementsAre(4, 5));
}

// Events that are too old go, even in a room where little is said; the latest event stays.
TEST_F(SqliteJournalTest, KeepsSoManyDays) {
    open({.keep_days = std::chrono::days(2)});
    append({said(1, "a")});
    append({said(2, "b", start + std::chrono::days(1))});
    append({said(3, "c", start + std::chrono::days(1) + std::chrono::hours(12))});
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3));
    append({said(4, "d", start + std::chrono::days(3))});
    EXPECT_THAT(sequences(), ElementsAre(2, 3, 4));
    append({said(5, "e", start + std::chrono::days(30))});
    EXPECT_THAT(sequences(), ElementsAre(5));
}

// An event whose time is wrong leaves no hole: what stands behind one that is kept is kept, too.
TEST_F(SqliteJournalTest, TrimsFromTheFrontOnly) {
    open({.keep_days = std::chrono::days(2)});
    append({said(1, "a"), said(2, "b", start + std::chrono::days(9)), said(3, "c")});
    append({said(4, "d", start + std::chrono::days(10))});
    EXPECT_THAT(sequences(), ElementsAre(2, 3, 4));
}

// Other limits hold from the next trim on.
TEST_F(SqliteJournalTest, LimitsCanChange) {
    open();
    append({said(1, "x"), said(2, "x"), said(3, "x")});
    journal->configure({.keep_events = 1});
    append({said(4, "x", start + std::chrono::days(1))});
    EXPECT_THAT(sequences(), ElementsAre(4));
}

// A number that is taken fails the whole append: nothing is kept, and the journal goes on.
TEST_F(SqliteJournalTest, AppendIsAllOrNothing) {
    open();
    append({entered(1, "小明")});
    EXPECT_NE(try_append({said(2, "a"), entered(3, "Bob"), said(2, "b"), said(4, "c")}), "");
    EXPECT_EQ(journal->head(), Sequence{1});
    EXPECT_THAT(sequences(), ElementsAre(1));
    EXPECT_THAT(members(), ElementsAre(member(1, "小明")));
    append({said(2, "d"), entered(3, "Bob")});
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3));
    EXPECT_THAT(members(), ElementsAre(member(1, "小明"), member(3, "Bob")));
}

// A name that is inside twice fails the append in the same way.
TEST_F(SqliteJournalTest, NameIsInsideOnce) {
    open();
    append({entered(1, "小明")});
    EXPECT_NE(try_append({said(2, "a"), entered(3, "小明", other_address)}), "");
    append({said(2, "b"), entered(3, "Bob")});
    EXPECT_EQ(journal->head(), Sequence{3});
    EXPECT_THAT(members(), ElementsAre(member(1, "小明"), member(3, "Bob")));
}

/// Lets no file grow, as a full disk does, while it lives.
class FullDisk {
public:
    FullDisk() : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &limit_), 0);
        rlimit none = limit_;
        none.rlim_cur = 0;
        EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, handler_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    void (*handler_)(int);
    rlimit limit_{};
};

// A disk that takes nothing is an error in words; once there is room again, the journal goes on
// with the number that was not used.
TEST_F(SqliteJournalTest, SurvivesAFullDisk) {
    open();
    append({entered(1, "小明")});
    std::string message;
    std::vector<StoredMember> inside;
    {
        const FullDisk full;
        message = try_append({said(2, "lost"), ended(3, EventKind::left, "小明")});
        inside = members();
    }
    EXPECT_NE(message, "");
    EXPECT_THAT(inside, ElementsAre(member(1, "小明")));
    EXPECT_EQ(journal->head(), Sequence{1});
    append({said(2, "kept")});
    open();
    EXPECT_EQ(latest(1), std::vector<Event>{said(2, "kept").event});
    EXPECT_THAT(members(), ElementsAre(member(1, "小明")));
}

// What a killed daemon had appended is there, and what it had not is not.
TEST_F(SqliteJournalTest, SurvivesAKill) {
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        SqliteJournal killed(file, {});
        const std::vector<Record> records{entered(1, "小明"), said(2, "你好")};
        const bool failed = killed.append(records).has_value();
        ::kill(::getpid(), failed ? SIGABRT : SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
    open();
    EXPECT_THAT(sequences(), ElementsAre(1, 2));
    EXPECT_THAT(members(), ElementsAre(member(1, "小明")));
}

// Two daemons cannot keep one room: the second is told, and the first is not disturbed.
TEST_F(SqliteJournalTest, IsForOneDaemon) {
    open();
    EXPECT_EQ(refusal(),
              "cannot open the journal " + file.string() + ": another chatroomd is using it");
    append({said(1, "x")});
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::_exit(refusal().ends_with("another chatroomd is using it") ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    append({said(2, "y")});
    journal.reset();
    EXPECT_EQ(refusal(), "it was opened");
}

// A journal of a newer version is left alone.
TEST_F(SqliteJournalTest, RefusesANewerVersion) {
    execute("PRAGMA user_version = 2");
    EXPECT_EQ(refusal(), "cannot open the journal " + file.string() +
                             ": it was written by a newer version of chatroomd");
}

// A file that is no journal is named and left alone.
TEST_F(SqliteJournalTest, RefusesAnotherFile) {
    std::ofstream(file) << "This is a letter, not a database, and somebody may still want it.";
    EXPECT_THAT(refusal(), HasSubstr("cannot open the journal " + file.string() + ": "));
    EXPECT_THAT(refusal(), HasSubstr("not a database"));
}

// The database of another program is left alone.
TEST_F(SqliteJournalTest, RefusesAnotherDatabase) {
    execute("CREATE TABLE events (day TEXT)");
    EXPECT_EQ(refusal(), "cannot open the journal " + file.string() +
                             ": it is the database of another program");
}

// A place where no file can be is named.
TEST_F(SqliteJournalTest, RefusesAMissingDirectory) {
    file = directory.path() / "missing" / "room.db";
    EXPECT_THAT(refusal(), HasSubstr("cannot open the journal " + file.string() + ": "));
}

// A member table that somebody spoilt is an error, not a member at a wrong address.
TEST_F(SqliteJournalTest, RefusesASpoiltAddress) {
    open();
    append({entered(1, "小明")});
    journal.reset();
    execute("UPDATE members SET address = 'home'");
    open();
    const auto read = journal->members();
    ASSERT_TRUE(std::holds_alternative<JournalError>(read));
    EXPECT_EQ(std::get<JournalError>(read).message,
              "the member table holds an address that is none");
}

} // namespace
} // namespace chatroom
