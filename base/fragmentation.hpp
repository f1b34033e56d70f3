// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace chatroom {

/// Routers with a smaller link cut what the socket sends over IPv4 into fragments, instead of
/// throwing it away and telling us so, which somebody on the way may keep from us. What ICMP says
/// of the path is not believed (ip(7), IP_PMTUDISC_OMIT), so nobody can make us send fragments by
/// forging it. Where that cannot be had, long datagrams are found not to come through all the same.
void let_routers_cut(int socket);

} // namespace chatroom
