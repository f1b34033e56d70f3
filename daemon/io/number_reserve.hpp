// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <filesystem>
#include <optional>

namespace chatroom {

/// The file that says up to which number events may have been given. It is raised before the
/// journal needs the numbers, so that none is given twice, even if the disk loses events that it
/// claimed to have.
class NumberReserve {
public:
    /// So many numbers are reserved at once: a crash leaves out no more than these. Raising the
    /// file waits for the disk twice, so in a busy room it must be much rarer than turns are.
    static constexpr std::uint64_t step = 10'000;

    /// So far above the latest event that is known numbers go on when it is not known up to where
    /// they were given: more than any disk or copy loses, and numbers cost nothing.
    static constexpr std::uint64_t safe_distance = 1'000'000;

    /// Reads the file; latest is the latest number in the journal, which is all there is to go by
    /// if there is no file. Throws std::runtime_error, in words for the administrator, if the file
    /// cannot be read or holds no such number.
    NumberReserve(std::filesystem::path file, Sequence latest);

    /// The highest number that may have been given, now or before a crash.
    Sequence end() const { return end_; }

    /// Whether there was a file, and what was in it.
    std::optional<Sequence> found() const { return found_; }

    /// Makes sure that the numbers up to this one are reserved, on the disk.
    std::optional<JournalError> cover(Sequence last);

    /// Says that this was the last number given: the rest is not reserved any more.
    std::optional<JournalError> release_after(Sequence last);

private:
    std::filesystem::path file_;
    std::optional<Sequence> found_;
    Sequence end_;
};

} // namespace chatroom
