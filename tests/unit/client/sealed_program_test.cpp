// SPDX-License-Identifier: GPL-3.0-or-later
// The real chatroom-client with the sealed protocol, as far as the first datagrams.
#include "client/io/private_file.hpp"
#include "protocol/sealed/datagram.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/unit/client/client_process.hpp"
#include "tests/unit/client/core/sealed_server.hpp"
#include "tests/unit/client/stub_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom::testing_support {

namespace {

namespace fs = std::filesystem;

class SealedProgramTest : public testing::Test {
protected:
    using Arguments = ClientProcess::Arguments;

    /// The client, with its own place for its data.
    std::unique_ptr<PipedClient> start(Arguments arguments) const {
        arguments.push_back(server_.address());
        arguments.insert(arguments.end(), {"--name", "小明"});
        return std::make_unique<PipedClient>(
            arguments, ClientProcess::Setting{.data_home = data_home_.path().string()});
    }

    /// Awaits HELLO and answers it.
    void answer(std::uint8_t version, bool needs_passphrase) {
        const auto hello = std::get<sealed::Hello>(sealed::decode(server_.receive()));
        sealed::CookieReply reply;
        reply.version = version;
        reply.client_index = hello.client_index;
        reply.needs_passphrase = needs_passphrase;
        server_.send(sealed::encode(reply));
    }

    /// What the client does not want to hear it believes when it hears it again.
    void answer_twice(std::uint8_t version, bool needs_passphrase) {
        answer(version, needs_passphrase);
        answer(version, needs_passphrase);
    }

    std::string write(const std::string& name, std::string_view contents) const {
        const auto file = data_home_.path() / name;
        replace_file(file, contents);
        return file.string();
    }

    StubServer server_;
    TemporaryDirectory data_home_;
};

// The first use makes an identity, which is kept and told once; the next finds it there.
TEST_F(SealedProgramTest, MakesAnIdentityAtTheFirstUse) {
    const auto identity = data_home_.path() / "chatroom/identity";
    const auto version = "the server at " + server_.address() +
                         " speaks version 9 of the protocol, this program only versions 1 to 2: "
                         "update chatroom-client\n";
    auto client = start({});
    answer_twice(9, false);
    EXPECT_EQ(client->wait(), 69);
    EXPECT_EQ(client->error.read_to_end(), "your identity is new: " + identity.string() +
                                               "; your names belong to it, so keep this file "
                                               "safe\n" +
                                               version);
    const auto secret = read_file(identity, 100);
    client = start({});
    answer_twice(9, false);
    EXPECT_EQ(client->wait(), 69);
    EXPECT_EQ(client->error.read_to_end(), version);
    EXPECT_EQ(read_file(identity, 100), secret);
}

// Another identity can be given, and is made in its place.
TEST_F(SealedProgramTest, UsesTheIdentityItIsGiven) {
    const auto file = data_home_.path() / "mine";
    const auto client = start({"--identity", file.string()});
    answer_twice(9, false);
    EXPECT_EQ(client->wait(), 69);
    EXPECT_TRUE(fs::exists(file));
    EXPECT_FALSE(fs::exists(data_home_.path() / "chatroom/identity"));
}

// An identity that others may read, or that is damaged, is not used.
TEST_F(SealedProgramTest, RefusesAnIdentityThatIsNoSecret) {
    const auto file = write("mine", std::string(64, 'a') + "\n");
    fs::permissions(file, static_cast<fs::perms>(0644));
    auto client = start({"--identity", file});
    EXPECT_EQ(client->wait(), 1);
    EXPECT_EQ(client->error.read_to_end(),
              "others can read " + file + ": run chmod 600 " + file + "\n");
    write("mine", "abc\n");
    client = start({"--identity", file});
    EXPECT_EQ(client->wait(), 1);
    EXPECT_EQ(client->error.read_to_end(), file + " is damaged: restore it or move it away\n");
}

// In a room with a passphrase nobody can be asked for it without a terminal.
TEST_F(SealedProgramTest, NeedsThePassphrase) {
    const auto identity = write("mine", std::string(64, 'a') + "\n");
    const auto client = start({"--identity", identity});
    SealedServer room;
    room.set_passphrase("sesame");
    std::string answer;
    while (!std::holds_alternative<sealed::Answer>(sealed::decode(answer))) {
        answer = room.answer(server_.receive());
        server_.send(answer);
    }
    EXPECT_EQ(client->wait(), 77);
    EXPECT_EQ(client->error.read_to_end(),
              "first time here: the server's key is " + sealed::fingerprint(room.key()) +
                  "; compare it with what chatroomctl fingerprint prints\n"
                  "the room has a passphrase: give it with --passphrase-file FILE\n");
}

// With the passphrase in a file the handshake goes on.
TEST_F(SealedProgramTest, ReadsThePassphrase) {
    const auto file = write("passphrase", "sesame\n");
    auto client = start({"--passphrase-file", file});
    answer(1, true);
    auto datagram = server_.receive();
    while (std::holds_alternative<sealed::Hello>(sealed::decode(datagram))) {
        datagram = server_.receive(); // It was sent again before the answer came.
    }
    EXPECT_TRUE(std::holds_alternative<sealed::Initiate>(sealed::decode(datagram)));
    fs::permissions(file, static_cast<fs::perms>(0640));
    client = start({"--passphrase-file", file});
    EXPECT_EQ(client->wait(), 1);
    EXPECT_THAT(client->error.read_to_end(), testing::HasSubstr("chmod 600 " + file));
}

// A pin that is damaged is not taken for none.
TEST_F(SealedProgramTest, RefusesAPinThatIsDamaged) {
    write("chatroom/known_rooms", "# mine\n" + server_.address() + " 1234\n");
    const auto client = start({});
    EXPECT_EQ(client->wait(), 1);
    EXPECT_EQ(client->error.read_to_end(), (data_home_.path() / "chatroom/known_rooms").string() +
                                               " is damaged in line 2: restore this line or "
                                               "delete it\n");
}

// A room on several servers is found where the first of them says nothing.
TEST_F(SealedProgramTest, FindsTheServerThatAnswers) {
    StubServer silent;
    const PipedClient client({silent.address() + "," + server_.address(), "--name", "小明"},
                             {.data_home = data_home_.path().string()});
    EXPECT_TRUE(std::holds_alternative<sealed::Hello>(sealed::decode(silent.receive())));
    EXPECT_TRUE(std::holds_alternative<sealed::Hello>(sealed::decode(server_.receive())));
}

} // namespace

} // namespace chatroom::testing_support
