// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {

/// A room with narrow limits.
class LimitsTest : public RoomTest {
protected:
    LimitsTest() { open(limited()); }

    static RoomOptions limited() {
        auto options = default_options();
        options.language = classic::Language::en;
        options.limits.classic_of_an_address = Limits().classic_of_an_address;
        options.limits.lines = {.per_second = 1, .at_once = 3};
        options.limits.bytes = {.per_second = 1000, .at_once = 4096};
        return options;
    }

    static std::string from(int host, int port = 1000) {
        return "10.0.1." + std::to_string(host) + ":" + std::to_string(port);
    }

    std::vector<Datagram> last_heard;

    std::vector<Datagram> enter(const std::string& address, const std::string& name) {
        return send(address.c_str(), "L " + name);
    }

    std::size_t said() const {
        std::size_t count = 0;
        for (const auto& event : events()) {
            count += event.kind == EventKind::said ? 1 : 0;
        }
        return count;
    }

    static inline const std::string looking_line =
        "Admin: somebody wants to come in: looking who is still there, no need to answer";
    static inline const std::string too_fast =
        "you speak too fast, the message was not sent, try again in 1 s";
};

} // namespace chatroom
