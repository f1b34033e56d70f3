// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/standard_input.hpp"

#include <poll.h>
#include <unistd.h>

namespace chatroom {

bool StandardInput::is_readable() {
    pollfd readable{STDIN_FILENO, POLLIN, 0};
    return ::poll(&readable, 1, 0) == 1;
}

} // namespace chatroom
