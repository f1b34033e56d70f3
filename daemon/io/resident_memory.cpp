// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/resident_memory.hpp"

#include <fstream>

#include <unistd.h>

namespace chatroom {

std::uint64_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t all_pages = 0;
    std::uint64_t resident_pages = 0;
    file >> all_pages >> resident_pages;
    return file ? resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

} // namespace chatroom
