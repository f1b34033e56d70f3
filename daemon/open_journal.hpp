// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/config.hpp"
#include "daemon/io/backup.hpp"
#include "protocol/sealed/keys.hpp"

#include <functional>
#include <memory>

namespace chatroom {

/// The journal of a room, and what the service needs to know beside it.
struct OpenedJournal {
    std::unique_ptr<Journal> journal;
    BackupSource* backup_source = nullptr;
    std::function<void(Retention)> configure;
    sealed::KeyPair key;
};

/// Opens the journal that the configuration says, in the state directory, which is there, and the
/// key of the server, which is made if the room has none. Throws std::exception in words if that
/// cannot be.
OpenedJournal open_journal(const Config& config, const sealed::FillRandom& fill_random);

} // namespace chatroom
