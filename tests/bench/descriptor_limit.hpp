// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <stdexcept>

#include <sys/resource.h>

namespace chatroom::bench {

/// Lets the process have a descriptor for each member and so many others. Throws
/// std::runtime_error if it may not.
inline void raise_descriptor_limit(std::size_t members, std::size_t others) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    if (limit.rlim_max < members + others || ::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        throw std::runtime_error("the limit of open files (ulimit -Hn) is too low for the members");
    }
}

} // namespace chatroom::bench
