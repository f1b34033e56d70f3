// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control_row.hpp"

/// The verbs of control.hpp that are about what is on the disk.
namespace chatroom::control {

/// Numbers of events from the first to the last.
struct LostRange {
    Sequence first;
    Sequence last;

    static constexpr auto fields() {
        return std::array{field<&LostRange::first>("first"), field<&LostRange::last>("last")};
    }
    bool operator==(const LostRange&) const = default;
};

struct BackedUp {
    std::string file;        ///< As it was called.
    std::uint64_t bytes = 0; ///< How long it is.
    Sequence sequence;       ///< The number of the latest event in it.

    static constexpr std::string_view sentence =
        "{file} has the room up to event {sequence} ({bytes} bytes)";
    static constexpr auto fields() {
        return std::array{field<&BackedUp::file>("file"), field<&BackedUp::bytes>("bytes"),
                          field<&BackedUp::sequence>("sequence")};
    }
    bool operator==(const BackedUp&) const = default;
};

/// The caller passes a descriptor of the file with the line (SCM_RIGHTS), so the daemon need not be
/// allowed to write there.
struct Backup {
    std::string file; ///< What it is called, for the log.

    using Answer = BackedUp;
    static constexpr Row row{"backup", Access::change,
                             "Copy the room into a file while it goes on"};
    static constexpr auto fields() {
        return std::array{field<&Backup::file>(
            "file", {.label = "FILE", .help = "A new file; there must be none of that name"})};
    }
    bool operator==(const Backup&) const = default;
};

struct Checked {
    Sequence oldest;             ///< The number of the oldest event that is kept,
    Sequence latest;             ///< and of the latest.
    Sequence checked;            ///< Up to here all of them could be read when they were looked at.
    std::vector<LostRange> lost; ///< Those that cannot be read any more, in order.
    std::string advice;          ///< What mends it; empty if there is nothing to mend.

    static constexpr auto fields() {
        return std::array{field<&Checked::oldest>("oldest"), field<&Checked::latest>("latest"),
                          field<&Checked::checked>("checked"), field<&Checked::lost>("lost"),
                          field<&Checked::advice>("advice", {.optional = true})};
    }
    bool operator==(const Checked&) const = default;
};

struct Check {
    using Answer = Checked;
    static constexpr Row row{"check", Access::read, "Say what is damaged on the disk"};
    bool operator==(const Check&) const = default;
};

} // namespace chatroom::control
