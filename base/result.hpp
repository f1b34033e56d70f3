// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

#include <tl/expected.hpp>

namespace chatroom {

/// A value, or why there is none. (std::expected of C++23, under the name that stays.)
template <typename Value, typename Error>
using Result = tl::expected<Value, Error>;

/// What a function returns that has no value to give: `return Unexpected(error);`
template <typename Error>
struct Unexpected : tl::unexpected<Error> {
    explicit Unexpected(Error error) : tl::unexpected<Error>(std::move(error)) {}
};

} // namespace chatroom
