// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace chatroom {

/// Sees to it that the terminal is as it was before the program, however that ends: when the object
/// goes, and also when the program crashes. (Nothing can be done about SIGKILL.) There is one of
/// these at a time.
class TerminalSettings {
public:
    /// Remembers how standard input is set. A capable terminal gets back what ChatScreen and the
    /// brackets of pastes have changed, too.
    explicit TerminalSettings(bool is_capable);
    ~TerminalSettings();
    TerminalSettings(const TerminalSettings&) = delete;
    TerminalSettings& operator=(const TerminalSettings&) = delete;
};

} // namespace chatroom
