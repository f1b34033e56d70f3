// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

namespace chatroom {

/// Makes the text all that is in the file, for its owner alone. When it returns, that is on the
/// disk; a crash before leaves what there was. It needs the name FILE.new for a moment. Throws
/// std::runtime_error in words.
void write_durably(const std::filesystem::path& file, std::string_view text);

} // namespace chatroom
