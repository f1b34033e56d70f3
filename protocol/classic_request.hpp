// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <variant>

/// The classic protocol, as CLASSIC.md describes it: what a datagram asks for.
namespace chatroom::classic {

/// "L NAME". The name is not judged here, it may be empty or anything.
struct Enter {
    std::string_view name;
    bool operator==(const Enter&) const = default;
};

/// "C NAME TEXT". Both are as they arrived, either may be empty.
struct Say {
    std::string_view name;
    std::string_view text;
    bool operator==(const Say&) const = default;
};

/// "Q NAME".
struct Leave {
    std::string_view name;
    bool operator==(const Leave&) const = default;
};

/// Anything else.
struct Malformed {
    bool operator==(const Malformed&) const = default;
};

using Request = std::variant<Enter, Say, Leave, Malformed>;

/// What the datagram asks for. The result points into the datagram. Whatever begins with "L" is an
/// Enter, because programs wait for its answer for ever.
Request decode(std::string_view datagram);

} // namespace chatroom::classic
