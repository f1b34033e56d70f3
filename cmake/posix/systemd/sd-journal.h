// SPDX-License-Identifier: GPL-3.0-or-later
#error "only Linux has <systemd/sd-journal.h>"
