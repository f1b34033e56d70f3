// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>
#include <termios.h>

namespace chatroom::testing_support {

/// Blocks until the descriptor can be read or its other end is gone. Throws, naming what was
/// awaited, after a time that only a failure takes.
void await_readable(int descriptor, std::string_view what);

/// What a program writes, as it comes.
class OutputReader {
public:
    explicit OutputReader(int descriptor = -1) : descriptor_(descriptor) {}

    /// Reads until the text comes, and returns everything since the last call up to its end.
    std::string read_until(std::string_view text);
    /// Everything since the last call up to the end of the output.
    std::string read_to_end();
    /// What has come, at least one byte. The text says what was there before it.
    std::string read_some(std::string_view before);
    void close() { descriptor_ = FileDescriptor(); }
    void open(int descriptor) { descriptor_ = FileDescriptor(descriptor); }

private:
    bool read_more(std::string_view what);

    FileDescriptor descriptor_;
    std::string bytes_;
};

/// The real chatroom-client, running. It is killed with the object if it still runs then.
class ClientProcess {
public:
    using Arguments = std::vector<std::string>;

    /// Where it keeps its data; nowhere if this is empty.
    struct Setting {
        std::string program = CHATROOM_CLIENT_PROGRAM;
        std::string data_home = {};
        std::string terminal = "xterm"; ///< TERM; unset if this is empty.
        std::string inputrc = "/dev/null";
        unsigned short rows = 24;
        unsigned short columns = 80;
    };

    virtual ~ClientProcess();
    ClientProcess(const ClientProcess&) = delete;
    ClientProcess& operator=(const ClientProcess&) = delete;

    void type(std::string_view bytes) const;
    void signal(int number) const;
    /// Awaits the end and returns the exit code; -1 if a signal ended it.
    int wait();

protected:
    ClientProcess() = default;
    /// In the child, after fork().
    [[noreturn]] static void execute(const Arguments& arguments, const Setting& setting);

    pid_t process_ = -1;
    FileDescriptor input_;
};

/// With pipes as standard input, output and error.
class PipedClient final : public ClientProcess {
public:
    /// Standard input is a pipe, or the given descriptor.
    explicit PipedClient(const Arguments& arguments, int standard_input = -1);
    PipedClient(const Arguments& arguments, const Setting& setting, int standard_input = -1);

    void close_input() { input_ = FileDescriptor(); }

    OutputReader output;
    OutputReader error;
};

/// On a pseudo-terminal.
class TerminalClient final : public ClientProcess {
public:
    explicit TerminalClient(const Arguments& arguments, const Setting& setting = {});

    void resize(unsigned short columns) const;
    /// Until the terminal has something for the program, which does not read now.
    void await_unread_input() const;
    /// As a shell sets it when the program has stopped.
    void set_as_before() const;
    /// The window is closed.
    void close_window();
    /// Whether the terminal, which outlives the program, is set as it was before it.
    bool has_its_settings_back() const;

    OutputReader screen;

private:
    FileDescriptor terminal_;
    termios settings_before_{};
};

} // namespace chatroom::testing_support
