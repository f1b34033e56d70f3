// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/handed_sockets.hpp"
#include "daemon/io/socket_address.hpp"
#include "tests/temporary_directory.hpp"

#include <system_error>

#include <boost/asio/local/stream_protocol.hpp>
#include <gmock/gmock.h>

namespace chatroom {
namespace {

using testing::HasSubstr;

class HandedSocketsTest : public testing::Test {
protected:
    /// A port that is bound to a free one there.
    static FileDescriptor port_at(std::string_view where) {
        const auto address = parse_address(where).value();
        const int family = address.is_ipv4() ? AF_INET : AF_INET6;
        FileDescriptor socket(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        const auto there = to_socket_address(address, family);
        if (::bind(socket.get(), there.get(), there.length) != 0) {
            throw std::system_error(errno, std::generic_category(), "bind");
        }
        return socket;
    }

    static FileDescriptor listening_at(const std::filesystem::path& path) {
        FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const boost::asio::local::stream_protocol::endpoint there(path.string());
        if (::bind(socket.get(), there.data(), static_cast<socklen_t>(there.size())) != 0 ||
            ::listen(socket.get(), 1) != 0) {
            throw std::system_error(errno, std::generic_category(), "listen");
        }
        return socket;
    }

    RoomSockets choose(const Address& listen, const std::filesystem::path& control) {
        return choose_sockets(std::move(handed), listen, control);
    }

    std::string refusal(const Address& listen, const std::filesystem::path& control) {
        try {
            choose(listen, control);
            return "they were chosen";
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    TemporaryDirectory directory;
    std::filesystem::path path = directory.path() / "control.sock";
    std::vector<HandedSocket> handed;
};

// Whatever the order, the port is known by its address and the control socket by its path.
TEST_F(HandedSocketsTest, ChoosesByKindAndAddress) {
    auto port = port_at("127.0.0.1:0");
    auto control = listening_at(path);
    const auto address = bound_address(port.get());
    const int port_number = port.get();
    const int control_number = control.get();
    handed.push_back({std::move(control), "chatroomd"});
    handed.push_back({port_at("127.0.0.1:0"), std::string(stored_port_name)});
    handed.push_back({std::move(port), "chatroomd"});
    const auto chosen = choose(address, path);
    EXPECT_EQ(chosen.port.get(), port_number);
    EXPECT_EQ(chosen.control.get(), control_number);
}

// Without anything handed over there is nothing to choose from, and port 0 is any.
TEST_F(HandedSocketsTest, NeedsNone) {
    EXPECT_LT(choose(parse_address("[::]:8888").value(), path).port.get(), 0);
    handed.push_back({port_at("[::1]:0"), "chatroomd"});
    EXPECT_GE(choose(parse_address("[::1]:0").value(), path).port.get(), 0);
}

// A socket unit that has opened something else is older than the configuration.
TEST_F(HandedSocketsTest, RefusesAnOlderUnit) {
    handed.push_back({port_at("127.0.0.1:0"), "chatroomd"});
    const auto listen = parse_address("127.0.0.1:1").value();
    EXPECT_THAT(refusal(listen, path), HasSubstr("the configuration says 127.0.0.1:1; \"systemctl "
                                                 "daemon-reload\""));
    handed.push_back({listening_at(path), "chatroomd"});
    EXPECT_THAT(refusal(listen, "/run/other.sock"),
                HasSubstr("chatroomd.socket has opened " + path.string() +
                          ", but the configuration says /run/other.sock"));
}

// What an earlier daemon has stored for another configuration is of no use, and no error.
TEST_F(HandedSocketsTest, ForgetsWhatWasStoredForAnother) {
    handed.push_back({port_at("127.0.0.1:0"), std::string(stored_port_name)});
    EXPECT_LT(choose(parse_address("127.0.0.1:1").value(), path).port.get(), 0);
}

// What is neither kind is not taken for one.
TEST_F(HandedSocketsTest, IgnoresOtherKinds) {
    handed.push_back({FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), "x"});
    handed.push_back({FileDescriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)), "y"});
    const auto chosen = choose(parse_address("127.0.0.1:0").value(), path);
    EXPECT_LT(chosen.port.get(), 0);
    EXPECT_LT(chosen.control.get(), 0);
}

} // namespace
} // namespace chatroom
