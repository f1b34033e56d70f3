// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace chatroom {

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

} // namespace chatroom
