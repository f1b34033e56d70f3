// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

namespace chatroom {

namespace {

using Kind = ExchangeFailure::Kind;

std::string error_text(int error) {
    return std::generic_category().message(error);
}

ExchangeFailure failure(Kind kind) {
    return {kind, {}};
}

ExchangeFailure failure(std::string message) {
    return {Kind::failed, std::move(message)};
}

std::optional<sockaddr_un> unix_address(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto& bytes = path.native();
    if (bytes.size() >= sizeof address.sun_path) {
        return std::nullopt;
    }
    std::copy(bytes.begin(), bytes.end(), address.sun_path);
    return address;
}

ExchangeFailure connect_failure(int error) {
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ECONNREFUSED:
        return failure(Kind::not_running);
    case EACCES:
    case EPERM:
        return failure(Kind::permission_denied);
    case ETIMEDOUT:
        return failure(Kind::timed_out);
    default:
        return failure("cannot connect to chatroomd: " + error_text(error));
    }
}

} // namespace

/// A Unix stream socket whose blocking calls end at the deadline. The kernel counts the time
/// (SO_SNDTIMEO, SO_RCVTIMEO): unlike poll() that also works for connecting to a full backlog.
class Conversation::Stream {
public:
    explicit Stream(Deadline deadline)
        : deadline_(deadline), descriptor_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (descriptor_ < 0) {
            throw std::system_error(errno, std::generic_category(), "socket");
        }
    }
    ~Stream() { ::close(descriptor_); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// Calls end then from now on; without a deadline they never do.
    void end_at(std::optional<Deadline> deadline) { deadline_ = deadline; }

    /// All of these return 0 or an errno, which is ETIMEDOUT once the deadline has passed.
    int connect(const sockaddr_un& address) {
        return retry(SO_SNDTIMEO, [&] {
            return ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address),
                             sizeof address);
        });
    }

    /// The descriptor, if it is one, goes with the first of the bytes.
    int send_all(std::string_view bytes, int passed) {
        while (!bytes.empty()) {
            ssize_t sent = 0;
            const int error = retry(SO_SNDTIMEO, [&] {
                sent = send_some(bytes, passed);
                return sent;
            });
            passed = -1;
            if (error != 0) {
                return error;
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return 0;
    }

    /// Appends what has arrived; nothing at the end of the stream.
    int receive(std::string& bytes) {
        char buffer[16 * 1024];
        ssize_t received = 0;
        const int error = retry(SO_RCVTIMEO, [&] {
            received = ::recv(descriptor_, buffer, sizeof buffer, 0);
            return received;
        });
        if (error == 0) {
            bytes.append(buffer, static_cast<std::size_t>(received));
        }
        return error;
    }

private:
    ssize_t send_some(std::string_view bytes, int passed) const {
        if (passed < 0) {
            return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        }
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof passed)]{};
        iovec data{.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()};
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        auto* part = CMSG_FIRSTHDR(&message);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sizeof passed);
        std::memcpy(CMSG_DATA(part), &passed, sizeof passed);
        return ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
    }

    template <typename Call>
    int retry(int timeout_option, Call call) {
        for (;;) {
            using std::chrono::microseconds;
            timeval timeout{}; // As it is, there is none.
            if (deadline_) {
                const auto left = std::chrono::duration_cast<microseconds>(
                    *deadline_ - std::chrono::steady_clock::now());
                if (left <= microseconds::zero()) {
                    return ETIMEDOUT;
                }
                timeout.tv_sec = static_cast<time_t>(left.count() / 1'000'000);
                timeout.tv_usec = static_cast<suseconds_t>(left.count() % 1'000'000);
            }
            if (::setsockopt(descriptor_, SOL_SOCKET, timeout_option, &timeout, sizeof timeout) !=
                0) {
                return errno;
            }
            if (call() >= 0) {
                return 0;
            }
            // EAGAIN is the kernel's word for the time being up; the next turn finds out.
            if (errno != EINTR && errno != EAGAIN) {
                return errno;
            }
        }
    }

    std::optional<Deadline> deadline_;
    int descriptor_;
};

Conversation::Conversation(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
Conversation::Conversation(Conversation&& other) noexcept = default;
Conversation::~Conversation() = default;

std::variant<Conversation, ExchangeFailure> Conversation::begin(const std::filesystem::path& socket,
                                                                std::string_view line,
                                                                Deadline deadline, int descriptor) {
    const auto address = unix_address(socket);
    if (!address) {
        return failure("the path of the control socket is too long");
    }
    auto stream = std::make_unique<Stream>(deadline);
    if (const int error = stream->connect(*address); error != 0) {
        return connect_failure(error);
    }
    const int error = stream->send_all(std::string(line) + '\n', descriptor);
    if (error == ETIMEDOUT) {
        return failure(Kind::timed_out);
    }
    // A daemon that has closed already may have said why, so its answer is read all the same.
    if (error != 0 && error != EPIPE && error != ECONNRESET) {
        return failure("cannot write to chatroomd: " + error_text(error));
    }
    return Conversation(std::move(stream));
}

std::variant<std::string, ExchangeFailure> Conversation::next(std::optional<Deadline> deadline) {
    stream_->end_at(deadline);
    for (std::size_t looked = 0;;) {
        if (const auto end = received_.find('\n', looked); end != std::string::npos) {
            auto line = received_.substr(0, end);
            received_.erase(0, end + 1);
            has_begun_ = true;
            return line;
        }
        if (received_.size() > max_reply_bytes) {
            return failure("chatroomd's answer is too long");
        }
        looked = received_.size();
        const int error = stream_->receive(received_);
        if (error == ETIMEDOUT) {
            return failure(Kind::timed_out);
        }
        if (error != 0) {
            return failure("cannot read chatroomd's answer: " + error_text(error));
        }
        if (received_.size() == looked) {
            const bool is_whole = has_begun_ && received_.empty();
            return failure(is_whole ? "chatroomd closed the connection"
                                    : "chatroomd closed the connection without a whole answer");
        }
    }
}

std::variant<std::string, ExchangeFailure> exchange(const std::filesystem::path& socket,
                                                    std::string_view line,
                                                    Conversation::Deadline deadline,
                                                    int descriptor) {
    auto begun = Conversation::begin(socket, line, deadline, descriptor);
    if (auto* failure = std::get_if<ExchangeFailure>(&begun)) {
        return std::move(*failure);
    }
    return std::get<Conversation>(begun).next(deadline);
}

} // namespace chatroom
