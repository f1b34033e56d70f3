// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of chatroom-client.
#include "client/options.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

using Parsed = std::variant<ClientOptions, ExitCode>;

const std::string fingerprint = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

std::optional<std::string> no_environment(std::string_view /*name*/) {
    return std::nullopt;
}

/// What there was to say is in `said`, if that is wanted.
Parsed parse(std::vector<std::string> words, std::string* said = nullptr,
             const Environment& environment = no_environment) {
    words.insert(words.begin(), "chatroom-client");
    std::vector<const char*> pointers;
    for (const auto& word : words) {
        pointers.push_back(word.c_str());
    }
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const auto parsed =
        parse_options(static_cast<int>(pointers.size()), pointers.data(), environment);
    const auto output = testing::internal::GetCapturedStdout();
    const auto complaint = testing::internal::GetCapturedStderr();
    const bool is_wrong = parsed == Parsed(ExitCode::usage);
    EXPECT_EQ(is_wrong, !complaint.empty()) << complaint;
    if (said != nullptr) {
        *said = output + complaint;
    }
    return parsed;
}

// Without any option the room is on this machine, and everything else is found out.
TEST(OptionsTest, HaveDefaults) {
    EXPECT_EQ(parse({}), Parsed(ClientOptions{}));
}

// Each option is taken over.
TEST(OptionsTest, SayWhatIsWanted) {
    ClientOptions options;
    options.room = "[::1]:9";
    options.name = "小明";
    options.identity = "a";
    options.fingerprint = fingerprint;
    options.passphrase_file = "b c";
    EXPECT_EQ(parse({"--name", "小明", "[::1]:9", "--identity", "a", "--fingerprint", fingerprint,
                     "--passphrase-file=b c"}),
              Parsed(options));
    ClientOptions classic;
    classic.is_classic = true;
    EXPECT_EQ(parse({"--classic"}), Parsed(classic));
    ClientOptions pipe;
    pipe.is_pipe = true;
    pipe.pipe = {.is_json = true, .history = 20};
    pipe.history = 20;
    EXPECT_EQ(parse({"--json", "--history", "20"}), Parsed(pipe));
    ClientOptions chinese;
    chinese.language = classic::Language::zh;
    EXPECT_EQ(parse({"--lang", "zh"}), Parsed(chinese));
    EXPECT_EQ(parse({"--lang=zh"}), Parsed(chinese));
}

// Help and version are all that is wanted then.
TEST(OptionsTest, CanAskForHelp) {
    EXPECT_EQ(parse({"--help"}), Parsed(ExitCode::left));
    EXPECT_EQ(parse({"--version"}), Parsed(ExitCode::left));
}

// What is wrong is a usage error; the classic protocol has no keys and no passphrase.
TEST(OptionsTest, RefuseWhatIsWrong) {
    using Words = std::vector<std::string>;
    for (const auto& words :
         {Words{"--nonsense"}, Words{"a", "b"}, Words{"a:b"}, Words{""}, Words{"--name"},
          Words{"--fingerprint", "SHA256:"}, Words{"--fingerprint", "MD5:" + fingerprint},
          Words{"--classic", "--fingerprint", fingerprint}, Words{"--classic", "--identity", "a"},
          Words{"--passphrase-file", "a", "--classic"}, Words{"--history", "10001"},
          Words{"--history", "-1"}, Words{"--history", "x"}, Words{"--lang", "fr"},
          Words{"chatroom://a?fp=x"}}) {
        EXPECT_EQ(parse(words), Parsed(ExitCode::usage)) << testing::PrintToString(words);
    }
}

// The help names every option, in the language that is wanted.
TEST(OptionsTest, HelpInBothLanguages) {
    const Environment chinese = [](std::string_view) { return std::optional<std::string>("zh"); };
    std::string english_help;
    std::string chinese_help;
    std::string asked_help;
    parse({"--help"}, &english_help);
    parse({"--help"}, &chinese_help, chinese);
    parse({"--help", "--lang", "zh"}, &asked_help);
    EXPECT_EQ(asked_help.size(), chinese_help.size()); // The order of what excludes what varies.
    for (const auto* option :
         {"--help", "--version", "--name", "--classic", "--identity", "--fingerprint",
          "--passphrase-file", "--pipe", "--json", "--history", "--lang", "chatroom://"}) {
        EXPECT_NE(english_help.find(option), std::string::npos) << option;
        EXPECT_NE(chinese_help.find(option), std::string::npos) << option;
    }
    for (const auto* word : {"Usage", "Options", "Positionals", "Excludes", "the "}) {
        EXPECT_EQ(chinese_help.find(word), std::string::npos) << word;
    }
    EXPECT_NE(chinese_help.find("用法:"), std::string::npos);
}

// What is wrong is told in it, too.
TEST(OptionsTest, ComplainInBothLanguages) {
    const auto complaint = [](std::vector<std::string> words) {
        std::string said;
        parse(std::move(words), &said);
        return said;
    };
    EXPECT_EQ(complaint({"--nonsense"}),
              "chatroom-client: --nonsense is not known\n--help tells what there is\n");
    EXPECT_EQ(complaint({"--nonsense", "--lang", "zh"}),
              "chatroom-client: 不认识 --nonsense\n用 --help 查看用法\n");
    EXPECT_EQ(complaint({"--lang=zh", "--name"}),
              "chatroom-client: --name 后面要有内容\n用 --help 查看用法\n");
    EXPECT_EQ(complaint({"--lang=zh", "--fingerprint", "x"}),
              "chatroom-client: x 不是指纹：应该是 SHA256:...\n用 --help 查看用法\n");
    EXPECT_EQ(complaint({"--lang=zh", "a:b"}),
              "chatroom-client: a:b 不是聊天室的地址：应该是 主机、主机:端口 或 chatroom:// 链接\n"
              "用 --help 查看用法\n");
    const auto excludes = complaint({"--lang=zh", "--classic", "--identity", "a"});
    EXPECT_NE(excludes.find(" 不能和 --"), std::string::npos) << excludes;
    EXPECT_NE(excludes.find(" 同时用\n用 --help 查看用法\n"), std::string::npos) << excludes;
    EXPECT_EQ(complaint({"--lang=zh", "--history", "x"}),
              "chatroom-client: x 不是 0 到 10000 之间的数\n用 --help 查看用法\n");
}

} // namespace

} // namespace chatroom
