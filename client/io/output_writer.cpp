// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/output_writer.hpp"

#include "client/io/end_signals.hpp"

#include <array>
#include <cerrno>

#include <poll.h>
#include <unistd.h>

namespace chatroom {

bool OutputWriter::write(std::string_view bytes) {
    while (!bytes.empty() && !is_gone_) {
        if (!await_reader()) {
            is_gone_ = true;
            break;
        }
        const auto part = bytes.substr(0, max_at_once_);
        const auto written = ::write(descriptor_, part.data(), part.size());
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR && errno != EAGAIN) {
            is_gone_ = true;
        }
    }
    return !is_gone_;
}

/// What else is wrong with the descriptor is told when it is written to.
bool OutputWriter::await_reader() const {
    std::array<pollfd, 2> awaited{
        {{descriptor_, POLLOUT, 0}, {EndSignals::descriptor(), POLLIN, 0}}};
    const int patience = is_hurried_ ? static_cast<int>(last_patience.count()) : -1;
    int count = 0;
    do {
        count = ::poll(awaited.data(), awaited.size(), patience);
    } while (count < 0 && errno == EINTR);
    return awaited[0].revents != 0;
}

} // namespace chatroom
