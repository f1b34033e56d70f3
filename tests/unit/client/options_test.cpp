// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of chatroom-client.
#include "client/options.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

using Parsed = std::variant<ClientOptions, ExitCode>;

const std::string fingerprint = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

Parsed parse(std::vector<std::string> words) {
    words.insert(words.begin(), "chatroom-client");
    std::vector<const char*> pointers;
    for (const auto& word : words) {
        pointers.push_back(word.c_str());
    }
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const auto parsed = parse_options(static_cast<int>(pointers.size()), pointers.data());
    testing::internal::GetCapturedStdout();
    const auto complaint = testing::internal::GetCapturedStderr();
    const bool is_wrong = parsed == Parsed(ExitCode::usage);
    EXPECT_EQ(is_wrong, !complaint.empty()) << complaint;
    return parsed;
}

// Without any option the room is on this machine, and everything else is found out.
TEST(OptionsTest, HaveDefaults) {
    EXPECT_EQ(parse({}), Parsed(ClientOptions{}));
}

// Each option is taken over.
TEST(OptionsTest, SayWhatIsWanted) {
    ClientOptions options;
    options.server = {"::1", 9};
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
          Words{"--passphrase-file", "a", "--classic"}}) {
        EXPECT_EQ(parse(words), Parsed(ExitCode::usage)) << testing::PrintToString(words);
    }
}

} // namespace

} // namespace chatroom
