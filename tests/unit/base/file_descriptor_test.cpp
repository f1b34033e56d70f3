// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

int open_something() {
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool is_open(int descriptor) {
    return ::fcntl(descriptor, F_GETFD) >= 0;
}

// The descriptor is closed with its owner.
TEST(FileDescriptor, ClosesWhatItOwns) {
    int number = -1;
    {
        const FileDescriptor descriptor(open_something());
        number = descriptor.get();
        EXPECT_TRUE(is_open(number));
    }
    EXPECT_FALSE(is_open(number));
    EXPECT_EQ(FileDescriptor().get(), -1);
}

// A descriptor has one owner, whoever that is.
TEST(FileDescriptor, HasOneOwner) {
    FileDescriptor first(open_something());
    const int number = first.get();
    FileDescriptor second(std::move(first));
    EXPECT_EQ(second.get(), number);
    first = std::move(second);
    EXPECT_EQ(first.get(), number);
}

// Assigning over a descriptor closes the old one at once, so that a port is free when it is
// dropped.
TEST(FileDescriptor, ClosesWhatIsReplaced) {
    FileDescriptor descriptor(open_something());
    const int number = descriptor.get();
    descriptor = FileDescriptor();
    EXPECT_FALSE(is_open(number));
    EXPECT_EQ(descriptor.get(), -1);
}

} // namespace
} // namespace chatroom
