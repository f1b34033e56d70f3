// SPDX-License-Identifier: GPL-3.0-or-later
// The system's own, without what only Linux has in it.
#pragma once
#pragma GCC system_header
#include_next <netinet/in.h>

#undef IP_FREEBIND
#undef IP_MTU
#undef IP_MTU_DISCOVER
#undef IP_PMTUDISC_DO
#undef IP_PMTUDISC_DONT
#undef IP_PMTUDISC_INTERFACE
#undef IP_PMTUDISC_OMIT
#undef IP_PMTUDISC_PROBE
#undef IP_PMTUDISC_WANT
#undef IP_RECVERR
#undef IPV6_FREEBIND
#undef IPV6_MTU
#undef IPV6_MTU_DISCOVER
#undef IPV6_RECVERR
#undef IPV6_PMTUDISC_DO
#undef IPV6_PMTUDISC_DONT
#undef IPV6_PMTUDISC_INTERFACE
#undef IPV6_PMTUDISC_OMIT
#undef IPV6_PMTUDISC_PROBE
#undef IPV6_PMTUDISC_WANT
