// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/rooms.hpp"
#include "protocol/control_json.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/unit/ctl/stub_daemon.hpp"

#include <fstream>

#include <gmock/gmock.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;

RoomEntry entry_of(const StubDaemon::Behaviour& behaviour) {
    const StubDaemon daemon(behaviour);
    return ask_rooms({{"exam", daemon.socket()}}, 5s).at(0);
}

control::StatusInfo status_of_seven() {
    control::StatusInfo status;
    status.members = 7;
    status.listening = "[::]:8889";
    return status;
}

// Each folder with a control socket is a room, the one without a name first.
TEST(Rooms, AreFoundByTheirSockets) {
    const TemporaryDirectory run;
    const auto add = [&](const std::string& folder) {
        std::filesystem::create_directories(run.path() / folder);
        std::ofstream(run.path() / folder / "control.sock");
        return run.path() / folder / "control.sock";
    };
    EXPECT_THAT(find_rooms(run.path()), testing::IsEmpty());
    const auto b = add("chatroomd-b");
    const auto a = add("chatroomd-a.1");
    const auto main = add("chatroomd");
    add("chatroomd-");
    add("chatroomd--x");
    add("other");
    std::filesystem::create_directories(run.path() / "chatroomd-empty");
    EXPECT_THAT(find_rooms(run.path()),
                testing::ElementsAre(RoomPlace{"", main}, RoomPlace{"a.1", a}, RoomPlace{"b", b}));
    EXPECT_THAT(find_rooms("/nowhere"), testing::IsEmpty());
}

// A socket is that of a room if its path says so.
TEST(Rooms, AreKnownByTheirPaths) {
    EXPECT_EQ(room_at("/run/chatroomd-exam/control.sock"), "exam");
    for (const auto* path : {"/run/chatroomd/control.sock", "/run/chatroomd-/control.sock",
                             "/tmp/chatroomd-exam/control.sock", "/run/chatroomd-exam/x.sock"}) {
        EXPECT_EQ(room_at(path), std::nullopt) << path;
    }
}

// What a room says of itself stands in its line; why it says nothing stands there, too.
TEST(Rooms, AreListed) {
    const auto seven = entry_of(answers(encode_reply("1", status_of_seven())));
    auto main = seven;
    main.place = {"", "/run/chatroomd/control.sock"};
    const RoomEntry silent{{"b", "/run/chatroomd-b/control.sock"}, std::nullopt, "no answer"};
    EXPECT_EQ(rooms_table({main, seven, silent}), "ROOM    PORT       MEMBERS\n"
                                                  "(main)  [::]:8889  7\n"
                                                  "exam    [::]:8889  7\n"
                                                  "b       -          no answer\n");
    EXPECT_EQ(rooms_json({main, silent}),
              "{\"rooms\":[{\"listening\":\"[::]:8889\",\"members\":7,\"name\":\"\",\"socket\":"
              "\"/run/chatroomd/control.sock\"},{\"name\":\"b\",\"reason\":\"no answer\","
              "\"socket\":\"/run/chatroomd-b/control.sock\"}]}\n");
}

// A room that cannot be asked has a reason.
TEST(Rooms, HaveReasons) {
    EXPECT_EQ(ask_rooms({{"x", "/nowhere/control.sock"}}, 1s).at(0).reason, "not running");
    EXPECT_EQ(entry_of(answers("nonsense")).reason, "its answer cannot be read");
}

} // namespace
} // namespace chatroom
