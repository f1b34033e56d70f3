// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace chatroom {

/// The daemon closes a connection on which more than this waits, so no answer is longer.
inline constexpr std::size_t max_reply_bytes = std::size_t{4} * 1024 * 1024;

/// Why there is no answer.
struct ExchangeFailure {
    /// unreadable: there is an answer, but none that chatroomctl understands.
    enum class Kind { not_running, permission_denied, timed_out, unreadable, failed };

    Kind kind = Kind::failed;
    std::string message; ///< What went wrong, for people; only for Kind::failed.

    bool operator==(const ExchangeFailure&) const = default;
};

/// A connection on which the daemon says several lines.
class Conversation {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// Connects to the Unix stream socket, and sends the line and a line break. A descriptor that
    /// is not -1 goes with them (SCM_RIGHTS, unix(7)).
    static std::variant<Conversation, ExchangeFailure> begin(const std::filesystem::path& socket,
                                                             std::string_view line,
                                                             Deadline deadline,
                                                             int descriptor = -1);

    Conversation(Conversation&& other) noexcept;
    ~Conversation();

    /// The next line without its line break. Without a deadline it is waited for as long as it
    /// takes.
    std::variant<std::string, ExchangeFailure> next(std::optional<Deadline> deadline);

private:
    class Stream;

    explicit Conversation(std::unique_ptr<Stream> stream);

    std::unique_ptr<Stream> stream_;
    std::string received_;
    bool has_begun_ = false; ///< A line has come.
};

/// Connects to the Unix stream socket, sends the line and a line break, and returns the first line
/// of the answer without its line break. The deadline is for all three together. A descriptor that
/// is not -1 goes with the line (SCM_RIGHTS, unix(7)).
std::variant<std::string, ExchangeFailure> exchange(const std::filesystem::path& socket,
                                                    std::string_view line,
                                                    std::chrono::steady_clock::time_point deadline,
                                                    int descriptor = -1);

} // namespace chatroom
