// SPDX-License-Identifier: GPL-3.0-or-later
// Where to go if it is said, configured, or to be found.
#include "client/room_choice.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

const Wording& choice_wording() {
    return wording_in(classic::Language::en);
}

class RoomChoiceTest : public testing::Test {
protected:
    Result<ConfiguredRoom, std::string> choose() {
        Surroundings surroundings{[&] { return is_here_; }, [&] { return found_; }, nullptr};
        if (has_person_) {
            surroundings.choose = [&](const auto&) { return chosen_; };
        }
        return choose_room(options_, config_, choice_wording(), surroundings);
    }

    ClientOptions options_;
    ClientConfig config_;
    bool is_here_ = false;
    bool has_person_ = false;
    FoundRooms found_;
    std::optional<std::size_t> chosen_;
};

// What the command line says is done; a short name stands for what is configured under it.
TEST_F(RoomChoiceTest, DoesWhatIsSaid) {
    config_.room = "elsewhere";
    config_.rooms["ops"] = {.link = {{"a", 1}, "SHA256:x"}, .name = "alerts", .identity = "/i"};
    options_.room = "b:2";
    EXPECT_EQ(choose().value(), (ConfiguredRoom{.link = {{"b", 2}}}));
    options_.room = "ops";
    EXPECT_EQ(choose().value(), config_.rooms["ops"]);
    options_.name = "me";
    options_.identity = "/j";
    options_.fingerprint = "SHA256:y";
    EXPECT_EQ(choose().value(),
              (ConfiguredRoom{.link = {{"a", 1}, "SHA256:y"}, .name = "me", .identity = "/j"}));
    options_.room = "chatroom://c";
    EXPECT_EQ(choose().value().link.server, (ServerAddress{"c", 8888}));
}

// Then what is configured counts, and a name for all rooms.
TEST_F(RoomChoiceTest, GoesWhereItIsConfigured) {
    config_.room = "ops";
    config_.name = "小明";
    config_.rooms["ops"] = {.link = {{"a", 1}}};
    EXPECT_EQ(choose().value(), (ConfiguredRoom{.link = {{"a", 1}}, .name = "小明"}));
    config_.room = "a:b";
    EXPECT_EQ(choose().error(),
              "a:b is no address of a room: HOST, HOST:PORT or a chatroom:// link");
}

// Then a room on this machine, and one on the LAN if that is clear.
TEST_F(RoomChoiceTest, LooksAround) {
    is_here_ = true;
    found_.rooms = {{"Ops", {"192.168.1.5", 99}}};
    EXPECT_EQ(choose().value().link.server, ServerAddress{});
    is_here_ = false;
    EXPECT_EQ(choose().value().link.server, found_.rooms[0].server);
    found_.rooms.clear();
    EXPECT_EQ(choose().value().link.server, ServerAddress{});
}

// A person chooses, among one as well; a program is told to say which.
TEST_F(RoomChoiceTest, LetsAPersonChoose) {
    found_.rooms = {{"Ops", {"192.168.1.5", 99}}, {"Class", {"192.168.1.6", 88}}};
    EXPECT_EQ(choose().error(), "there are several rooms on this LAN, name one of them: "
                                "192.168.1.5:99 192.168.1.6:88");
    has_person_ = true;
    chosen_ = 1;
    EXPECT_EQ(choose().value().link.server, found_.rooms[1].server);
    chosen_.reset();
    EXPECT_FALSE(choose());
    found_.rooms.pop_back();
    EXPECT_EQ(choose().error(), "no room was chosen; on this LAN there is: 192.168.1.5:99");
}

// What the classic protocol cannot give is not dropped silently, wherever it was asked for.
TEST_F(RoomChoiceTest, PromisesNothingOfTheClassicProtocol) {
    const auto refused = [this] {
        const auto room = choose();
        return !room && room.error() == choice_wording().classic_has_no_keys;
    };
    options_.room = "chatroom://a?fp=SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";
    EXPECT_FALSE(refused());
    options_.is_classic = true;
    EXPECT_TRUE(refused());
    options_.room = "old";
    config_.rooms["old"] = {.link = {{"a", 1}}, .is_classic = true};
    EXPECT_FALSE(refused());
    options_.fingerprint = "SHA256:y";
    EXPECT_TRUE(refused());
    options_.fingerprint.reset();
    options_.identity = "/i";
    EXPECT_TRUE(refused());
    options_.identity.reset();
    config_.rooms["old"].passphrase_file = "/p";
    EXPECT_TRUE(refused());
    config_.rooms["old"] = {.link = {{"a", 1}, "SHA256:x"}, .is_classic = true};
    EXPECT_TRUE(refused());
}

} // namespace

} // namespace chatroom
