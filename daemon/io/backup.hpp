// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"
#include "daemon/core/journal.hpp"
#include "daemon/core/outputs.hpp"

#include <functional>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>

namespace chatroom {

/// A journal in a file of which a copy can be made while it is written on.
class BackupSource {
public:
    struct Copy {
        int descriptor = -1;     ///< Of the file; it stays the source's.
        std::uint64_t bytes = 0; ///< So many from the beginning are a whole journal.
        Sequence latest;         ///< The number of the latest event in it.
    };

    virtual ~BackupSource() = default;

    /// Until end_backup() what is said goes elsewhere, and the file stays as it is.
    virtual Result<Copy, JournalError> begin_backup() = 0;
    virtual void end_backup() = 0;
};

/// Copies a journal into a file that somebody passes, by a thread: neither a slow disk nor a long
/// copy delays the room. One at a time.
class Backup {
public:
    /// Is given what became of the call, in the loop of the context.
    using Done = std::function<void(const ControlReply&)>;

    /// The context and the source, which may be null, outlive the backup.
    Backup(boost::asio::io_context& context, BackupSource* source, Done done);

    /// What is under way is given up.
    ~Backup() = default;

    /// Copies the journal into the file, which is to be regular, new and empty.
    void begin(CallId call, std::string name, FileDescriptor file);

private:
    void copied(CallId call, const std::string& name, const BackupSource::Copy& copy,
                const std::string& error);
    void fail(CallId call, std::string message);

    boost::asio::io_context& context_;
    BackupSource* source_;
    Done done_;
    FileDescriptor file_;
    bool is_busy_ = false;
    std::jthread thread_; ///< The last member, so that it has ended before the others go.
};

} // namespace chatroom
