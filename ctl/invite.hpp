// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace chatroom {

/// A link to a room, which chatroom-client takes: where it is, and whose it is.
/// "chatroom://HOST:PORT?fp=SHA256:…".
std::string invitation_link(std::string_view host, std::string_view port,
                            std::string_view fingerprint);

/// A link to the page that shows the room, which then knows whose room it has to be:
/// "https://HOST/#fp=SHA256:…". Empty without a page.
std::string page_link(std::string_view page, std::string_view fingerprint);

/// The links as JSON on one line: {"link":"…"}, with "page" if there is one.
std::string invitation_json(const std::string& link, const std::string& page);

/// The port of an address as the daemon tells where it listens, "0.0.0.0:8888" or "[::]:8888".
std::string_view port_of(std::string_view address);

/// The host of such an address, without brackets; empty if it is any address of the machine.
std::string_view host_of(std::string_view address);

/// By what others reach this machine, as far as it knows: an address that is not its own alone,
/// else its name.
std::string own_host();

/// The text as a QR code of Unicode half blocks with its quiet zone; lines that end. On a terminal
/// it is black on white, whatever the colours there are. Empty if the text is too long for one.
std::string qr_code(const std::string& text, bool is_for_terminal);

} // namespace chatroom
