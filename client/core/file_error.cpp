// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/file_error.hpp"

#include <utility>

namespace chatroom {

namespace {

std::string explanation(FileFault fault, const std::string& detail) {
    switch (fault) {
    case FileFault::failed:
        break;
    case FileFault::open_to_others:
        return "others may read it";
    case FileFault::damaged:
        return "it is damaged";
    case FileFault::no_passphrase:
        return "it holds no passphrase";
    }
    return detail;
}

} // namespace

FileError::FileError(FileFault file_fault, std::filesystem::path file_path, std::string what_else)
    : std::runtime_error(file_path.string() + ": " + explanation(file_fault, what_else)),
      fault(file_fault), path(std::move(file_path)), detail(std::move(what_else)) {}

} // namespace chatroom
