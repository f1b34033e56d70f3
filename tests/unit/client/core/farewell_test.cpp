// SPDX-License-Identifier: GPL-3.0-or-later
// What is said at the end.
#include "client/core/farewell.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

const Wording& english() {
    return choose_wording([](std::string_view) { return std::nullopt; });
}

const Wording& chinese() {
    return choose_wording([](std::string_view) { return std::optional<std::string>("zh"); });
}

Farewell sealed_farewell(const Ended& ended) {
    return farewell(ended, english(), "a:1", true);
}

// Whoever wanted to leave has left, and whoever was sent away is told by the code, too.
TEST(FarewellTest, TellsLeavingFromBeingSentAway) {
    const auto sent_away = [](const char* line) {
        return Farewell{{line}, ExitCode::not_permitted};
    };
    const auto left = [](const char* line) { return Farewell{{line}, ExitCode::left}; };
    EXPECT_EQ(sealed_farewell({EndReason::never_entered}), (Farewell{{}, ExitCode::left}));
    EXPECT_EQ(sealed_farewell({EndReason::left}), left("you have left the room"));
    EXPECT_EQ(sealed_farewell({EndReason::left_unconfirmed}),
              left("you have left the room (the server did not answer)"));
    EXPECT_EQ(sealed_farewell({EndReason::kicked}),
              sent_away("the administrator has removed you from the room"));
    EXPECT_EQ(sealed_farewell({EndReason::kicked, "too loud"}),
              sent_away("the administrator has removed you from the room: too loud"));
    EXPECT_EQ(sealed_farewell({EndReason::dismissed}), sent_away("the server has ended your stay"));
    EXPECT_EQ(sealed_farewell({EndReason::superseded}),
              sent_away("another program of yours has entered under this name, so this one ends"));
}

// Whoever could not enter is told why.
TEST(FarewellTest, SaysWhatFailed) {
    const auto failed = [](const char* line) { return Farewell{{line}, ExitCode::unreachable}; };
    EXPECT_EQ(sealed_farewell({EndReason::other_version, "0"}),
              failed("the server at a:1 speaks version 0 of the protocol at most, this program "
                     "versions 1 to 2: update chatroomd"));
    EXPECT_EQ(sealed_farewell({EndReason::other_version, "3"}),
              failed("the server at a:1 speaks version 3 of the protocol, this program only "
                     "versions 1 to 2: update chatroom-client"));
    EXPECT_EQ(
        sealed_farewell({EndReason::ignored}),
        (Farewell{{"the server at a:1 answers but does not let you in just now: perhaps it is very "
                   "busy, or too many wrong passphrases have come from your network; try again "
                   "in a minute"},
                  ExitCode::refused}));
    EXPECT_EQ(sealed_farewell({EndReason::nothing_listens}),
              failed("nothing listens at a:1: is chatroomd running there?"));
    EXPECT_EQ(sealed_farewell({EndReason::no_route}),
              failed("a:1 cannot be reached from here: is the network up?"));
}

// Where nobody answers, the protocol may be the reason.
TEST(FarewellTest, SuggestsTheClassicProtocol) {
    EXPECT_EQ(sealed_farewell({EndReason::no_answer}).lines.front(),
              "no answer from a:1: is chatroomd running there? Older rooms speak only the classic "
              "protocol: try --classic");
    EXPECT_EQ(farewell({EndReason::no_answer}, english(), "a:1", false).lines.front(),
              "no answer from a:1: is chatroomd running there?");
}

// A changed key is explained, with the command that accepts it.
TEST(FarewellTest, ExplainsAChangedKey) {
    EXPECT_EQ(sealed_farewell({EndReason::server_key_changed, "SHA256:xyz"}),
              (Farewell{{"the server at a:1 has another key than the one that is known: now it is "
                         "SHA256:xyz",
                         "either the server was set up anew, or somebody pretends to be it in "
                         "order to read what is said",
                         "ask the administrator what chatroomctl fingerprint prints; if it is "
                         "SHA256:xyz, accept it with: chatroom-client a:1 --fingerprint "
                         "SHA256:xyz"},
                        ExitCode::not_permitted}));
}

// A server without the fingerprint that was asked for is not to be accepted, so no command says
// how.
TEST(FarewellTest, ExplainsAnotherFingerprint) {
    EXPECT_EQ(sealed_farewell({EndReason::other_fingerprint, "SHA256:xyz"}),
              (Farewell{{"the server at a:1 is not the one that --fingerprint asks for: its key is "
                         "SHA256:xyz",
                         "either the fingerprint was copied wrongly, or somebody pretends to be "
                         "the server in order to read what is said: ask the administrator what "
                         "chatroomctl fingerprint prints"},
                        ExitCode::not_permitted}));
}

// Every end is worded in both languages.
TEST(FarewellTest, SpeaksBothLanguages) {
    for (const auto reason :
         {EndReason::left, EndReason::left_unconfirmed, EndReason::no_answer, EndReason::ignored,
          EndReason::nothing_listens, EndReason::no_route, EndReason::kicked, EndReason::dismissed,
          EndReason::superseded, EndReason::server_key_changed, EndReason::other_fingerprint,
          EndReason::other_version}) {
        const auto words = farewell({reason, "X"}, chinese(), "a:1", true);
        EXPECT_EQ(words.code, sealed_farewell({reason, "X"}).code);
        EXPECT_NE(words.lines, sealed_farewell({reason, "X"}).lines);
        EXPECT_THAT(words.lines, testing::Each(testing::Not(testing::HasSubstr("{}"))));
    }
}

} // namespace

} // namespace chatroom
