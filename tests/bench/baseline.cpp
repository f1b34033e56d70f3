// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.hpp"
#include "protocol/address.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>

namespace chatroom::bench {

namespace {

enum class Mode { sendmmsg, sendto, gso };

/// So many datagrams, or runs of them, leave in one call.
constexpr std::size_t batch_size = 64;

/// So many lines of equal length leave as one run.
constexpr std::size_t max_run = 16;

constexpr std::size_t max_line_bytes = 4200;

constexpr int buffer_bytes = 4 * 1024 * 1024;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

/// A line as it goes to all members but its author.
struct Line {
    std::size_t author = 0;
    std::string text;
};

/// The least that relays the classic protocol: no journal, no rules, no turns.
class Relay {
public:
    explicit Relay(Mode mode)
        : mode_(mode), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        for (const int name : {SO_RCVBUFFORCE, SO_SNDBUFFORCE}) {
            ::setsockopt(socket_.get(), SOL_SOCKET, name, &buffer_bytes, sizeof buffer_bytes);
        }
    }

    std::uint16_t bind(const sockaddr_in& address) {
        sockaddr_in bound{};
        socklen_t length = sizeof bound;
        if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
                0 ||
            ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&bound), &length) != 0) {
            fail("cannot bind the port");
        }
        return ntohs(bound.sin_port);
    }

    [[noreturn]] void serve() {
        for (;;) {
            if (mode_ == Mode::gso) {
                relay_runs();
            } else if (const auto line = receive(0)) {
                relay(*line);
            }
        }
    }

private:
    using Key = std::pair<in_addr_t, in_port_t>;

    /// The next line that is to be relayed, if what comes is one; with MSG_DONTWAIT also nothing
    /// when nothing waits, which is_drained_ tells.
    std::optional<Line> receive(int flags) {
        std::array<char, max_line_bytes> buffer;
        sockaddr_in from{};
        socklen_t length = sizeof from;
        const auto count = ::recvfrom(socket_.get(), buffer.data(), buffer.size(), flags,
                                      reinterpret_cast<sockaddr*>(&from), &length);
        is_drained_ = count < 0;
        if (count < 2) {
            return std::nullopt;
        }
        const std::string_view request(buffer.data(), static_cast<std::size_t>(count));
        if (request.starts_with("L ")) {
            enter(from, request.substr(2));
        } else if (request.starts_with("C ")) {
            return to_line(from, request.substr(2));
        }
        return std::nullopt;
    }

    void enter(const sockaddr_in& from, std::string_view /*name*/) {
        if (numbers_.try_emplace(Key(from.sin_addr.s_addr, from.sin_port), members_.size())
                .second) {
            members_.push_back(from);
        }
        ::sendto(socket_.get(), "OK", 2, 0, reinterpret_cast<const sockaddr*>(&from), sizeof from);
    }

    std::optional<Line> to_line(const sockaddr_in& from, std::string_view rest) const {
        const auto author = numbers_.find(Key(from.sin_addr.s_addr, from.sin_port));
        const auto space = rest.find(' ');
        if (author == numbers_.end() || space == std::string_view::npos) {
            return std::nullopt;
        }
        return Line{author->second, std::string(rest.substr(0, space)) + " ： " +
                                        std::string(rest.substr(space + 1))};
    }

    void relay(const Line& line) {
        if (mode_ == Mode::sendto) {
            for (std::size_t member = 0; member < members_.size(); ++member) {
                if (member != line.author) {
                    send_one(line.text, members_[member]);
                }
            }
            return;
        }
        send_all(line.text, 0, line.author, 0);
        send_all(line.text, line.author + 1, members_.size(), 0);
    }

    void send_one(const std::string& text, const sockaddr_in& to) {
        ::sendto(socket_.get(), text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&to),
                 sizeof to);
    }

    /// The bytes to the members from the first to before the last; in segments of that length, if
    /// it is not 0.
    void send_all(std::string_view bytes, std::size_t first, std::size_t last,
                  std::uint16_t segment) {
        struct alignas(cmsghdr) Control {
            std::array<char, CMSG_SPACE(sizeof segment)> bytes{};
        } control;
        iovec vector{const_cast<char*>(bytes.data()), bytes.size()};
        std::array<mmsghdr, batch_size> headers{};
        for (auto& header : headers) {
            header.msg_hdr.msg_iov = &vector;
            header.msg_hdr.msg_iovlen = 1;
            header.msg_hdr.msg_namelen = sizeof(sockaddr_in);
            if (segment != 0) {
                header.msg_hdr.msg_control = control.bytes.data();
                header.msg_hdr.msg_controllen = control.bytes.size();
                auto* message = CMSG_FIRSTHDR(&header.msg_hdr);
                message->cmsg_level = SOL_UDP;
                message->cmsg_type = UDP_SEGMENT;
                message->cmsg_len = CMSG_LEN(sizeof segment);
                std::memcpy(CMSG_DATA(message), &segment, sizeof segment);
            }
        }
        while (first < last) {
            const auto count = std::min(batch_size, last - first);
            for (std::size_t index = 0; index < count; ++index) {
                headers[index].msg_hdr.msg_name = &members_[first + index];
            }
            const int sent =
                ::sendmmsg(socket_.get(), headers.data(), static_cast<unsigned>(count), 0);
            first += static_cast<std::size_t>(std::max(sent, 1)); // Who cannot be reached, cannot.
        }
    }

    /// Relays what waits, in runs of lines of equal length.
    void relay_runs() {
        std::vector<Line> run;
        for (auto line = receive(0);; line = receive(MSG_DONTWAIT)) {
            if (is_drained_) {
                break;
            }
            if (!line) {
                continue;
            }
            if (!run.empty() &&
                (run.size() == max_run || line->text.size() != run.front().text.size())) {
                relay_run(run);
                run.clear();
            }
            run.push_back(*std::move(line));
        }
        if (!run.empty()) {
            relay_run(run);
        }
    }

    /// Authors get what the others said one by one, everybody else all in one call.
    void relay_run(std::span<const Line> run) {
        std::string bytes;
        std::vector<std::size_t> authors;
        for (const auto& line : run) {
            bytes += line.text;
            authors.push_back(line.author);
        }
        std::sort(authors.begin(), authors.end());
        authors.erase(std::unique(authors.begin(), authors.end()), authors.end());
        const auto segment = static_cast<std::uint16_t>(run.front().text.size());
        std::size_t first = 0;
        for (const auto author : authors) {
            send_all(bytes, first, author, segment);
            for (const auto& line : run) {
                if (line.author != author) {
                    send_one(line.text, members_[author]);
                }
            }
            first = author + 1;
        }
        send_all(bytes, first, members_.size(), segment);
    }

    Mode mode_;
    FileDescriptor socket_;
    std::vector<sockaddr_in> members_;
    std::map<Key, std::size_t> numbers_;
    bool is_drained_ = false;
};

} // namespace

} // namespace chatroom::bench

int main(int argc, char** argv) {
    using namespace chatroom::bench;
    const std::map<std::string, Mode> modes{
        {"sendmmsg", Mode::sendmmsg}, {"sendto", Mode::sendto}, {"gso", Mode::gso}};
    CLI::App app("The plainest servers that relay the classic protocol, to compare with");
    Mode mode = Mode::sendmmsg;
    std::uint16_t port = 0;
    app.add_option("--mode", mode, "How it sends")->transform(CLI::CheckedTransformer(modes));
    app.add_option("--port", port, "On 127.0.0.1; 0 picks a free one")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    try {
        Relay relay(mode);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        const auto bound = relay.bind(address);
        std::cerr << "listening on udp 127.0.0.1:" << bound << std::endl;
        relay.serve();
    } catch (const std::exception& error) {
        std::cerr << "baseline: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}
