// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/trace.hpp"

#include <cstdio>

namespace chatroom::simulation {

void Trace::step(Time now) {
    now_ = now;
    ++steps_;
}

/// FNV-1a over the length, the end of the bytes (which is a tag or what was said) and the time.
void Trace::mix(std::string_view bytes) {
    constexpr std::uint64_t prime = 0x100000001B3U;
    constexpr std::size_t enough = 8;
    digest_ = (digest_ ^ static_cast<std::uint64_t>(now_.time_since_epoch().count())) * prime;
    digest_ = (digest_ ^ bytes.size()) * prime;
    for (const char byte : bytes.substr(bytes.size() - std::min(bytes.size(), enough))) {
        digest_ = (digest_ ^ static_cast<std::uint8_t>(byte)) * prime;
    }
}

void Trace::add(const std::string& line) {
    auto whole = to_text(now_) + "  " + line;
    if (lines_ == Lines::all) {
        std::puts(whole.c_str());
    }
    kept_.push_back(std::move(whole));
    if (kept_.size() > max_lines) {
        kept_.pop_front();
    }
}

std::string to_text(Time time) {
    using std::chrono::microseconds;
    constexpr std::int64_t per_second = 1'000'000;
    const auto whole = std::chrono::duration_cast<microseconds>(time.time_since_epoch()).count();
    auto fraction = std::to_string(whole % per_second + per_second);
    fraction.front() = '.';
    return std::to_string(whole / per_second) + fraction;
}

} // namespace chatroom::simulation
