// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/chat_client.hpp"
#include "tests/end_to_end/raw_member.hpp"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>

namespace chatroom::end_to_end {
namespace {

using testing::HasSubstr;

/// Two people with an identity each.
class SealedClient : public testing::Test {
protected:
    static Ran run(const DaemonProcess& daemon, const std::string& name,
                   const std::filesystem::path& data, std::string_view input = "",
                   const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{client_program, to_string(daemon.endpoint()), "--name",
                                           name};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(arguments, input, {"LC_ALL=C.UTF-8", "XDG_DATA_HOME=" + data.string()});
    }

    std::filesystem::path secret(const std::string& name, std::string_view text) const {
        const auto file = folder.path() / name;
        std::ofstream(file) << text << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_read);
        return file;
    }

    static bool is_private(const std::filesystem::path& file) {
        const auto permissions = std::filesystem::status(file).permissions();
        return (permissions & std::filesystem::perms(0777)) == std::filesystem::perms(0600);
    }

    TemporaryDirectory folder;
    std::filesystem::path alice_data = folder.path() / "alice";
    std::filesystem::path bob_data = folder.path() / "bob";
};

// People of both protocols are in one room; who is sealed sees the own lines where everybody does.
TEST_F(SealedClient, ChatsWithEverybody) {
    const DaemonProcess daemon;
    const RawMember witness(daemon.endpoint());
    witness.enter("Witness");
    ChatClient alice(daemon.endpoint(), "Alice", alice_data);
    EXPECT_EQ(witness.receive(), "Alice 进入了聊天室");
    alice.expect_line("Alice entered the room");
    alice.say("你好");
    alice.expect_line("Alice : 你好");
    EXPECT_EQ(witness.receive(), "Alice ： 你好");
    witness.send("C Witness hello");
    alice.expect_line("Witness : hello");
    daemon.ctl({"announce", "today"});
    alice.expect_line("Admin: today");
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").at(1).at("protocol"), "sealed");
    alice.process().close_input();
    EXPECT_EQ(alice.process().wait(), 0);
    EXPECT_TRUE(is_private(alice_data / "chatroom/identity"));
    EXPECT_TRUE(is_private(daemon.state() / "server.key"));
}

// A name belongs to the identity that used it first, until the administrator releases it.
TEST_F(SealedClient, OwnsItsName) {
    const DaemonProcess daemon;
    EXPECT_EQ(run(daemon, "Alice", alice_data).status, 0);
    const auto refused = run(daemon, "alice", bob_data);
    EXPECT_EQ(refused.status, 77);
    EXPECT_THAT(refused.errors, HasSubstr("this name belongs to somebody else, at least until "));
    const RawMember stranger(daemon.endpoint());
    stranger.send("L Alice");
    EXPECT_THAT(stranger.receive(), HasSubstr("这个名字属于别人，至少到 "));
    EXPECT_EQ(daemon.ctl_json({"names"}).at("names").at(0).at("name"), "Alice");
    EXPECT_EQ(daemon.ctl({"release", "ALICE"}).status, 0);
    EXPECT_EQ(run(daemon, "Alice", bob_data).status, 0);
    EXPECT_EQ(run(daemon, "Alice", alice_data).status, 77);
}

// A name under which nothing was said is listed apart, and freed at once; one that spoke stays.
TEST_F(SealedClient, OwnsByUse) {
    const DaemonProcess daemon;
    EXPECT_EQ(run(daemon, "Alice", alice_data, "hi\n").status, 0);
    EXPECT_EQ(run(daemon, "Bob", bob_data).status, 0);
    const auto unused = daemon.ctl_json({"names", "--unused"}).at("names");
    ASSERT_EQ(unused.size(), 1U);
    EXPECT_EQ(unused.at(0).at("name"), "Bob");
    EXPECT_THAT(daemon.ctl({"names"}).output, HasSubstr("(never spoke)"));
    EXPECT_EQ(daemon.ctl({"release", "--unused"}).output,
              "1 name that never spoke belongs to nobody now\n");
    EXPECT_EQ(daemon.ctl({"release"}).status, 1);
    const auto names = daemon.ctl_json({"names"}).at("names");
    ASSERT_EQ(names.size(), 1U);
    EXPECT_EQ(names.at(0).at("name"), "Alice");
    const RawMember stranger(daemon.endpoint());
    stranger.enter("Bob");
}

// A server with another key is refused with the command that accepts it, which does.
TEST_F(SealedClient, RefusesAChangedServer) {
    DaemonProcess daemon({.listen = own_loopback_address()});
    EXPECT_EQ(run(daemon, "Alice", alice_data).status, 0);
    daemon.terminate();
    std::ofstream(daemon.state() / "server.key") << std::string(64, '1') << '\n';
    daemon.start_again();
    const auto refused = run(daemon, "Alice", alice_data);
    EXPECT_EQ(refused.status, 77);
    const auto fingerprint = daemon.ctl_json({"fingerprint"}).at("fingerprint").get<std::string>();
    EXPECT_THAT(refused.errors, HasSubstr("--fingerprint " + fingerprint));
    const auto other = "SHA256:" + std::string(43, 'A');
    const auto stranger = run(daemon, "Alice", alice_data, "", {"--fingerprint", other});
    EXPECT_EQ(stranger.status, 77);
    EXPECT_THAT(stranger.errors, HasSubstr("is not the one that --fingerprint asks for"));
    EXPECT_EQ(run(daemon, "Alice", alice_data, "", {"--fingerprint", fingerprint}).status, 0);
    EXPECT_EQ(run(daemon, "Alice", alice_data).status, 0);
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 0U);
}

// Into a room with a passphrase comes who knows it, by the sealed protocol only.
TEST_F(SealedClient, NeedsThePassphrase) {
    const auto file = secret("room", "open sesame");
    const DaemonProcess daemon(
        {.config = "[access]\npassphrase_file = \"" + file.string() + "\"\n"});
    EXPECT_EQ(run(daemon, "Alice", alice_data, "", {"--passphrase-file", file}).status, 0);
    const auto wrong =
        run(daemon, "Bob", bob_data, "", {"--passphrase-file", secret("mine", "mellon")});
    EXPECT_EQ(wrong.status, 77);
    EXPECT_THAT(wrong.errors,
                HasSubstr("mine holds is not, or no longer, the passphrase of the room\n"));
    const auto none = run(daemon, "Bob", bob_data);
    EXPECT_EQ(none.status, 77);
    EXPECT_THAT(none.errors, HasSubstr("--passphrase-file"));
    const RawMember stranger(daemon.endpoint());
    stranger.send("L Eve");
    EXPECT_EQ(stranger.receive(), "不允许从您的网络地址进入");
    EXPECT_EQ(daemon.ctl_json({"names"}).at("names").size(), 1U);
}

// A killed daemon is a pause: what is said meanwhile is said once, and nobody has left.
TEST_F(SealedClient, SurvivesAKilledDaemon) {
    DaemonProcess daemon({.listen = own_loopback_address()});
    ChatClient alice(daemon.endpoint(), "Alice", alice_data);
    alice.expect_line("Alice entered the room");
    ChatClient bob(daemon.endpoint(), "Bob", bob_data);
    bob.expect_line("Bob entered the room");
    daemon.kill9();
    alice.say("anybody there?");
    daemon.start_again();
    bob.expect_line("Alice : anybody there?");
    bob.say("yes");
    alice.expect_line("Bob : yes");
    alice.process().close_input();
    bob.process().close_input();
    EXPECT_EQ(alice.process().wait(), 0);
    EXPECT_EQ(bob.process().wait(), 0);
    std::vector<std::string> texts;
    const auto log = daemon.ctl_json({"log"});
    for (const auto& event : log.at("events")) {
        texts.push_back(event.value("text", ""));
    }
    EXPECT_THAT(texts, testing::ElementsAre("", "", "anybody there?", "yes", "", ""));
}

// Who asks for the history gets what was said meanwhile, or before, as something past.
TEST_F(SealedClient, GetsWhatItMissed) {
    const DaemonProcess daemon;
    EXPECT_EQ(run(daemon, "Alice", alice_data).status, 0);
    daemon.ctl({"announce", "while you were away"});
    const std::vector<std::string> all{"--history", "50"};
    EXPECT_THAT(run(daemon, "Alice", alice_data, "", all).output,
                HasSubstr("] Admin: while you were away"));
    EXPECT_THAT(run(daemon, "Bob", bob_data, "", all).output,
                HasSubstr("] Alice entered the room"));
    EXPECT_EQ(run(daemon, "Bob", bob_data).output, "Bob entered the room\n");
}

// A script learns from the status whether everything was said.
TEST_F(SealedClient, SaysWhetherAllWasSaid) {
    const DaemonProcess daemon;
    EXPECT_EQ(run(daemon, "Alice", alice_data, "hi\nquit\n/nothing").status, 0);
    EXPECT_EQ(run(daemon, "Alice", alice_data, "\xc4\xe3\n").status, 1);
    EXPECT_EQ(run(daemon, "Alice", alice_data, std::string(5000, 'x') + "\nshort\n").status, 1);
    EXPECT_EQ(daemon.ctl({"mute", "Alice"}).status, 0);
    EXPECT_EQ(run(daemon, "Alice", alice_data, "hi\n").status, 1);
    const auto log = daemon.ctl({"log"}).output;
    for (const auto* text : {"quit", "/nothing", "short"}) {
        EXPECT_THAT(log, HasSubstr(std::string("Alice ： ") + text));
    }
}

// In a room that is slow the end of the input waits until everything was said.
TEST_F(SealedClient, WaitsForReceipts) {
    const DaemonProcess daemon;
    EXPECT_EQ(daemon.ctl({"slow", "2"}).status, 0);
    const auto ran = run(daemon, "Alice", alice_data, "one\ntwo\nthree\n");
    EXPECT_EQ(ran.status, 0) << ran.errors;
    EXPECT_THAT(daemon.ctl({"log"}).output, HasSubstr("Alice ： three"));
}

// Who is kicked learns why.
TEST_F(SealedClient, EndsWhenKicked) {
    const DaemonProcess daemon;
    ChatClient alice(daemon.endpoint(), "Alice", alice_data);
    alice.expect_line("Alice entered the room");
    EXPECT_EQ(daemon.ctl({"kick", "Alice", "enough"}).status, 0);
    EXPECT_EQ(alice.process().wait(), 77);
    EXPECT_THAT(alice.process().errors().wait_for_end(), HasSubstr("enough"));
}

} // namespace
} // namespace chatroom::end_to_end
