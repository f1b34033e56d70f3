// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/io/terminal_settings.hpp"

#include <array>
#include <csignal>
#include <string_view>

#include <termios.h>
#include <unistd.h>

namespace chatroom {

namespace {

constexpr std::array fatal_signals{SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGTRAP};

// A signal handler can be told nothing, so what it needs is here.
termios settings_before{};
volatile std::sig_atomic_t has_settings = 0;
volatile std::sig_atomic_t is_terminal_capable = 0;

/// Only what may be called in a signal handler.
void restore() {
    if (has_settings == 0) {
        return;
    }
    has_settings = 0;
    const auto group = ::tcgetpgrp(STDIN_FILENO);
    if (group >= 0 && group != ::getpgrp()) {
        return; // In the background it is somebody else's, who would see us stopped for it.
    }
    if (is_terminal_capable != 0) {
        // No brackets around pastes, lines that wrap, no look, and a row of its own for the shell.
        constexpr std::string_view usual = "\x1b[?2004l\x1b[?7h\x1b[m";
        [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, usual.data(), usual.size());
    }
    ::tcsetattr(STDIN_FILENO, TCSANOW, &settings_before);
}

extern "C" void restore_and_crash(int signal) {
    [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, "\r\n", 2);
    restore();
    ::raise(signal); // The handler is gone after one call (SA_RESETHAND).
}

} // namespace

TerminalSettings::TerminalSettings(bool is_capable) {
    is_terminal_capable = is_capable ? 1 : 0;
    has_settings = ::tcgetattr(STDIN_FILENO, &settings_before) == 0 ? 1 : 0;
    struct sigaction crash {};
    crash.sa_handler = restore_and_crash;
    crash.sa_flags = static_cast<int>(SA_RESETHAND) | SA_NODEFER;
    for (const int signal : fatal_signals) {
        struct sigaction before {};
        // A sanitizer's own handler says more than ours.
        if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_DFL) {
            ::sigaction(signal, &crash, nullptr);
        }
    }
}

TerminalSettings::~TerminalSettings() {
    restore();
}

} // namespace chatroom
