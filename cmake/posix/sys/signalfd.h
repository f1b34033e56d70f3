// SPDX-License-Identifier: GPL-3.0-or-later
#error "only Linux has <sys/signalfd.h>"
