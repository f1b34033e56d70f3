// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/passphrase_file.hpp"

#include "base/utf8.hpp"
#include "protocol/sealed/keys.hpp"

#include <algorithm>
#include <string>

namespace chatroom {

sealed::SecretText read_passphrase(const std::filesystem::path& file) {
    constexpr std::string_view line_end = "\r\n";
    const SecretFile secret{"the passphrase of the room", file,
                            SecretFile::Access::owner_and_group};
    auto text = secret.read(sealed::max_passphrase_bytes + line_end.size());
    text.cut(std::min(text.view().find('\n'), text.view().size()));
    if (text.view().ends_with('\r')) { // Some editors end a line so.
        text.cut(text.view().size() - 1);
    }
    const auto size = text.view().size();
    if (size == 0 || size > sealed::max_passphrase_bytes) {
        throw secret.error("its first line must have 1 to " +
                           std::to_string(sealed::max_passphrase_bytes) + " bytes");
    }
    if (!is_utf8(text.view())) {
        throw secret.error("its first line must be UTF-8");
    }
    return text;
}

} // namespace chatroom
