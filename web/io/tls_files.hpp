// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <sys/types.h>

namespace boost::asio::ssl {
class context;
} // namespace boost::asio::ssl

namespace chatroom {

/// The certificate and its key, as their files were when they were last read. Connections keep what
/// they have begun with.
class TlsFiles {
public:
    /// Throws std::runtime_error in words if the files cannot be used.
    TlsFiles(std::filesystem::path certificate, std::filesystem::path key);
    ~TlsFiles();

    /// What new connections use.
    boost::asio::ssl::context& context() { return *context_; }

    /// Reads the files again if they are other ones, or were written since. What is wrong with
    /// them, and then those before stay in force; empty if nothing is. Whether anything was read
    /// is_new tells.
    std::string reload_if_changed(bool& is_new);

private:
    struct Stamp {
        ino_t inode = 0;
        timespec changed{};
        bool operator==(const Stamp& other) const;
    };

    static Stamp stamp_of(const std::filesystem::path& file);
    void load();

    std::filesystem::path certificate_;
    std::filesystem::path key_;
    Stamp certificate_stamp_;
    Stamp key_stamp_;
    std::unique_ptr<boost::asio::ssl::context> context_;
};

} // namespace chatroom
