// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/violation.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace chatroom::simulation {

/// What has happened in a run. Lines are made only when somebody will read them: a run that fails
/// is made once more, for its lines. The digest is made always: two runs of one seed must agree.
class Trace {
public:
    /// The end of the story is what matters.
    static constexpr std::size_t max_lines = 50;

    enum class Lines : std::uint8_t { none, last, all };

    explicit Trace(Lines lines) : lines_(lines) {}

    /// Time goes on.
    void step(Time now);

    /// Calls `words` for the line, if there is to be one.
    template <typename Words>
    void note(Words words) {
        if (lines_ != Lines::none) {
            add(words());
        }
    }

    /// The same, of what only those want to read who read everything.
    template <typename Words>
    void note_trifle(Words words) {
        if (lines_ == Lines::all) {
            add(words());
        }
    }

    /// Something that decides how the run goes on.
    void mix(std::string_view bytes);

    Time now() const { return now_; }
    std::uint64_t steps() const { return steps_; }
    std::uint64_t digest() const { return digest_; }
    const std::deque<std::string>& lines() const { return kept_; }

private:
    void add(const std::string& line);

    Lines lines_;
    Time now_;
    std::uint64_t steps_ = 0;
    std::uint64_t digest_ = 0xCBF29CE484222325U;
    std::deque<std::string> kept_;
};

/// Seconds since the beginning of the run, "12.345678".
std::string to_text(Time time);

} // namespace chatroom::simulation
