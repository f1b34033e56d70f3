// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/configuration_file.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// A file is read whole, up to the greatest length; one byte more is no configuration.
TEST(ConfigurationFile, has_1_mib_at_most) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "a.toml";
    for (const std::size_t bytes : {0U, 1024U * 1024U}) {
        std::ofstream(file) << std::string(bytes, '#');
        EXPECT_EQ(read_configuration_file(file), std::string(bytes, '#'));
    }
    std::ofstream(file) << std::string(1024U * 1024U + 1U, '#');
    EXPECT_EQ(read_configuration_file(file).error(),
              file.string() + ": it is longer than 1 MiB, which no configuration is");
}

// What cannot be read is named, with why.
TEST(ConfigurationFile, says_why_it_cannot_be_read) {
    EXPECT_EQ(read_configuration_file("/nonexistent/a.toml").error(),
              "/nonexistent/a.toml: No such file or directory");
}

} // namespace
} // namespace chatroom
