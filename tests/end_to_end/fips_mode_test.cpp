// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/chat_client.hpp"
#include "tests/end_to_end/daemon_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

// Where the machine permits no ChaCha20, as in the FIPS mode of Libgcrypt, neither the daemon nor
// the client starts, and both say why.
TEST(FipsMode, IsRefusedInWords) {
    const TemporaryDirectory folder;
    const std::vector<std::string> environment{"LIBGCRYPT_FORCE_FIPS_MODE=1",
                                               "XDG_DATA_HOME=" + folder.path().string()};
    const std::vector<std::string> daemon{daemon_program,
                                          "--state",
                                          folder.path() / "state",
                                          "--socket",
                                          folder.path() / "control.sock",
                                          "--listen",
                                          "127.0.0.1:0"};
    const std::vector<std::string> client{client_program, "--name", "Alice", "127.0.0.1:9"};
    for (const auto& program : {daemon, client}) {
        const Ran ran = run_program(program, "", environment);
        EXPECT_EQ(ran.status, EXIT_FAILURE) << program.front();
        EXPECT_THAT(ran.errors,
                    testing::HasSubstr("permits no ChaCha20, perhaps as it is in FIPS"));
        EXPECT_EQ(ran.output, "");
    }
}

} // namespace
} // namespace chatroom::end_to_end
