// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/io/scripted_kernel.hpp"

#include "daemon/io/socket_address.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <utility>

#include <sys/socket.h>

namespace chatroom {
namespace {

/// How long to wait for something that a failure alone keeps from happening.
constexpr std::chrono::seconds patience{20};

struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<KernelCall> script;
    int lasting_error = 0; ///< 0 for none.
    ScriptedKernel::Swallow swallow;
    std::size_t calls = 0;
    std::size_t swallowed = 0;
};

State kernel_state; // NOLINT: the linker's seam has no other place.

/// What the next call meets; nothing if that is the kernel itself.
std::optional<KernelCall> next_call() {
    if (!kernel_state.script.empty()) {
        const auto call = kernel_state.script.front();
        kernel_state.script.pop_front();
        return call;
    }
    if (kernel_state.lasting_error != 0) {
        return KernelCall{0, kernel_state.lasting_error};
    }
    return {};
}

void swallow_one(const msghdr& header) {
    sockaddr_storage to{};
    std::memcpy(&to, header.msg_name, header.msg_namelen);
    // A message that is to be cut has a piece for each datagram.
    std::for_each_n(header.msg_iov, header.msg_iovlen, [&](const iovec& piece) {
        kernel_state.swallow(from_socket_address(to),
                             {static_cast<const char*>(piece.iov_base), piece.iov_len});
        ++kernel_state.swallowed;
    });
}

/// Makes the change of the state that nobody else changes or reads meanwhile.
template <typename Change>
void change(Change&& make) {
    const std::lock_guard lock(kernel_state.mutex);
    make();
}

template <typename Condition>
bool await_state(Condition&& condition) {
    std::unique_lock lock(kernel_state.mutex);
    return kernel_state.changed.wait_for(lock, patience, condition);
}

} // namespace
} // namespace chatroom

extern "C" {
// The linker gives the calls of sendmmsg to the first and the C library's to the second (ld(1),
// --wrap).
int __real_sendmmsg(int socket, mmsghdr* messages, unsigned count, int flags); // NOLINT

int __wrap_sendmmsg(int socket, mmsghdr* messages, unsigned count, int flags) { // NOLINT
    using namespace chatroom;
    const std::lock_guard lock(kernel_state.mutex);
    ++kernel_state.calls;
    kernel_state.changed.notify_all();
    const auto call = next_call();
    if (call && call->error != 0) {
        errno = call->error;
        return -1;
    }
    const auto most = call ? std::min(count, call->most) : count;
    if (kernel_state.swallow) {
        std::for_each_n(messages, most,
                        [](const mmsghdr& message) { swallow_one(message.msg_hdr); });
        return static_cast<int>(most);
    }
    return __real_sendmmsg(socket, messages, most, flags);
}
}

namespace chatroom {

ScriptedKernel::~ScriptedKernel() {
    script({});
    change([] { kernel_state.swallowed = 0; });
}

void ScriptedKernel::script(std::deque<KernelCall> calls) {
    change([&] {
        kernel_state.script = std::move(calls);
        kernel_state.lasting_error = 0;
        kernel_state.swallow = nullptr;
    });
}

void ScriptedKernel::fail_always(int error) {
    change([&] { kernel_state.lasting_error = error; });
}

void ScriptedKernel::swallow(Swallow swallow, std::deque<KernelCall> calls) {
    change([&] {
        kernel_state.script = std::move(calls);
        kernel_state.lasting_error = 0;
        kernel_state.swallow = std::move(swallow);
    });
}

std::size_t ScriptedKernel::calls_left() const {
    std::size_t result = 0;
    change([&] { result = kernel_state.script.size(); });
    return result;
}

bool ScriptedKernel::await_calls(std::size_t count) {
    std::size_t until = 0;
    change([&] { until = kernel_state.calls + count; });
    return await_state([&] { return kernel_state.calls >= until; });
}

bool ScriptedKernel::await_swallowed(std::size_t count) {
    return await_state([&] { return kernel_state.swallowed >= count; });
}

} // namespace chatroom
