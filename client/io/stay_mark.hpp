// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"
#include "protocol/sealed/frame.hpp"

#include <filesystem>
#include <optional>
#include <string_view>

namespace chatroom {

/// Tells one's other programs on this machine that one is in a room under a name, as long as it
/// lives: a file that is locked. What is in the file stays, and says which program it was, so that
/// the room can tell it from one on another machine.
class StayMark {
public:
    /// Nothing if another program has the mark. Where files cannot be locked it marks nothing.
    static std::optional<StayMark> set(const std::filesystem::path& directory,
                                       std::string_view room, std::string_view name);

    /// The program that had the mark before, which is not there any more; 0 if nobody knows.
    sealed::Instance former() const { return former_; }

    /// The program that has it now is that one. If it cannot be written, nobody knows.
    void keep(sealed::Instance instance) const;

private:
    StayMark(FileDescriptor descriptor, sealed::Instance former)
        : descriptor_(std::move(descriptor)), former_(former) {}

    FileDescriptor descriptor_;
    sealed::Instance former_;
};

} // namespace chatroom
