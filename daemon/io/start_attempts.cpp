// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/start_attempts.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

namespace chatroom {

namespace {

/// With more of them the pause does not grow any more.
constexpr unsigned most_counted = 16;

} // namespace

StartAttempts::StartAttempts(std::filesystem::path file) : file_(std::move(file)) {
    std::ifstream kept(file_);
    unsigned failed = 0;
    if (kept >> failed) {
        failed_ = std::min(failed, most_counted);
        kept.ignore();
        std::getline(kept, last_reason_);
    }
}

std::chrono::seconds StartAttempts::pause() const {
    using std::chrono::seconds;
    return failed_ == 0 ? seconds(0)
                        : std::min(longest_pause, seconds(std::int64_t{1} << (failed_ - 1)));
}

void StartAttempts::begin() {
    ++failed_; // Until it turns out that it has not.
    write({});
}

void StartAttempts::failed(const std::string& reason) const {
    write(reason);
}

void StartAttempts::forget() const {
    std::error_code ignored; // There may be none.
    std::filesystem::remove(file_, ignored);
}

void StartAttempts::write(const std::string& reason) const {
    std::ofstream(file_) << failed_ << '\n' << reason.substr(0, reason.find('\n')) << '\n';
}

} // namespace chatroom
