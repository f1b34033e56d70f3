// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <string_view>

namespace chatroom {

/// What the kernel does with one call of sendmmsg: takes at most so many, or fails.
struct KernelCall {
    unsigned most = 0;
    int error = 0;
};

/// Stands between this program's sendmmsg and the kernel for as long as it exists. There may be one
/// at a time, and any thread may send meanwhile.
class ScriptedKernel {
public:
    /// Called by the thread that sends.
    using Swallow = std::function<void(const Address& to, std::string_view datagram)>;

    ScriptedKernel() = default;
    ~ScriptedKernel();
    ScriptedKernel(const ScriptedKernel&) = delete;
    ScriptedKernel& operator=(const ScriptedKernel&) = delete;

    /// The calls to come; when there is none left, the kernel does as it likes.
    void script(std::deque<KernelCall> calls);

    /// Every call fails like this until something else is asked for.
    void fail_always(int error);

    /// Takes every datagram and gives it to the function in place of the network; in the calls to
    /// come as scripted.
    void swallow(Swallow swallow, std::deque<KernelCall> calls = {});

    /// How many calls of the script are still to come.
    std::size_t calls_left() const;

    /// Awaits that so many more calls were made; false if they never are.
    bool await_calls(std::size_t count);

    /// Awaits that so many datagrams were swallowed in all; false if they never are.
    bool await_swallowed(std::size_t count);
};

} // namespace chatroom
