// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/avahi_service.hpp"

#include <gmock/gmock.h>

namespace chatroom {
namespace {

// The LAN is told of the port that the configuration names, under the name of the machine.
TEST(AvahiService, HasThePort) {
    Config config;
    config.listen = parse_address("[::]:8889").value();
    EXPECT_EQ(avahi_service(config), "<?xml version=\"1.0\" standalone=\"no\"?>\n"
                                     "<!DOCTYPE service-group SYSTEM \"avahi-service.dtd\">\n"
                                     "<service-group>\n"
                                     "  <name replace-wildcards=\"yes\">Chat room on %h</name>\n"
                                     "  <service>\n"
                                     "    <type>_chatroom._udp</type>\n"
                                     "    <port>8889</port>\n"
                                     "  </service>\n"
                                     "</service-group>\n");
}

} // namespace
} // namespace chatroom
