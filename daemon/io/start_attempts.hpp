// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace chatroom {

/// How often the daemon has failed to start, or has died young, one time after the other. systemd
/// starts it again at once and for ever; with this each start waits longer than the one before. The
/// count is in a file that outlives the process and not the service ($RUNTIME_DIRECTORY). Where it
/// cannot be kept the pauses do not grow.
class StartAttempts {
public:
    static constexpr std::chrono::seconds longest_pause{60};
    /// Whoever has run for so long has not failed to start.
    static constexpr std::chrono::seconds enough{60};

    /// What is known of those before this one.
    explicit StartAttempts(std::filesystem::path file);

    /// How long this one is to wait: nothing, then 1 s, 2 s, 4 s and so on.
    std::chrono::seconds pause() const;

    /// Why the last one failed, for people; empty if it did not say.
    const std::string& last_reason() const { return last_reason_; }

    /// This one begins.
    void begin();

    /// This one has failed, and says why.
    void failed(const std::string& reason) const;

    /// All is well.
    void forget() const;

private:
    void write(const std::string& reason) const;

    std::filesystem::path file_;
    unsigned failed_ = 0;
    std::string last_reason_;
};

} // namespace chatroom
