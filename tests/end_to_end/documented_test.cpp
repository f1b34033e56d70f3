// SPDX-License-Identifier: GPL-3.0-or-later
// What README.md, docs/bots.md and docs/ssh.md tell people to type does what they say.
#include "tests/end_to_end/chat_client.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

namespace chatroom::end_to_end {
namespace {

using testing::HasSubstr;

std::string documented(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(std::string(CHATROOM_SOURCE_DIR) + "/" + file).rdbuf();
    return text.str();
}

/// The indented lines around the one that contains the words, without the indentation.
std::string block_with(const std::string& text, const std::string& words) {
    std::istringstream lines(text);
    std::string block;
    bool is_it = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("    ")) {
            block += line.substr(4) + "\n";
            is_it = is_it || line.find(words) != std::string::npos;
        } else if (line.empty() && !block.empty()) {
            block += "\n";
        } else if (is_it) {
            break;
        } else {
            block.clear();
        }
    }
    EXPECT_TRUE(is_it) << words;
    return block;
}

/// A shell in which the programs are installed, the room is configured as "ops", and there is
/// something in the journal.
class Documented : public testing::Test {
protected:
    Documented() {
        const auto tools = folder_.path() / "tools";
        std::filesystem::create_directories(tools);
        write_tool("journalctl", "[ \"$*\" = '-f -p err' ] && echo 'disk /dev/sda is failing'");
        std::filesystem::create_directories(folder_.path() / "config/chatroom");
        std::ofstream(folder_.path() / "config/chatroom/client.toml")
            << "[rooms.ops]\naddress = \"" << to_string(daemon_.endpoint()) << "\"\n";
        const auto programs = std::filesystem::path(client_program).parent_path().string();
        environment_ = {"PATH=" + tools.string() + ":" + programs + ":/usr/bin:/bin",
                        "LC_ALL=C.UTF-8", "HOME=" + folder_.path().string(),
                        "XDG_DATA_HOME=" + (folder_.path() / "data").string(),
                        "XDG_CONFIG_HOME=" + (folder_.path() / "config").string()};
    }

    void write_tool(const std::string& name, const std::string& script) const {
        const auto file = folder_.path() / "tools" / name;
        std::ofstream(file) << "#!/bin/sh\n" << script << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    }

    std::string log() const { return daemon_.ctl({"log"}).output; }

    TemporaryDirectory folder_;
    DaemonProcess daemon_;
    std::vector<std::string> environment_;
};

// What goes wrong on a machine is told to the room.
TEST_F(Documented, PipeOfTheJournal) {
    const auto command = block_with(documented("README.md"), "journalctl -f -p err |");
    const auto ran = run_program({"/bin/sh", "-c", command}, "", environment_);
    EXPECT_EQ(ran.status, 0) << ran.errors;
    EXPECT_THAT(log(), HasSubstr("alerts ： disk /dev/sda is failing"));
    EXPECT_THAT(documented("README.zh-CN.md"), HasSubstr(command));
}

// The bot answers who speaks to it, and nobody else, itself least of all.
TEST_F(Documented, Bot) {
    const auto script = block_with(documented("README.md"), "#!/usr/bin/env python3");
    const auto file = folder_.path() / "bot";
    std::ofstream(file) << script;
    ChildProcess bot({"/usr/bin/env", "python3", file.string(), "ops"}, environment_);
    ChatClient alice(daemon_.endpoint(), "Alice", folder_.path() / "alice", {"--history", "9"});
    alice.expect_line("Alice entered the room");
    while (daemon_.ctl_json({"who"}).at("members").size() < 2) {
        alice.say("is it there?");
        alice.expect_line("Alice : is it there?");
    }
    alice.say("!echo 你好");
    alice.expect_line("echo : Alice: 你好");
    bot.signal(SIGTERM);
    EXPECT_THAT(documented("README.zh-CN.md"), HasSubstr("import json"));
}

// With a line in authorized_keys, sshd runs this through the shell of the account.
TEST_F(Documented, CommandForSsh) {
    const auto text = documented("docs/ssh.md");
    const std::string before = "restrict,pty,command=\"";
    const auto begin = text.find(before) + before.size();
    auto command = text.substr(begin, text.find('"', begin) - begin);
    ASSERT_THAT(command, HasSubstr("chatroom-client 127.0.0.1 --name"));
    // The room of the test has a port of its own.
    command.replace(command.find("127.0.0.1"), 9, to_string(daemon_.endpoint()));
    const auto ran = run_program({"/bin/sh", "-c", command}, "hi\n", environment_);
    EXPECT_EQ(ran.status, 0) << ran.errors;
    EXPECT_THAT(log(), HasSubstr("Xiaoming ： hi"));
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "people/xiaoming/chatroom/identity"));
}

// A link that chatroomctl prints leads into the room, and only into that one.
TEST_F(Documented, Invitation) {
    const auto invited = daemon_.ctl({"invite"});
    EXPECT_EQ(invited.status, 0);
    const auto link = invited.output.substr(0, invited.output.find('\n'));
    EXPECT_EQ(link.find("chatroom://" + to_string(daemon_.endpoint()) + "?fp=SHA256:"), 0U);
    EXPECT_THAT(invited.output, HasSubstr("█▀▀▀▀▀█"));
    EXPECT_EQ(daemon_.ctl_json({"invite"}).at("link"), link);
    EXPECT_EQ(run_program({client_program, link, "--name", "Bob"}, "hi\n", environment_).status, 0);
    const auto other = link.substr(0, link.find("SHA256:")) + "SHA256:" + std::string(43, 'A');
    const auto ran = run_program({client_program, other, "--name", "Bob"}, "", environment_);
    EXPECT_EQ(ran.status, 77);
    EXPECT_THAT(ran.errors, HasSubstr("is not the one that --fingerprint asks for"));
}

// A configuration that is wrong is told whole, and nobody goes anywhere.
TEST_F(Documented, WrongConfiguration) {
    std::ofstream(folder_.path() / "config/chatroom/client.toml") << "nick = 1\nlang = 2\n";
    const auto ran = run_program({client_program, "ops"}, "", environment_);
    EXPECT_EQ(ran.status, 64);
    EXPECT_THAT(ran.errors, HasSubstr("client.toml:1: unknown key nick"));
    EXPECT_THAT(ran.errors, HasSubstr("client.toml:2: lang must be a text"));
}

// --json has each event whole, in the order of the room.
TEST_F(Documented, Json) {
    daemon_.ctl({"announce", "before"});
    const auto ran =
        run_program({client_program, "ops", "--name", "Bob", "--json", "--history", "1"},
                    "one\nquit\n", environment_);
    EXPECT_EQ(ran.status, 0) << ran.errors;
    std::istringstream lines(ran.output);
    std::vector<nlohmann::json> events;
    for (std::string line; std::getline(lines, line);) {
        events.push_back(nlohmann::json::parse(line));
    }
    ASSERT_EQ(events.size(), 4U) << ran.output;
    EXPECT_EQ(events[0].at("kind"), "announced");
    EXPECT_EQ(events[0].at("past"), true);
    EXPECT_EQ(events[1].at("kind"), "entered");
    EXPECT_EQ(events[2].at("text"), "one");
    EXPECT_EQ(events[2].at("own"), true);
    EXPECT_EQ(events[3].at("text"), "quit");
    EXPECT_EQ(events[3].at("seq"), 4);
    EXPECT_EQ(events[3].at("about"), 0);
}

} // namespace
} // namespace chatroom::end_to_end
