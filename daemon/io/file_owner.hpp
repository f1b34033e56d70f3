// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace chatroom {

/// What mends that the file, or the directory that it is in, is somebody else's, as when root made
/// it by mistake: "; it belongs to root: chown chatroom: FILE". Empty if that is not so, or not
/// known.
std::string owner_remedy(const std::filesystem::path& file);

} // namespace chatroom
