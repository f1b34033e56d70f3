// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/number_reserve.hpp"
#include "tests/support/disk_watch.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/unit/daemon/io/full_disk.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class NumberReserveTest : public testing::Test {
protected:
    void write(const std::string& text) const { std::ofstream(file) << text; }

    std::string text() const {
        std::ifstream stream(file);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    std::uint64_t end(std::uint64_t latest) const {
        return NumberReserve(file, {latest}).end().value;
    }

    /// Why there can be no reserve.
    std::string refusal() const {
        try {
            return "it has " + std::to_string(end(42));
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    static std::string message(const std::optional<JournalError>& error) {
        return error.value_or(JournalError{}).message;
    }

    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "numbers";
};

// Without a file, the latest event's number is the highest; looking makes no file.
TEST_F(NumberReserveTest, GoesByTheJournalWithoutAFile) {
    EXPECT_EQ(end(0), 0U);
    EXPECT_EQ(end(42), 42U);
    EXPECT_FALSE(std::filesystem::exists(file));
}

// The greater one of the two counts.
TEST_F(NumberReserveTest, GoesByTheGreaterNumber) {
    write("1000\n");
    EXPECT_EQ(end(42), 1000U);
    EXPECT_EQ(end(1000), 1000U);
    EXPECT_EQ(end(1001), 1001U);
    write("0\n");
    EXPECT_EQ(end(0), 0U);
    write("999999999999999999\n");
    EXPECT_EQ(end(0), 999'999'999'999'999'999U);
}

// The file is raised in steps, and only when it is necessary.
TEST_F(NumberReserveTest, IsRaisedInSteps) {
    NumberReserve reserve(file, {5});
    EXPECT_EQ(message(reserve.cover({5})), "");
    EXPECT_EQ(text(), "");
    EXPECT_EQ(message(reserve.cover({6})), "");
    EXPECT_EQ(text(), "10005\n");
    std::filesystem::remove(file);
    EXPECT_EQ(message(reserve.cover({10'005})), "");
    EXPECT_EQ(text(), "");
    EXPECT_EQ(message(reserve.cover({10'006})), "");
    EXPECT_EQ(text(), "20005\n");
    EXPECT_EQ(message(reserve.cover({30'005})), "");
    EXPECT_EQ(text(), "30005\n");
    EXPECT_EQ(message(reserve.cover({50'006})), "");
    EXPECT_EQ(text(), "60005\n");
    EXPECT_EQ(reserve.end(), Sequence{60'005});
    EXPECT_EQ(end(0), 60'005U);
}

// What was reserved and is not needed is given back.
TEST_F(NumberReserveTest, IsLowered) {
    NumberReserve reserve(file, {0});
    EXPECT_EQ(message(reserve.cover({1})), "");
    EXPECT_EQ(message(reserve.release_after({7})), "");
    EXPECT_EQ(text(), "7\n");
    EXPECT_EQ(reserve.end(), Sequence{7});
    EXPECT_EQ(message(reserve.cover({8})), "");
    EXPECT_EQ(text(), "10007\n");
}

// Numbers are not given before the file that reserves them is on the disk, and nothing else stays
// behind.
TEST_F(NumberReserveTest, IsReplacedAsAWhole) {
    write("7\n");
    DiskWatch disk(directory.path());
    NumberReserve reserve(file, {0});
    EXPECT_EQ(reserve.end(), Sequence{7});
    EXPECT_EQ(message(reserve.cover({8})), "");
    EXPECT_EQ(text(), "10007\n");
    EXPECT_THAT(disk.take(), ElementsAre("sync numbers.? 6", "rename numbers.? numbers", "sync ."));
    std::filesystem::remove(file);
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

// Anything but a number and a line end is damage, as what stands there may be the front of a
// greater number; the administrator learns what is to be done.
TEST_F(NumberReserveTest, RefusesDamage) {
    write("12");
    EXPECT_EQ(refusal(), file.string() +
                             " is damaged: it must hold the highest number that an "
                             "event may have been given, so that none is given twice; "
                             "repair it with 'echo 1000042 > " +
                             file.string() +
                             "' (any number will do that is greater than that of every event "
                             "anybody was shown)");
    for (const std::string damage :
         {"", "\n", "12 \n", " 12\n", "12\n\n", "12\n13\n", "-12\n", "+12\n", "0x12\n", "1e3\n",
          "1.5\n", "\xFF\xFF\n", "1000000000000000000\n", "18446744073709551616\n"}) {
        write(damage);
        EXPECT_THAT(refusal(), HasSubstr(" is damaged: ")) << damage;
        EXPECT_EQ(text(), damage);
    }
    write(std::string(100'000, '1'));
    EXPECT_THAT(refusal(), HasSubstr(" is damaged: "));
    write(std::string("1\0\n", 3));
    EXPECT_THAT(refusal(), HasSubstr(" is damaged: "));
}

// Something that cannot be read is no missing file.
TEST_F(NumberReserveTest, RefusesWhatItCannotRead) {
    std::filesystem::create_directory(file);
    EXPECT_EQ(refusal(), "cannot read " + file.string() + ": Is a directory");
    std::filesystem::remove(file);
    std::filesystem::create_symlink(file, file);
    EXPECT_EQ(refusal(), "cannot read " + file.string() + ": Too many levels of symbolic links");
}

// If the file cannot be written, the old one stays, nothing is reserved, and it can be tried again.
TEST_F(NumberReserveTest, SurvivesAFullDisk) {
    write("7\n");
    NumberReserve reserve(file, {0});
    std::string cannot_cover;
    std::string cannot_release;
    {
        const FullDisk full;
        cannot_cover = message(reserve.cover({8}));
        cannot_release = message(reserve.release_after({7}));
    }
    EXPECT_EQ(cannot_cover, "cannot write " + file.string() + ": File too large");
    EXPECT_EQ(cannot_release, cannot_cover);
    EXPECT_EQ(text(), "7\n");
    EXPECT_EQ(reserve.end(), Sequence{7});
    EXPECT_EQ(message(reserve.cover({8})), "");
    EXPECT_EQ(text(), "10007\n");
}

// A directory that is gone is an error in words.
TEST_F(NumberReserveTest, SurvivesAMissingDirectory) {
    NumberReserve reserve(directory.path() / "missing" / "numbers", {0});
    EXPECT_EQ(message(reserve.cover({1})), "cannot write " + directory.path().string() +
                                               "/missing/numbers: No such file or directory");
}

// There is an end to the numbers, and it is said before they would be damage.
TEST_F(NumberReserveTest, EndsBeforeItCannotBeRead) {
    const auto nothing_left = "there are no numbers left above that in " + file.string();
    write("999999999999990000\n");
    NumberReserve reserve(file, {0});
    EXPECT_EQ(message(reserve.cover({999'999'999'999'990'001})), nothing_left);
    EXPECT_EQ(text(), "999999999999990000\n");
    write("999999999999989999\n");
    reserve = NumberReserve(file, {0});
    EXPECT_EQ(message(reserve.cover({999'999'999'999'990'000})), "");
    EXPECT_EQ(end(0), 999'999'999'999'999'999U);
    EXPECT_EQ(message(reserve.cover({1'000'000'000'000'000'000})), nothing_left);
}

} // namespace
} // namespace chatroom
