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
    EXPECT_THAT(offered({""}), HasSubstr("announce unpin topic who show kick "));
    EXPECT_EQ(offered({"--ver"}), "--version ");
    EXPECT_EQ(offered({"log", "-n"}), "-n ");
    EXPECT_EQ(offered({"who", "-n"}), " ");
    EXPECT_EQ(offered({"log", "-n", ""}), " ");
    EXPECT_EQ(offered({"announce", ""}), " ");
    EXPECT_EQ(offered({"config", ""}), "show check ");
    EXPECT_EQ(offered({"config", "sh"}), "show ");
    EXPECT_EQ(offered({"log", "--s"}), "--since --socket ");
}

// Where a verb takes a name of somebody inside those are offered, quoted for the shell.
TEST_F(Completion, OffersTheNamesThatAVerbLists) {
    const RawMember alice(daemon_.endpoint());
    const RawMember bob(daemon_.endpoint());
    alice.enter("Alice");
    bob.enter("$(id)&'x");
    EXPECT_EQ(offered({"kick", ""}), "Alice \\$\\(id\\)\\&\\'x ");
    EXPECT_EQ(offered({"--json", "kick", "Al"}), "Alice ");
    EXPECT_EQ(offered({"kick", "Alice", ""}), " ");
    EXPECT_EQ(offered({"release", ""}), " ");
    EXPECT_EQ(offered({"show", "Al"}), "Alice ");
    EXPECT_EQ(offered({"log", "--user", "Al"}), "Alice ");
    EXPECT_EQ(offered({"kick", "--socket", "/nonexistent", ""}), " ");
}

/// What zsh offers. Its builtin for that works in a line editor only, so another one tells what it
/// is given; which of it begins like the word is then zsh's business.
class ZshCompletion : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(zsh)) {
            GTEST_SKIP() << "there is no zsh";
        }
    }

    std::string offered(const std::vector<std::string>& words) const {
        const std::string script =
            "compadd() { while [[ $1 != -- ]]; do shift; done; shift; printf '%s|' \"$@\" }\n"
            "_files() { printf 'files|' }\n"
            "_describe() { printf '%s|' \"${(@P)2}\" }\n"
            "words=(chatroomctl \"$@\"); CURRENT=$#words\n"
            "source " CHATROOM_SOURCE_DIR "/etc/completions/_chatroomctl\n";
        std::vector<std::string> arguments{zsh, "-f", "-c", script, "zsh"};
        arguments.insert(arguments.end(), words.begin(), words.end());
        const auto folder = std::filesystem::path(ctl_program).parent_path().string();
        const auto ran = run_program(arguments, "",
                                     {"PATH=" + folder + ":/usr/bin:/bin", "LC_ALL=C.UTF-8",
                                      "CHATROOM_SOCKET=" + daemon_.socket().string()});
        EXPECT_EQ(ran.errors, "");
        return ran.output;
    }

    static constexpr const char* zsh = "/usr/bin/zsh";
    DaemonProcess daemon_;
};

// Verbs come with what they do, options alone.
TEST_F(ZshCompletion, OffersVerbsAndOptions) {
    EXPECT_THAT(offered({""}), HasSubstr("|who:List who is in the room|"));
    EXPECT_THAT(offered({"log", "-"}), HasSubstr("--grep|"));
    EXPECT_THAT(offered({"--"}), HasSubstr("--version|"));
    EXPECT_EQ(offered({"config", ""}), "show|check|");
    EXPECT_EQ(offered({"--socket", ""}), "files|");
    EXPECT_EQ(offered({"announce", ""}), "");
    EXPECT_EQ(offered({"log", "-n", ""}), "");
}

// Names are those of members who are there, as they are: compadd quotes them. One that looks like
// an option is only offered where it is none.
TEST_F(ZshCompletion, OffersTheNamesThatAVerbLists) {
    const RawMember alice(daemon_.endpoint());
    const RawMember bob(daemon_.endpoint());
    const RawMember eve(daemon_.endpoint());
    alice.enter("Alice");
    bob.enter("$(id)&'x");
    eve.enter("-eve");
    EXPECT_EQ(offered({"kick", ""}), "Alice|$(id)&'x|");
    EXPECT_EQ(offered({"kick", "--", ""}), "Alice|$(id)&'x|-eve|");
    EXPECT_EQ(offered({"log", "--user", ""}), "Alice|$(id)&'x|");
    EXPECT_EQ(offered({"kick", "Alice", ""}), "");
    EXPECT_EQ(offered({"kick", "--socket", "/nonexistent", ""}), "");
}

} // namespace
} // namespace chatroom::end_to_end
