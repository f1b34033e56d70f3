// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/passphrase.hpp"

#include "client/private_file.hpp"
#include "protocol/sealed/keys.hpp"
#include "protocol/utf8.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace chatroom {

namespace {

/// Far more than a passphrase has: a file that is longer is something else.
constexpr std::size_t max_file_bytes = 4096;

} // namespace

bool is_passphrase(std::string_view text) {
    return !text.empty() && text.size() <= sealed::max_passphrase_bytes && is_utf8(text) &&
           text.find_first_of("\r\n") == std::string_view::npos;
}

std::string read_passphrase(const std::filesystem::path& file) {
    auto contents = read_file(file, max_file_bytes, Secrecy::only_owner_may_read);
    if (!contents) {
        throw FileError(FileFault::failed, file, std::generic_category().message(ENOENT));
    }
    contents->resize(std::min(contents->find('\n'), contents->size()));
    if (contents->ends_with('\r')) { // Some editors end a line so.
        contents->pop_back();
    }
    if (!is_passphrase(*contents)) {
        throw FileError(FileFault::no_passphrase, file);
    }
    return *contents;
}

} // namespace chatroom
