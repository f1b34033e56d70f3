// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/invite.hpp"

#include <array>
#include <memory>

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <qrencode.h>
#include <sys/socket.h>
#include <unistd.h>

namespace chatroom {

namespace {

std::string in_brackets(std::string_view host) {
    const bool is_ipv6 = host.find(':') != std::string_view::npos;
    return is_ipv6 ? "[" + std::string(host) + "]" : std::string(host);
}

/// Whether others can reach the machine by it: IPv6 link-local addresses need more than that.
bool is_for_others(const ifaddrs& interface) {
    return interface.ifa_addr != nullptr && (interface.ifa_flags & IFF_UP) != 0 &&
           (interface.ifa_flags & IFF_LOOPBACK) == 0 &&
           (interface.ifa_addr->sa_family == AF_INET ||
            (interface.ifa_addr->sa_family == AF_INET6 &&
             !IN6_IS_ADDR_LINKLOCAL(
                 &reinterpret_cast<const sockaddr_in6*>(interface.ifa_addr)->sin6_addr)));
}

std::string text_of(const sockaddr& address) {
    const auto size = address.sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    std::array<char, NI_MAXHOST> text{};
    return ::getnameinfo(&address, static_cast<socklen_t>(size), text.data(), text.size(), nullptr,
                         0, NI_NUMERICHOST) == 0
               ? text.data()
               : "";
}

} // namespace

std::string invitation_link(std::string_view host, std::string_view port,
                            std::string_view fingerprint) {
    return "chatroom://" + in_brackets(host) + ":" + std::string(port) +
           "?fp=" + std::string(fingerprint);
}

std::string page_link(std::string_view page, std::string_view fingerprint) {
    return page.empty() ? "" : std::string(page) + "#fp=" + std::string(fingerprint);
}

std::string invitation_json(const std::string& link, const std::string& page) {
    nlohmann::json value{{"link", link}};
    if (!page.empty()) {
        value["page"] = page;
    }
    return value.dump();
}

std::string_view port_of(std::string_view address) {
    return address.substr(address.rfind(':') + 1);
}

std::string_view host_of(std::string_view address) {
    auto host = address.substr(0, address.rfind(':'));
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    return host == "0.0.0.0" || host == "::" ? std::string_view() : host;
}

std::string own_host() {
    ifaddrs* interfaces = nullptr;
    std::string host;
    if (::getifaddrs(&interfaces) == 0) {
        for (const auto* one = interfaces; one != nullptr; one = one->ifa_next) {
            // IPv4 first: it is what people can type.
            const bool is_better =
                is_for_others(*one) && (host.empty() || (one->ifa_addr->sa_family == AF_INET &&
                                                         host.find(':') != std::string::npos));
            if (is_better) {
                host = text_of(*one->ifa_addr);
            }
        }
        ::freeifaddrs(interfaces);
    }
    if (host.empty()) {
        std::array<char, 256> name{};
        host = ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
    }
    return host;
}

std::string qr_code(const std::string& text, bool is_for_terminal) {
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
        ::QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L), ::QRcode_free);
    if (code == nullptr) {
        return {};
    }
    constexpr int quiet = 2; // Four modules would be the standard's; two are read as well.
    const auto is_dark = [&](int row, int column) {
        const bool is_inside = row >= 0 && row < code->width && column >= 0 && column < code->width;
        return is_inside && (code->data[row * code->width + column] & 1) != 0;
    };
    std::string lines;
    for (int row = -quiet; row < code->width + quiet; row += 2) {
        lines += is_for_terminal ? "\x1b[30;107m" : ""; // Black on bright white.
        for (int column = -quiet; column < code->width + quiet; ++column) {
            const bool upper = is_dark(row, column);
            const bool lower = is_dark(row + 1, column);
            lines += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        lines += is_for_terminal ? "\x1b[m\n" : "\n";
    }
    return lines;
}

} // namespace chatroom
