// SPDX-License-Identifier: GPL-3.0-or-later
// Writing to whoever reads, or does not.
#include "base/file_descriptor.hpp"
#include "client/io/end_signals.hpp"
#include "client/io/output_writer.hpp"

#include <array>
#include <csignal>
#include <string>
#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <limits.h>
#include <unistd.h>

namespace chatroom {

namespace {

/// A pipe that the test reads, or does not.
class OutputWriterTest : public testing::Test {
protected:
    OutputWriterTest() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        reading_ = FileDescriptor(ends[0]);
        writing_ = FileDescriptor(ends[1]);
    }

    void fill() const {
        ::fcntl(writing_.get(), F_SETFL, O_NONBLOCK);
        const std::string bytes(PIPE_BUF, 'x');
        while (::write(writing_.get(), bytes.data(), bytes.size()) > 0) {
        }
        ::fcntl(writing_.get(), F_SETFL, 0);
    }

    FileDescriptor reading_;
    FileDescriptor writing_;
};

// What is written arrives, in whatever pieces.
TEST_F(OutputWriterTest, Writes) {
    OutputWriter writer(writing_.get(), 3);
    EXPECT_TRUE(writer.write("seven bytes"));
    std::array<char, 64> buffer{};
    ASSERT_EQ(::read(reading_.get(), buffer.data(), buffer.size()), 11);
    EXPECT_EQ(std::string(buffer.data()), "seven bytes");
}

// Nobody reads any more: nothing is written from then on.
TEST_F(OutputWriterTest, NoticesThatTheReaderIsGone) {
    std::signal(SIGPIPE, SIG_IGN);
    { const FileDescriptor closed = std::move(reading_); }
    OutputWriter writer(writing_.get(), PIPE_BUF);
    EXPECT_FALSE(writer.write("x"));
    EXPECT_TRUE(writer.is_gone());
}

// Whoever does not read keeps nobody from ending.
TEST_F(OutputWriterTest, DoesNotWaitWhenItIsToEnd) {
    fill();
    boost::asio::io_context io;
    const EndSignals signals(io);
    std::raise(SIGTERM);
    OutputWriter writer(writing_.get(), PIPE_BUF);
    EXPECT_FALSE(writer.write("x"));
}

// Nor after the loop has seen the signal.
TEST_F(OutputWriterTest, DoesNotWaitLongAtTheEnd) {
    fill();
    OutputWriter writer(writing_.get(), PIPE_BUF);
    writer.hurry();
    EXPECT_FALSE(writer.write("x"));
}

// What there is room for is written all the same.
TEST_F(OutputWriterTest, WritesWhatThereIsRoomFor) {
    boost::asio::io_context io;
    const EndSignals signals(io);
    std::raise(SIGTERM);
    OutputWriter writer(writing_.get(), PIPE_BUF);
    writer.hurry();
    EXPECT_TRUE(writer.write("x"));
}

} // namespace

} // namespace chatroom
