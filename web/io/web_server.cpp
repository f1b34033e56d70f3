// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/web_server.hpp"

#include "web/core/origin.hpp"
#include "web/io/log.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <climits>
#include <csignal>
#include <exception>
#include <stdexcept>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <fcntl.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace chatroom {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// A browser opens six connections for files beside that of the page.
constexpr std::size_t connections_of_a_page = 8;
/// And those who find no place load the page, too, which tells them.
constexpr std::size_t more_connections = 64;

/// When the machine has no more descriptors, others may be closed by then.
constexpr std::chrono::milliseconds accept_pause{100};
/// How often the certificate is looked at, and systemd hears that all is well.
constexpr std::chrono::seconds watch_interval{10};
/// So long pages have to hear that the service ends.
constexpr std::chrono::milliseconds end_patience{500};

std::size_t connections_for(std::size_t pages) {
    return connections_of_a_page * pages + more_connections;
}

Address address_of(const tcp::endpoint& endpoint) {
    Address address;
    const auto ip = endpoint.address();
    const auto v6 = ip.is_v4()
                        ? boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped, ip.to_v4())
                        : ip.to_v6();
    std::ranges::copy(v6.to_bytes(), address.ip.begin());
    address.port = endpoint.port();
    return address;
}

/// Names under which the page is asked for. Over TLS the browser has compared the name itself.
std::optional<std::vector<std::string>> known_hosts(bool is_over_tls) {
    std::array<char, HOST_NAME_MAX + 1> name{};
    if (is_over_tls || ::gethostname(name.data(), name.size() - 1) != 0) {
        return is_over_tls ? std::nullopt : std::optional(std::vector<std::string>());
    }
    return names_of_machine(name.data());
}

tcp::endpoint endpoint_of(const Address& address) {
    if (address.is_ipv4()) {
        boost::asio::ip::address_v4::bytes_type bytes{};
        std::copy(address.ip.begin() + 12, address.ip.end(), bytes.begin());
        return {boost::asio::ip::address_v4(bytes), address.port};
    }
    boost::asio::ip::address_v6::bytes_type bytes{};
    std::ranges::copy(address.ip, bytes.begin());
    return {boost::asio::ip::address_v6(bytes, address.scope), address.port};
}

void open(tcp::acceptor& acceptor, const Address& listen, FileDescriptor handed) {
    const auto endpoint = endpoint_of(listen);
    try {
        if (handed.get() >= 0) {
            acceptor.assign(endpoint.protocol(), ::fcntl(handed.get(), F_DUPFD_CLOEXEC, 0));
        } else {
            acceptor.open(endpoint.protocol());
            acceptor.set_option(tcp::acceptor::reuse_address(true));
            if (endpoint.protocol() == tcp::v6()) {
                acceptor.set_option(boost::asio::ip::v6_only(false));
            }
            acceptor.bind(endpoint);
            acceptor.listen();
        }
        acceptor.non_blocking(true);
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error("cannot listen on " + to_string(listen) + ": " +
                                 error.code().message());
    }
}

/// What one connection throws, mostly for want of memory, ends that connection and no other.
template <typename Run>
void outlive_failures(Run run) {
    for (;;) {
        try {
            run();
            return;
        } catch (const std::exception& failure) {
            log_line(LogLevel::error, std::string("something was given up: ") + failure.what());
        }
    }
}

} // namespace

WebServer::WebServer(boost::asio::io_context& io, WebSettings settings,
                     std::span<const SiteFile> files)
    : io_(io), settings_(std::move(settings)), acceptor_(io), signals_(io), pause_(io), watch_(io),
      ending_(io), site_(files, settings_.origins, known_hosts(settings_.tls != nullptr)),
      // One more for each page of which another connection takes its place.
      stays_(io, settings_.entrance, settings_.room, 2 * settings_.max_pages,
             settings_.max_pages_of_a_network),
      pages_(settings_.max_pages, settings_.max_pages_of_a_network),
      connections_(connections_for(settings_.max_pages),
                   connections_for(settings_.max_pages_of_a_network)) {
    open(acceptor_, settings_.listen, std::exchange(settings_.handed, {}));
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        signals_.add(signal);
    }
}

void WebServer::run() {
    await_signal();
    accept();
    look_after();
    log_line(LogLevel::info, std::string("listening on ") +
                                 to_string(address_of(acceptor_.local_endpoint())) +
                                 (settings_.tls ? " with TLS" : " without TLS"));
    ::sd_notify(0, "READY=1");
    outlive_failures([this] { io_.run(); });
}

/// What is on its way keeps the connection it belongs to, and each connection calls what is here.
WebServer::~WebServer() {
    is_ending_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (const auto& connection : connections_open()) {
        connection->drop();
    }
    io_.restart();
    outlive_failures([this] { io_.poll(); });
    assert(open_.empty());
}

std::vector<std::shared_ptr<Connection>> WebServer::connections_open() const {
    std::vector<std::shared_ptr<Connection>> result;
    for (const auto& [number, weak] : open_) {
        if (auto connection = weak.lock()) {
            result.push_back(std::move(connection));
        }
    }
    return result;
}

void WebServer::accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
        if (is_ending_) {
            return;
        }
        if (error && error != boost::asio::error::connection_aborted) {
            return accept_later();
        }
        accept(); // First, as what becomes of this one is of no concern to the next.
        if (!error) {
            accepted(std::move(socket));
        }
    });
}

void WebServer::accept_later() {
    pause_.expires_after(accept_pause);
    pause_.async_wait([this](error_code error) {
        if (!error) {
            accept();
        }
    });
}

void WebServer::accepted(tcp::socket socket) {
    error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error) {
        return; // It has gone already.
    }
    socket.set_option(tcp::no_delay(true), error);
    const auto peer = address_of(endpoint);
    const bool is_proxy = any_contains(settings_.proxies, peer);
    if (is_proxy ? of_proxies_ >= connections_for(settings_.max_pages) : !connections_.take(peer)) {
        return;
    }
    of_proxies_ += is_proxy ? 1 : 0;
    const auto number = ++next_number_;
    const auto gone = [this, number, peer, is_proxy] {
        if (open_.erase(number) == 0) {
            return;
        }
        if (is_proxy) {
            --of_proxies_;
        } else {
            connections_.give_back(peer);
        }
    };
    auto& open = open_[number];
    try {
        AnyStream stream(std::move(socket), settings_.tls ? &settings_.tls->context() : nullptr);
        open = serve(std::move(stream), peer, {site_, stays_, pages_, settings_.proxies}, gone);
    } catch (...) { // OpenSSL has no memory for another connection.
        gone();
        throw;
    }
}

void WebServer::await_signal() {
    signals_.async_wait([this](error_code error, int signal) {
        if (error) {
            return;
        }
        if (signal == SIGHUP) {
            await_signal();
            reload_certificate();
        } else {
            end();
        }
    });
}

void WebServer::look_after() {
    watch_.expires_after(watch_interval);
    watch_.async_wait([this](error_code error) {
        if (!error) {
            look_after();
        }
    });
    reload_certificate();
    tell_status();
}

void WebServer::reload_certificate() {
    bool is_new = false;
    const auto wrong = settings_.tls ? settings_.tls->reload_if_changed(is_new) : std::string();
    if (!wrong.empty() && wrong != complaint_) {
        log_line(LogLevel::error, wrong + "; the one before stays in force");
    } else if (is_new) {
        log_line(LogLevel::info, "the certificate was read again");
    }
    complaint_ = wrong;
}

void WebServer::tell_status() {
    const auto status = "WATCHDOG=1\nSTATUS=" + std::to_string(stays_.count()) +
                        (stays_.count() == 1 ? " page" : " pages");
    ::sd_notify(0, status.c_str());
}

void WebServer::end() {
    if (std::exchange(is_ending_, true)) {
        return;
    }
    ::sd_notify(0, "STOPPING=1");
    log_line(LogLevel::info, "ending");
    error_code ignored;
    acceptor_.close(ignored);
    watch_.cancel();
    ending_.expires_after(end_patience);
    ending_.async_wait([this](error_code) { io_.stop(); });
    for (const auto& connection : connections_open()) {
        connection->stop();
    }
}

} // namespace chatroom
