// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"

#include <filesystem>
#include <optional>
#include <string_view>

namespace chatroom {

/// Tells one's other programs on this machine that one is in a room under a name, as long as it
/// lives: a file that is locked.
class StayMark {
public:
    /// Nothing if another program has the mark. Where files cannot be locked it marks nothing.
    static std::optional<StayMark> set(const std::filesystem::path& directory,
                                       std::string_view room, std::string_view name);

private:
    explicit StayMark(FileDescriptor descriptor) : descriptor_(std::move(descriptor)) {}

    FileDescriptor descriptor_;
};

} // namespace chatroom
