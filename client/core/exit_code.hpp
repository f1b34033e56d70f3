// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace chatroom {

/// How chatroom-client ends, for whoever started it. Those from 64 on are of <sysexits.h>.
enum class ExitCode {
    left = 0,           ///< Without a terminal: and all that was to be said has its receipt.
    failed = 1,         ///< Something was not said, or this machine does not permit it.
    usage = 64,         ///< The command line is wrong, or the name can be none.
    unreachable = 69,   ///< The server is not there, or is lost.
    refused = 75,       ///< For now: trying again later may help.
    not_permitted = 77, ///< Kicked, banned, wrong passphrase: somebody has to do something first.
};

} // namespace chatroom
