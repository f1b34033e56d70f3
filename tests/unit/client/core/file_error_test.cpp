// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/file_error.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

TEST(FileErrorTest, SaysWhichFileAndWhy) {
    EXPECT_STREQ(FileError(FileFault::failed, "/f", "no space").what(), "/f: no space");
    EXPECT_STREQ(FileError(FileFault::open_to_others, "/f").what(), "/f: others may read it");
    EXPECT_STREQ(FileError(FileFault::damaged, "/f", "3").what(), "/f: it is damaged");
    EXPECT_STREQ(FileError(FileFault::no_passphrase, "/f").what(), "/f: it holds no passphrase");
}

TEST(FileErrorTest, KeepsWhatItWasMadeOf) {
    const FileError error(FileFault::damaged, "/f", "3");
    EXPECT_EQ(error.fault, FileFault::damaged);
    EXPECT_EQ(error.path, "/f");
    EXPECT_EQ(error.detail, "3");
}

} // namespace
} // namespace chatroom
