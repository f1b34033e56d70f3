// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/passphrase.hpp"

#include "base/utf8.hpp"
#include "client/io/private_file.hpp"
#include "protocol/sealed/keys.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace chatroom {

namespace {

/// Far more than a passphrase has: a file that is longer is something else.
constexpr std::size_t max_passphrase_file_bytes = 4096;

} // namespace

bool is_passphrase(std::string_view text) {
    return !text.empty() && text.size() <= sealed::max_passphrase_bytes && is_utf8(text) &&
           text.find_first_of("\r\n") == std::string_view::npos;
}

sealed::SecretText read_passphrase(const std::filesystem::path& file) {
    auto text = read_secret(file, max_passphrase_file_bytes);
    if (!text) {
        throw FileError(FileFault::failed, file, std::generic_category().message(ENOENT));
    }
    text->cut(std::min(text->view().find('\n'), text->view().size()));
    if (text->view().ends_with('\r')) { // Some editors end a line so.
        text->cut(text->view().size() - 1);
    }
    if (!is_passphrase(text->view())) {
        throw FileError(FileFault::no_passphrase, file);
    }
    return *std::move(text);
}

} // namespace chatroom
