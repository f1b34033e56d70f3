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

State state; // NOLINT: the linker's seam has no other place.

/// What the next call meets; nothing if that is the kernel itself.
std::optional<KernelCall> next_call() {
    if (!state.script.empty()) {
        const auto call = state.script.front();
        state.script.pop_front();
        return call;
    }
    if (state.lasting_error != 0) {
        return KernelCall{0, state.lasting_error};
    }
    return {};
}

void swallow_one(const msghdr& header) {
    sockaddr_storage to{};
    std::memcpy(&to, header.msg_name, header.msg_namelen);
    // A message that is to be cut has a piece for each datagram.
    std::for_each_n(header.msg_iov, header.msg_iovlen, [&](const iovec& piece) {
        state.swallow(from_socket_address(to),
                      {static_cast<const char*>(piece.iov_base), piece.iov_len});
        ++state.swallowed;
    });
}

/// Makes the change of the state that nobody else changes or reads meanwhile.
template <typename Change>
void change(Change&& make) {
    const std::lock_guard lock(state.mutex);
    make();
}

template <typename Condition>
bool await_state(Condition&& condition) {
    std::unique_lock lock(state.mutex);
    return state.changed.wait_for(lock, patience, condition);
}

} // namespace
} // namespace chatroom

extern "C" {
// The linker gives the calls of sendmmsg to the first and the C library's to the second (ld(1),
// --wrap).
int __real_sendmmsg(int socket, mmsghdr* messages, unsigned count, int flags); // NOLINT

int __wrap_sendmmsg(int socket, mmsghdr* messages, unsigned count, int flags) { // NOLINT
    using namespace chatroom;
    const std::lock_guard lock(state.mutex);
    ++state.calls;
    state.changed.notify_all();
    const auto call = next_call();
    if (call && call->error != 0) {
        errno = call->error;
        return -1;
    }
    const auto most = call ? std::min(count, call->most) : count;
    if (state.swallow) {
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
    change([] { state.swallowed = 0; });
}

void ScriptedKernel::script(std::deque<KernelCall> calls) {
    change([&] {
        state.script = std::move(calls);
        state.lasting_error = 0;
        state.swallow = nullptr;
    });
}

void ScriptedKernel::fail_always(int error) {
    change([&] { state.lasting_error = error; });
}

void ScriptedKernel::swallow(Swallow swallow, std::deque<KernelCall> calls) {
    change([&] {
        state.script = std::move(calls);
        state.lasting_error = 0;
        state.swallow = std::move(swallow);
    });
}

std::size_t ScriptedKernel::calls_left() const {
    std::size_t result = 0;
    change([&] { result = state.script.size(); });
    return result;
}

bool ScriptedKernel::await_calls(std::size_t count) {
    std::size_t until = 0;
    change([&] { until = state.calls + count; });
    return await_state([&] { return state.calls >= until; });
}

bool ScriptedKernel::await_swallowed(std::size_t count) {
    return await_state([&] { return state.swallowed >= count; });
}

} // namespace chatroom
