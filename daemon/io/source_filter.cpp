// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/source_filter.hpp"

#include <vector>

#include <linux/filter.h>
#include <sys/socket.h>

namespace chatroom {

namespace {

constexpr std::uint32_t accept_all = 0xffffffffU;
constexpr std::uint32_t ipv4_source = 12; ///< In the header of the network layer.
constexpr std::uint32_t ipv6_source = 8;
constexpr std::uint32_t udp_source_port = 0; ///< The filter of a UDP socket begins there.

/// Positions behind this are in the header of the network layer.
constexpr auto network_header = static_cast<std::uint32_t>(SKF_NET_OFF);
constexpr auto random_number = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_RANDOM);

std::uint32_t word_of(const Address& address, std::size_t place) {
    std::uint32_t word = 0;
    for (std::size_t byte = 0; byte < sizeof word; ++byte) {
        word = word << 8U | address.ip.at(place + byte);
    }
    return word;
}

sock_filter load_word(std::uint32_t position) {
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, position);
}

/// A filter, put together sender by sender. What is asked of one is asked in a row; the first "no"
/// leads to the next sender.
class Program {
public:
    void add(const Flooder& flooder) {
        begin();
        const bool is_ipv4 = flooder.from.is_ipv4();
        require_version(is_ipv4 ? 4 : 6);
        if (is_ipv4) {
            require(load_word(network_header + ipv4_source), word_of(flooder.from, 12));
        } else {
            const std::size_t bytes = flooder.is_network ? 8 : 16;
            for (std::size_t place = 0; place < bytes; place += 4) {
                require(load_word(network_header + ipv6_source + static_cast<std::uint32_t>(place)),
                        word_of(flooder.from, place));
            }
        }
        if (!flooder.is_network) {
            require(BPF_STMT(BPF_LD | BPF_H | BPF_ABS, udp_source_port), flooder.from.port);
        }
        code_.push_back(load_word(random_number));
        code_.push_back(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, flooder.keep_one_in - 1));
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1));
        code_.push_back(BPF_STMT(BPF_RET | BPF_K, accept_all));
        code_.push_back(BPF_STMT(BPF_RET | BPF_K, 0));
        end();
    }

    bool attach_to(int socket) {
        code_.push_back(BPF_STMT(BPF_RET | BPF_K, accept_all));
        const sock_fprog program{static_cast<unsigned short>(code_.size()), code_.data()};
        return ::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
    }

private:
    void begin() { questions_.clear(); }

    void require_version(std::uint32_t version) {
        code_.push_back(BPF_STMT(BPF_LD | BPF_B | BPF_ABS, network_header));
        require(BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 4), version);
    }

    void require(const sock_filter& load, std::uint32_t value) {
        code_.push_back(load);
        questions_.push_back(code_.size());
        code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 0));
    }

    /// Now it is known how far away the next sender is.
    void end() {
        for (const auto question : questions_) {
            code_[question].jf = static_cast<std::uint8_t>(code_.size() - question - 1);
        }
    }

    std::vector<sock_filter> code_;
    std::vector<std::size_t> questions_;
};

bool attach(int socket, std::span<const Flooder> flooders) {
    Program program;
    for (const auto& flooder : flooders) {
        program.add(flooder);
    }
    return program.attach_to(socket);
}

void detach(int socket) {
    const int unused = 0;
    ::setsockopt(socket, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused);
}

} // namespace

std::size_t filter_sources(int socket, std::span<const Flooder> flooders) {
    if (!flooders.empty() && attach(socket, flooders)) {
        return flooders.size();
    }
    // A filter that is replaced is charged until then, which may be what there is no memory for.
    detach(socket);
    while (!flooders.empty() && !attach(socket, flooders)) {
        flooders = flooders.first(flooders.size() / 2);
    }
    return flooders.size();
}

} // namespace chatroom
