// SPDX-License-Identifier: GPL-3.0-or-later
// Once the key is derived nobody needs the passphrase of the room: no program keeps it in memory,
// where it could get into a core dump or onto the swap.
#include "tests/end_to_end/chat_client.hpp"
#include "tests/end_to_end/client_in_terminal.hpp"
#include "tests/end_to_end/web_process.hpp"

#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace chatroom::end_to_end {
namespace {

/// Larger mappings are the sanitizers' bookkeeping, most of which does not exist.
constexpr std::uint64_t max_mapping_bytes = std::uint64_t{1} << 30;

/// Whether the bytes are anywhere in the writable memory of the program.
bool is_in_memory(pid_t program, std::string_view bytes) {
    const auto directory = "/proc/" + std::to_string(program);
    const int memory = ::open((directory + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    if (memory < 0) {
        throw std::runtime_error("the memory of a program of ours cannot be read");
    }
    bool is_found = false;
    std::ifstream maps(directory + "/maps");
    for (std::string line; !is_found && std::getline(maps, line);) {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        char writable = '-';
        if (std::sscanf(line.c_str(), "%" SCNx64 "-%" SCNx64 " r%c", &begin, &end, &writable) !=
                3 ||
            writable != 'w' || end - begin > max_mapping_bytes) {
            continue;
        }
        std::string contents(end - begin, '\0');
        const auto size =
            ::pread(memory, contents.data(), contents.size(), static_cast<off_t>(begin));
        contents.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        is_found = contents.find(bytes) != std::string::npos;
    }
    ::close(memory);
    return is_found;
}

/// A room whose passphrase has so many bytes.
class SecretsInMemory : public testing::TestWithParam<std::size_t> {
protected:
    /// Memory that was given back loses its first bytes only.
    static constexpr std::string_view end_of_passphrase = "-7t2q9";

    static std::string passphrase() {
        return std::string(GetParam() - end_of_passphrase.size(), 'x') +
               std::string(end_of_passphrase);
    }

    std::filesystem::path passphrase_file() const {
        auto file = folder_.path() / "passphrase";
        std::ofstream(file) << passphrase() << "\nsecond line\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_read);
        return file;
    }

    TemporaryDirectory folder_;
    std::filesystem::path file_ = passphrase_file();
    std::filesystem::path data_ = folder_.path() / "data";
    DaemonProcess daemon_{{.config = "[access]\npassphrase_file = \"" + file_.string() + "\"\n"}};
};

TEST_P(SecretsInMemory, HaveNoPassphraseFromAFile) {
    ChatClient alice(daemon_.endpoint(), "Alice", data_, {"--passphrase-file", file_});
    alice.expect_line("Alice entered the room");
    EXPECT_TRUE(is_in_memory(alice.process().pid(), "Alice"));
    EXPECT_FALSE(is_in_memory(alice.process().pid(), end_of_passphrase));
}

TEST_P(SecretsInMemory, HaveNoPassphraseThatWasTyped) {
    ClientInTerminal alice(daemon_.endpoint(), data_);
    alice.await("Passphrase of the room: ");
    alice.type(passphrase() + "\r");
    alice.await("Alice entered the room");
    EXPECT_TRUE(is_in_memory(alice.pid(), "Alice"));
    EXPECT_FALSE(is_in_memory(alice.pid(), end_of_passphrase));
}

TEST_P(SecretsInMemory, HaveNoPassphraseInTheDaemon) {
    EXPECT_TRUE(is_in_memory(daemon_.process().pid(), file_.string()));
    EXPECT_FALSE(is_in_memory(daemon_.process().pid(), end_of_passphrase));
}

// What a page needs no more is not kept for it: the digits of its secret, and its passphrase.
TEST_P(SecretsInMemory, HaveNothingOfAPageInTheWebService) {
    WebProcess web(to_string(daemon_.endpoint()));
    RawPage alice(web.endpoint());
    alice.come_in("Alice", passphrase());
    alice.receive("entered");
    RawPage bob(web.endpoint());
    bob.come_in("Robert", "xxxxxxxx-wrong-4z8k1m");
    EXPECT_EQ(bob.receive("passphrase").at("wrong"), true);
    const auto pid = web.process().pid();
    EXPECT_TRUE(is_in_memory(pid, "Robert"));
    EXPECT_FALSE(is_in_memory(pid, end_of_passphrase));
    EXPECT_FALSE(is_in_memory(pid, "wrong-4z8k1m"));
    EXPECT_FALSE(is_in_memory(pid, alice.secret().substr(16)));
    EXPECT_FALSE(is_in_memory(pid, bob.secret().substr(16)));
}

// Short strings are kept in another place than long ones.
INSTANTIATE_TEST_SUITE_P(Lengths, SecretsInMemory, testing::Values(12, 40, 200));

} // namespace
} // namespace chatroom::end_to_end
