// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What bash offers for the word that stands last on a command line of chatroomctl.
namespace chatroom::end_to_end {
namespace {

using testing::HasSubstr;

class Completion : public testing::Test {
protected:
    /// The offers with a space behind each.
    std::string offered(const std::vector<std::string>& words) const {
        const std::string script = "source " CHATROOM_SOURCE_DIR "/etc/completions/chatroomctl\n"
                                   "COMP_WORDS=(chatroomctl \"$@\")\n"
                                   "COMP_CWORD=$#\n"
                                   "_chatroomctl 2>&1\n"
                                   "printf '%s ' \"${COMPREPLY[@]}\"\n";
        std::vector<std::string> arguments{"/bin/bash", "-c", script, "bash"};
        arguments.insert(arguments.end(), words.begin(), words.end());
        const auto folder = std::filesystem::path(ctl_program).parent_path().string();
        return run_program(arguments, "",
                           {"PATH=" + folder + ":/usr/bin:/bin", "LC_ALL=C.UTF-8",
                            "CHATROOM_SOCKET=" + daemon_.socket().string()})
            .output;
    }

    DaemonProcess daemon_;
};

// Verbs and options come from the program, and so do those of one verb.
TEST_F(Completion, OffersVerbsAndOptions) {
    EXPECT_EQ(offered({"ki"}), "kick ");
    EXPECT_EQ(offered({"--timeout", "5", "ver"}), "version ");
    EXPECT_THAT(offered({""}), HasSubstr("announce unpin topic who kick "));
    EXPECT_EQ(offered({"--ver"}), "--version ");
    EXPECT_EQ(offered({"log", "-n"}), "-n ");
    EXPECT_EQ(offered({"who", "-n"}), " ");
    EXPECT_EQ(offered({"log", "-n", ""}), " ");
    EXPECT_EQ(offered({"announce", ""}), " ");
}

// Where a verb takes a name of somebody inside those are offered, quoted for the shell.
TEST_F(Completion, OffersTheNamesThatAVerbLists) {
    const RawMember alice(daemon_.endpoint());
    const RawMember bob(daemon_.endpoint());
    alice.enter("Alice");
    bob.enter("$(id);'x");
    EXPECT_EQ(offered({"kick", ""}), "Alice \\$\\(id\\)\\;\\'x ");
    EXPECT_EQ(offered({"--json", "kick", "Al"}), "Alice ");
    EXPECT_EQ(offered({"kick", "Alice", ""}), " ");
    EXPECT_EQ(offered({"release", ""}), " ");
    EXPECT_EQ(offered({"kick", "--socket", "/nonexistent", ""}), " ");
}

} // namespace
} // namespace chatroom::end_to_end
