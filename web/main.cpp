// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/log.hpp"
#include "web/io/web_server.hpp"
#include "web/options.hpp"
#include "web/site_files.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>

#include <boost/asio/io_context.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>

namespace chatroom {

namespace {

int report(const WebConfigErrors& errors) {
    for (const auto& error : errors) {
        std::cerr << "chatroom-web: " << error << "\n";
    }
    return EX_CONFIG;
}

/// All addresses of all servers. One that is not found is passed over, unless none is found.
RoomSocket::Endpoints look_up(boost::asio::io_context& io, const std::string& room) {
    boost::asio::ip::udp::resolver resolver(io);
    RoomSocket::Endpoints endpoints;
    std::string failures;
    const auto servers = room_servers(room).value();
    for (const auto& server : servers) {
        boost::system::error_code error;
        for (const auto& entry :
             resolver.resolve(server.host, std::to_string(server.port), error)) {
            endpoints.push_back(entry.endpoint());
        }
        if (error) {
            failures += "cannot find " + to_string(server) + ": " + error.message() + ". ";
        }
    }
    if (endpoints.empty()) {
        throw std::runtime_error(failures);
    }
    if (!failures.empty()) {
        log_line(LogLevel::warning, failures);
    }
    return endpoints;
}

/// The socket of chatroom-web.socket; none if we open it ourselves.
FileDescriptor handed_socket() {
    if (::sd_listen_fds(1) < 1 ||
        ::sd_is_socket(SD_LISTEN_FDS_START, AF_UNSPEC, SOCK_STREAM, 1) <= 0) {
        return {};
    }
    return FileDescriptor(SD_LISTEN_FDS_START);
}

/// Two descriptors a page, and what reloads need.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

WebSettings settings_of(boost::asio::io_context& io, const WebConfig& config) {
    WebSettings settings;
    settings.listen = config.listen;
    settings.handed = handed_socket();
    settings.room = look_up(io, config.room);
    settings.entrance = {config.fingerprint, config.title, "chatroom-web " CHATROOM_VERSION,
                         config.tells_addresses};
    if (!config.certificate.empty()) {
        settings.tls = std::make_unique<TlsFiles>(config.certificate, config.key);
    }
    settings.origins = config.origins;
    settings.proxies = config.proxies;
    settings.max_pages = config.max_pages;
    settings.max_pages_of_a_network = config.max_pages_of_a_network;
    return settings;
}

int run(const WebOptions& options) {
    const auto config = load_web_config(options);
    if (!config) {
        return report(config.error());
    }
    if (options.check_config) {
        std::cout << options.config.value_or("the built-in configuration").string() << ": ok\n";
        return EXIT_SUCCESS;
    }
    sealed::initialise_cryptography();
    raise_descriptor_limit();
    boost::asio::io_context io(1);
    WebServer server(io, settings_of(io, *config), site_files());
    server.run();
    return EXIT_SUCCESS;
}

} // namespace

} // namespace chatroom

int main(int argc, char** argv) {
    // A browser that goes away is an error of write(), which is handled.
    std::signal(SIGPIPE, SIG_IGN);
    ::umask(0077);
    try {
        const auto options = chatroom::parse_web_options(argc, argv);
        if (const auto* exit = std::get_if<chatroom::ExitWith>(&options)) {
            return exit->code;
        }
        return chatroom::run(std::get<chatroom::WebOptions>(options));
    } catch (const std::exception& error) {
        chatroom::log_line(chatroom::LogLevel::error, error.what());
        return EXIT_FAILURE;
    }
}
