// SPDX-License-Identifier: GPL-3.0-or-later
// The client's side of the handshake, as values.
#include "tests/unit/client/core/handshake_fixture.hpp"

namespace chatroom {

namespace {

// HELLO, INITIATE and FINISH lead both sides to the same keys.
TEST_F(HandshakeTest, EstablishesASession) {
    const auto output = complete();
    const auto* established = std::get_if<Established>(&output);
    ASSERT_NE(established, nullptr);
    EXPECT_EQ(established->client_index, decoded<sealed::Hello>(hello_).client_index);
    EXPECT_EQ(established->server, server_.key());
    EXPECT_TRUE(handshake_->is_finishing());
    EXPECT_EQ(server_.answer(established->finish), "");
    sealed::Sealer sealer(established->keys.initiator_to_responder, established->server_index);
    const auto ping = sealer.seal(sealed::encode(sealed::ClientFrame(sealed::Ping{})));
    EXPECT_THAT(server_.open(ping.value()), testing::ElementsAre(sealed::Ping{}));
    sealed::Opener opener(established->keys.responder_to_initiator);
    EXPECT_TRUE(opener.open(server_.seal({sealed::Pong{}})));
}

// The datagrams have the versions and sizes of the protocol.
TEST_F(HandshakeTest, SendsWhatTheProtocolSays) {
    const auto initiate_datagram = initiate();
    EXPECT_EQ(decoded<sealed::Hello>(hello_).versions, (sealed::Versions{1, 2}));
    EXPECT_EQ(decoded<sealed::Initiate>(initiate_datagram).version, 2);
    EXPECT_NE(decoded<sealed::Hello>(hello_).client_index, 0U);
    EXPECT_EQ(hello_.size(), 32U);
    EXPECT_EQ(initiate_datagram.size(), 112U);
    const auto finish = sent(take(20, server_.answer(initiate_datagram)));
    EXPECT_EQ(finish.size(), 69U);
}

// Each step repeats its datagram until it is over, and does not begin anew by itself.
TEST_F(HandshakeTest, RepeatsTheLatestDatagram) {
    begin();
    EXPECT_EQ(handshake_->next_deadline(), at(250));
    EXPECT_TRUE(is_nothing(handshake_->advance(at(249))));
    EXPECT_EQ(sent(handshake_->advance(at(250))), hello_);
    EXPECT_EQ(handshake_->next_deadline(), at(750));

    const auto initiate_datagram = sent(take(300, server_.answer(hello_)));
    EXPECT_EQ(handshake_->next_deadline(), at(550));
    EXPECT_EQ(sent(handshake_->advance(at(550))), initiate_datagram);

    const auto finish = sent(take(600, server_.answer(initiate_datagram)));
    EXPECT_EQ(sent(handshake_->advance(at(850))), finish);
    EXPECT_FALSE(handshake_->is_over(at(8599)));
    EXPECT_TRUE(handshake_->is_over(at(8600)));
}

// A new beginning has another index and another ephemeral key.
TEST_F(HandshakeTest, BeginsAnewWithNewNumbers) {
    const auto first_bytes = initiate();
    const auto first = decoded<sealed::Initiate>(first_bytes);
    const auto hello = sent(handshake_->begin(at(8000)));
    EXPECT_NE(decoded<sealed::Hello>(hello).client_index, first.client_index);
    const auto second_bytes = sent(take(8010, server_.answer(hello)));
    EXPECT_NE(decoded<sealed::Initiate>(second_bytes).message, first.message);
}

// A server that forgets us at once is greeted once a second.
TEST_F(HandshakeTest, DoesNotBeginAnewTwiceASecond) {
    begin();
    EXPECT_TRUE(is_nothing(handshake_->begin(at(100))));
    EXPECT_TRUE(is_nothing(handshake_->begin(at(200))));
    EXPECT_EQ(handshake_->next_deadline(), at(1000));
    const auto hello = sent(handshake_->advance(at(1000)));
    EXPECT_EQ(decoded<sealed::Hello>(hello).versions, (sealed::Versions{1, 2}));
    EXPECT_NE(hello, hello_);
    EXPECT_EQ(handshake_->next_deadline(), at(1250));
    EXPECT_FALSE(handshake_->is_over(at(8999)));
}

// Only a COOKIE with the own index counts, and only while one is waited for.
TEST_F(HandshakeTest, IgnoresTheCookiesOfOthers) {
    begin();
    const auto index = decoded<sealed::Hello>(hello_).client_index;
    EXPECT_TRUE(is_nothing(take(1, sealed::encode(sealed::CookieReply{.client_index = 7}))));
    const auto cookie = sealed::encode(sealed::CookieReply{.client_index = index});
    EXPECT_NE(sent(take(2, cookie)), "");
    EXPECT_TRUE(is_nothing(take(300, cookie)));
    Handshake idle(sealed_options(), counting_random());
    EXPECT_TRUE(is_nothing(idle.datagram(at(0), sealed::decode(cookie))));
}

// When the cookie has expired, INITIATE is sent with the new one; but not as fast as cookies come.
TEST_F(HandshakeTest, TakesAnotherCookieWhenTheFirstHasExpired) {
    const auto first_bytes = initiate();
    const auto first = decoded<sealed::Initiate>(first_bytes);
    server_.set_cookie(77);
    EXPECT_TRUE(is_nothing(take(259, server_.cookie())));
    const auto second_bytes = sent(take(260, server_.cookie()));
    const auto second = decoded<sealed::Initiate>(second_bytes);
    EXPECT_NE(second.cookie, first.cookie);
    EXPECT_TRUE(is_established(take(270, server_.answer(second_bytes))));
}

// A COOKIE whose version was damaged on the way does no harm.
TEST_F(HandshakeTest, SurvivesADamagedCookie) {
    begin();
    auto cookie = server_.answer(hello_);
    cookie[1] ^= 4;
    EXPECT_TRUE(is_nothing(take(10, cookie)));
    EXPECT_NE(sent(take(20, server_.answer(hello_))), "");
}

// One that speaks wrongly of a passphrase leads to an ANSWER that does not decrypt, so nobody is
// asked for one, and the handshake begins anew.
TEST_F(HandshakeTest, AsksNobodyOnAForgedCookie) {
    begin();
    auto cookie = server_.answer(hello_);
    cookie[6] ^= 1;
    EXPECT_TRUE(is_nothing(take(20, server_.answer(sent(take(10, cookie))))));
    EXPECT_TRUE(handshake_->is_over(at(8010)));
}

// Without the passphrase of the room one is asked for, for as long as it takes.
TEST_F(HandshakeTest, AsksForThePassphrase) {
    server_.set_passphrase("open sesame");
    EXPECT_EQ(only<AwaitsPassphrase>(complete()), asked(false));
    EXPECT_TRUE(handshake_->awaits_passphrase());
    EXPECT_EQ(handshake_->next_deadline(), std::nullopt);
    EXPECT_TRUE(is_nothing(take(270, server_.answer(hello_))));
    EXPECT_TRUE(is_nothing(handshake_->retry(at(280))));

    EXPECT_EQ(only<AwaitsPassphrase>(handshake_->passphrase(at(90'000), "")), asked(false));
    EXPECT_EQ(only<AwaitsPassphrase>(handshake_->passphrase(at(90'000), std::string(257, 'x'))),
              asked(false));
    finish_with(90'000, "open sesame");
    EXPECT_TRUE(server_.is_established());
}

// Whoever is not the server gets no chance to try passphrases: the key is compared before.
TEST_F(HandshakeTest, AsksOnlyForThePassphraseOfTheKnownServer) {
    server_.set_passphrase("open sesame");
    auto options = sealed_options();
    options.known_server = key_pair(99).key;
    EXPECT_EQ(only<Ended>(complete(options)), key_changed());
}

// A passphrase that nobody has asked for is not taken.
TEST_F(HandshakeTest, TakesAPassphraseOnlyWhenAsked) {
    begin();
    EXPECT_TRUE(is_nothing(handshake_->passphrase(at(10), "open sesame")));
    EXPECT_FALSE(handshake_->awaits_passphrase());
}

// With the passphrase at hand nobody is asked, and its key is computed once.
TEST_F(HandshakeTest, DerivesTheKeyOfThePassphraseOnce) {
    server_.set_passphrase("open sesame");
    auto options = sealed_options();
    options.passphrase.emplace("open sesame");
    int derivations = 0;
    options.derive_passphrase_key = [&](std::string_view passphrase, const sealed::PublicKey& key) {
        ++derivations;
        return quick_passphrase_key(passphrase, key);
    };
    EXPECT_EQ(server_.answer(sent(complete(options))), "");
    EXPECT_TRUE(server_.is_established());
    const auto hello = sent(handshake_->begin(at(5000)));
    const auto initiate_datagram = sent(take(5010, server_.answer(hello)));
    EXPECT_TRUE(is_established(take(5020, server_.answer(initiate_datagram))));
    EXPECT_EQ(derivations, 1);
}

// However long deriving the key takes, FINISH is repeated that much later, and not at once.
TEST_F(HandshakeTest, RepeatsFinishAfterTheTimeThatTheKeyTook) {
    server_.set_passphrase("open sesame");
    auto options = sealed_options();
    options.passphrase.emplace("open sesame");
    const auto finish = sent(take(20, server_.answer(initiate(options))));
    EXPECT_EQ(handshake_->next_deadline(), at(20));
    EXPECT_FALSE(handshake_->is_over(at(9000)));
    EXPECT_TRUE(is_nothing(handshake_->advance(at(9000)))); // It took nine seconds.
    EXPECT_EQ(handshake_->next_deadline(), at(9250));
    EXPECT_EQ(sent(handshake_->advance(at(9250))), finish);
    EXPECT_TRUE(handshake_->is_over(at(17'000)));
}

// A passphrase for a room without one does not matter.
TEST_F(HandshakeTest, GoesOnWithoutThePassphraseIfTheRoomHasNone) {
    auto options = sealed_options();
    options.passphrase.emplace("open sesame");
    EXPECT_EQ(server_.answer(sent(complete(options))), "");
    EXPECT_TRUE(server_.is_established());
}

// FAILED with the right tag says that the passphrase is wrong, if it comes for a second FINISH too.
// Then another one is asked for.
TEST_F(HandshakeTest, AsksAgainAfterAWrongPassphrase) {
    server_.set_passphrase("open sesame");
    auto options = sealed_options();
    options.passphrase.emplace("open barley");
    const auto finish = sent(complete(options));
    const auto failed = server_.answer(finish);
    EXPECT_TRUE(is_nothing(take(30, failed)));
    EXPECT_TRUE(is_nothing(take(31, failed)));
    EXPECT_EQ(sent(handshake_->advance(at(270))), finish);
    EXPECT_EQ(only<AwaitsPassphrase>(take(280, server_.answer(finish))), asked(true));
    EXPECT_TRUE(handshake_->awaits_passphrase());
    EXPECT_EQ(handshake_->next_deadline(), std::nullopt);
    finish_with(5000, "open sesame");
    EXPECT_TRUE(server_.is_established());
}

// A FINISH that was damaged is repeated when its time has come.
TEST_F(HandshakeTest, SurvivesADamagedFinish) {
    server_.set_passphrase("open sesame");
    auto options = sealed_options();
    options.passphrase.emplace("open sesame");
    const auto finish = sent(complete(options));
    for (const std::size_t position : {10U, 68U}) { // In the static key, in the payload's tag.
        auto damaged = finish;
        damaged[position] ^= 1;
        const auto failed = server_.answer(damaged);
        EXPECT_NE(failed, "");
        EXPECT_TRUE(is_nothing(take(30, failed)));
    }
    EXPECT_EQ(server_.answer(sent(handshake_->advance(at(270)))), "");
    EXPECT_TRUE(server_.is_established());
}

// FAILED is ignored with a wrong tag or index, in a room without a passphrase, and out of turn.
TEST_F(HandshakeTest, IgnoresForgedFailures) {
    server_.set_passphrase("open sesame");
    auto options = sealed_options();
    options.passphrase.emplace("open barley");
    const auto finish = sent(complete(options));
    const auto failed = server_.answer(finish);
    for (std::size_t position = 1; position < failed.size(); ++position) {
        auto forged = failed;
        forged[position] ^= 1;
        handshake_->advance(*handshake_->next_deadline());
        EXPECT_TRUE(is_nothing(take(30, forged))) << position;
    }
    handshake_->stop();
    EXPECT_TRUE(is_nothing(take(40, failed)));

    SealedServer open_room;
    Handshake handshake(sealed_options(), counting_random());
    const auto hello = sent(handshake.begin(at(0)));
    const auto initiate_datagram =
        sent(handshake.datagram(at(1), sealed::decode(open_room.answer(hello))));
    handshake.datagram(at(2), sealed::decode(open_room.answer(initiate_datagram)));
    const auto impossible = sealed::decode(open_room.failed(sealed::Failure::wrong_passphrase));
    EXPECT_TRUE(is_nothing(handshake.datagram(at(3), impossible)));
    handshake.advance(at(300));
    EXPECT_TRUE(is_nothing(handshake.datagram(at(301), impossible)));
}

// An ANSWER that is damaged anywhere is none; of the server's index only the server knows.
TEST_F(HandshakeTest, IgnoresDamagedAnswers) {
    const auto answer = server_.answer(initiate());
    for (std::size_t position = 0; position < answer.size(); ++position) {
        const bool is_server_index = position >= 5 && position < 9;
        if (!is_server_index) {
            auto damaged = answer;
            damaged[position] ^= 0x10;
            EXPECT_TRUE(is_nothing(take(20, damaged))) << position;
        }
        EXPECT_TRUE(is_nothing(take(20, answer.substr(0, position)))) << position;
    }
    EXPECT_TRUE(is_nothing(take(20, answer + '\0')));
    EXPECT_TRUE(is_established(take(20, answer)));
    EXPECT_TRUE(is_nothing(take(21, answer)));
}

// The server's key must be the known one.
TEST_F(HandshakeTest, EndsIfTheServersKeyHasChanged) {
    auto options = sealed_options();
    options.known_server = server_.key();
    EXPECT_TRUE(is_established(complete(options)));
    options.known_server = key_pair(99).key;
    EXPECT_EQ(only<Ended>(complete(options)), key_changed());
}

// A fingerprint says more than the known key.
TEST_F(HandshakeTest, ComparesTheFingerprint) {
    auto options = sealed_options();
    options.known_server = key_pair(99).key;
    options.fingerprint = sealed::fingerprint(server_.key());
    EXPECT_TRUE(is_established(complete(options)));
    options.known_server = server_.key();
    options.fingerprint = sealed::fingerprint(key_pair(99).key);
    EXPECT_EQ(only<Ended>(complete(options)),
              (Ended{EndReason::other_fingerprint, sealed::fingerprint(server_.key())}));
}

// Whoever was met first is the server, also if nothing was known of it before.
TEST_F(HandshakeTest, KeepsToTheKeyItHasMet) {
    EXPECT_TRUE(is_established(complete()));
    server_ = SealedServer(key_pair(201));
    const auto hello = sent(handshake_->begin(at(5000)));
    const auto initiate_datagram = sent(take(5010, server_.answer(hello)));
    EXPECT_EQ(only<Ended>(take(5020, server_.answer(initiate_datagram))), key_changed());
}

// Who is told that the server is there repeats at once; who has stopped does nothing.
TEST_F(HandshakeTest, RetriesAtOnce) {
    begin();
    handshake_->advance(at(250));
    handshake_->advance(at(750));
    EXPECT_EQ(sent(handshake_->retry(at(800))), hello_);
    EXPECT_EQ(handshake_->next_deadline(), at(1050));
    handshake_->stop();
    EXPECT_TRUE(is_nothing(handshake_->retry(at(1100))));
    EXPECT_TRUE(is_nothing(handshake_->advance(at(1100))));
    EXPECT_EQ(handshake_->next_deadline(), std::nullopt);
}

// What leads to a repetition may be forged, so bad news that comes again after it is not confirmed;
// after the handshake's own repetition it is.
TEST_F(HandshakeTest, IsNotConvincedByWhatAnybodyCanCause) {
    begin();
    const auto bad_news = sealed::encode(
        sealed::CookieReply{.version = 9,
                            .client_index = decoded<sealed::Hello>(hello_).client_index,
                            .needs_passphrase = false,
                            .cookie = {}});
    EXPECT_TRUE(is_nothing(take(10, bad_news)));
    EXPECT_EQ(sent(handshake_->retry(at(20))), hello_);
    EXPECT_TRUE(is_nothing(take(30, bad_news)));
    EXPECT_EQ(sent(handshake_->advance(handshake_->next_deadline().value())), hello_);
    EXPECT_EQ(only<Ended>(take(2000, bad_news)), (Ended{EndReason::other_version, "9"}));
}

// Datagrams that only a client sends, or that are none, lead to nothing.
TEST_F(HandshakeTest, IgnoresWhatIsNotForIt) {
    const auto initiate_datagram = initiate();
    for (const auto& datagram :
         {hello_, initiate_datagram, std::string("\x08"), std::string(), std::string("OK")}) {
        EXPECT_TRUE(is_nothing(take(20, datagram)));
    }
}

} // namespace

} // namespace chatroom
