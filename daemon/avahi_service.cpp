// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/avahi_service.hpp"

namespace chatroom {

std::string avahi_service(const Config& config) {
    return "<?xml version=\"1.0\" standalone=\"no\"?>\n"
           "<!DOCTYPE service-group SYSTEM \"avahi-service.dtd\">\n"
           "<service-group>\n"
           "  <name replace-wildcards=\"yes\">Chat room on %h</name>\n"
           "  <service>\n"
           "    <type>_chatroom._udp</type>\n"
           "    <port>" +
           std::to_string(config.listen.port) +
           "</port>\n"
           "  </service>\n"
           "</service-group>\n";
}

} // namespace chatroom
