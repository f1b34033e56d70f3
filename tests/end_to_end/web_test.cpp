// SPDX-License-Identifier: GPL-3.0-or-later
// chatroom-web as a process, and pages that do not do what the page does. What a browser shows is
// tested in tests/web.
#include "tests/end_to_end/daemon_process.hpp"
#include "tests/end_to_end/web_process.hpp"

#include <csignal>
#include <fstream>
#include <memory>
#include <stdexcept>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace chatroom::end_to_end {
namespace {

using nlohmann::json;

/// The daemon's passphrase in a file of its own.
DaemonSetup with_passphrase(const std::filesystem::path& folder, std::string_view passphrase) {
    const auto file = folder / "passphrase";
    std::ofstream(file) << passphrase << "\n";
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    return {.config = "[access]\npassphrase_file = \"" + file.string() + "\"\n"};
}

/// How much memory the program has mapped.
rlim_t mapped_bytes(pid_t program) {
    std::ifstream file("/proc/" + std::to_string(program) + "/statm");
    rlim_t pages = 0;
    file >> pages;
    return pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

/// A UDP port that takes everything and answers nothing.
class SilentPort {
public:
    SilentPort() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        auto* address = reinterpret_cast<sockaddr*>(&address_);
        if (::bind(socket_, address, size) != 0 || ::getsockname(socket_, address, &size) != 0) {
            throw std::runtime_error("there is no free port");
        }
    }
    ~SilentPort() { ::close(socket_); }
    SilentPort(const SilentPort&) = delete;
    SilentPort& operator=(const SilentPort&) = delete;

    Endpoint endpoint() const { return {"127.0.0.1", ntohs(address_.sin_port)}; }

private:
    int socket_;
    sockaddr_in address_{};
};

class WebTest : public testing::Test {
protected:
    TemporaryDirectory folder_;
    DaemonProcess daemon_;
    WebProcess web_{to_string(daemon_.endpoint())};
};

// Nobody keeps the service from ending: not pages that do not answer its close, not those that have
// not come in yet, not connections in the middle of a request.
TEST_F(WebTest, EndsWhateverPagesDo) {
    std::vector<std::unique_ptr<RawPage>> pages;
    const auto connect = [&]() -> RawPage& {
        return *pages.emplace_back(std::make_unique<RawPage>(web_.endpoint()));
    };
    for (const auto* name : {"Ann", "Bob", "Carol"}) {
        auto& page = connect();
        page.come_in(name);
        page.receive("entered");
    }
    connect();
    connect().upgrade();
    connect().send_raw("GET / HTTP/1.1\r\nHost:");
    auto& page = connect();
    page.come_in("a b");
    page.receive("refused");
    EXPECT_EQ(web_.terminate(), 0) << web_.process().errors().text();
}

// What a page says when its stay has ended changes nothing for anybody.
TEST_F(WebTest, GoesOnWhenAPageSpeaksAfterTheEnd) {
    RawPage page(web_.endpoint());
    page.come_in("a b");
    page.receive("refused");
    page.send({{"t", "leave"}});
    EXPECT_EQ(page.receive("ended").at("reason"), "never_entered");
    page.send({{"t", "name"}, {"name", "Zombie"}});
    page.send({{"t", "say"}, {"id", 1}, {"text", "late"}});
    page.send({{"t", "ping"}});
    page.receive("pong");
    EXPECT_EQ(daemon_.ctl_json({"who"}).at("members").size(), 0U);
    EXPECT_EQ(web_.terminate(), 0);
}

// Where the room has several addresses, one at which nobody answers keeps nobody out, though
// nothing says that nobody is there.
TEST(WebAddressesTest, AreTriedOneAfterTheOther) {
    DaemonProcess daemon;
    const SilentPort nobody;
    WebProcess web(to_string(nobody.endpoint()) + "," + to_string(daemon.endpoint()));
    RawPage page(web.endpoint());
    page.come_in("Ann");
    page.receive("entered");
}

// When the server is lost the stay goes on at the next one that shares the room.
TEST(WebAddressesTest, TakeOverFromEachOther) {
    DaemonProcess one;
    DaemonProcess other;
    other.terminate();
    std::filesystem::copy_file(one.state() / "server.key", other.state() / "server.key",
                               std::filesystem::copy_options::overwrite_existing);
    other.start_again();
    WebProcess web(to_string(one.endpoint()) + "," + to_string(other.endpoint()));
    RawPage page(web.endpoint());
    page.come_in("Ann");
    page.receive("entered");
    one.kill9();
    page.send({{"t", "say"}, {"id", 1}, {"text", "is anybody there"}});
    page.receive("unreachable");
    page.receive("reachable");
    EXPECT_EQ(other.ctl_json({"who"}).at("members").size(), 1U);
}

// Whoever closes a page has somebody in the room all the same, for a while: closing many fills it
// for nobody. Who comes again is no second one.
TEST(WebPlacesTest, AreTakenUntilTheStayEnds) {
    const TemporaryDirectory folder;
    const auto config = folder.path() / "web.toml";
    std::ofstream(config) << "[limits]\npages_of_a_network = 2\n";
    DaemonProcess daemon;
    WebProcess web(to_string(daemon.endpoint()), {"--config", config.string()});
    const auto visit = [&](std::string_view name, const std::string& secret) {
        RawPage page(web.endpoint(), secret);
        page.come_in(name);
        page.receive("entered");
        return std::string(page.secret());
    };
    const auto ann = visit("Ann", "");
    visit("Bob", "");
    RawPage carol(web.endpoint());
    carol.come_in("Carol");
    EXPECT_EQ(carol.close_code(), 4002);
    visit("Ann", ann);
    visit("Ann", ann);
    RawPage other(web.endpoint(), ann); // As another member, with the same key.
    other.come_in("Anna");
    EXPECT_EQ(other.close_code(), 4002);
}

// The key of a passphrase takes 64 MiB. Where there are none the page comes again later, and the
// others go on.
TEST(WebWithPassphraseTest, GoesOnWhenThereIsNoMemoryForAKey) {
    const TemporaryDirectory folder;
    DaemonProcess daemon(with_passphrase(folder.path(), "open sesame"));
    WebProcess web(to_string(daemon.endpoint()));
    RawPage ann(web.endpoint());
    ann.come_in("Ann", "open sesame");
    ann.receive("entered");

    rlimit before{};
    const auto pid = web.process().pid();
    constexpr rlim_t some_bytes = 32 << 20;
    const auto most = mapped_bytes(pid) + some_bytes;
    ASSERT_EQ(::prlimit(pid, RLIMIT_AS, nullptr, &before), 0);
    const rlimit tight{.rlim_cur = most, .rlim_max = before.rlim_max};
    ASSERT_EQ(::prlimit(pid, RLIMIT_AS, &tight, nullptr), 0);
    RawPage bob(web.endpoint());
    bob.come_in("Bob", "open barley");
    EXPECT_EQ(bob.close_code(), 4002);
    ann.send({{"t", "say"}, {"id", 1}, {"text", "still here"}});
    EXPECT_EQ(ann.receive("mark").at("mark"), "journal");

    ASSERT_EQ(::prlimit(pid, RLIMIT_AS, &before, nullptr), 0);
    RawPage carol(web.endpoint());
    carol.come_in("Carol", "open barley");
    EXPECT_EQ(carol.receive("passphrase").at("wrong"), true);
    EXPECT_EQ(web.terminate(), 0);
}

} // namespace
} // namespace chatroom::end_to_end
