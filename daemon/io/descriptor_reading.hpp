// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"

#include <span>

#include <sys/types.h>

namespace chatroom {

/// Reads what has arrived on the Unix socket, as recv(2) without waiting does. A descriptor that
/// came with it (SCM_RIGHTS, unix(7)) takes the place of the one that is given; of several that
/// came together only the first does, and the kernel closes the others.
ssize_t read_with_descriptor(int socket, std::span<char> buffer, FileDescriptor& descriptor);

} // namespace chatroom
