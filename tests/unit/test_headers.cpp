// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing but a reason to precompile the headers of all unit tests once.
