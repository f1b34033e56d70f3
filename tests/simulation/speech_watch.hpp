// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/room_options.hpp"
#include "tests/simulation/decided.hpp"
#include "tests/simulation/network.hpp"

#include <map>

namespace chatroom::simulation {

/// Looks at what the journal gets: nobody says more than the limits allow, whoever else speaks, and
/// however the requests are cut into turns.
class SpeechWatch {
public:
    explicit SpeechWatch(const Rate& lines) : lines_(lines) {}

    /// A daemon has been started, which knows nothing of what was said before.
    void started() { said_.clear(); }

    /// The disk has got the batch.
    void decided(Time now, const DecidedBatch& batch);

private:
    struct Said {
        double left = 0; ///< So many lines more it may say now.
        Time at{};
    };

    Rate lines_;
    std::map<std::string, Said> said_; ///< By name.
};

} // namespace chatroom::simulation
