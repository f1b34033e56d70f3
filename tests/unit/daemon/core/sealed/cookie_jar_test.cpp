// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/cookie_jar.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class CookieJarTest : public ::testing::Test {
protected:
    sealed::Cookie cookie() { return jar.cookie_for(now, here); }
    bool accepts(const sealed::Cookie& cookie) { return jar.accepts(now, here, cookie); }

    const Address here = address("10.0.0.1:1000");
    SteadyTime now{};
    CookieJar jar{counting_random()};
};

// A cookie is accepted from the address it was sent to, over whichever of our own addresses.
TEST_F(CookieJarTest, accepts_the_addresss_own) {
    const auto mine = cookie();
    EXPECT_TRUE(accepts(mine));
    auto over_another = here;
    over_another.local[15] = 7;
    EXPECT_TRUE(jar.accepts(now, over_another, mine));
}

// A cookie proves nothing of another IP address, port or scope.
TEST_F(CookieJarTest, refuses_another_addresss) {
    const auto mine = cookie();
    EXPECT_FALSE(jar.accepts(now, address("10.0.0.2:1000"), mine));
    EXPECT_FALSE(jar.accepts(now, address("10.0.0.1:1001"), mine));
    const auto scoped = jar.cookie_for(now, address("[fe80::1%1]:1000"));
    EXPECT_TRUE(jar.accepts(now, address("[fe80::1%1]:1000"), scoped));
    EXPECT_FALSE(jar.accepts(now, address("[fe80::1%2]:1000"), scoped));
}

// What nobody made is no cookie, also for a jar that has not made any.
TEST_F(CookieJarTest, refuses_what_it_did_not_make) {
    EXPECT_FALSE(accepts(sealed::Cookie{}));
    auto damaged = cookie();
    damaged[15] ^= 1;
    EXPECT_FALSE(accepts(damaged));
}

// Neither secret is ever one that everybody knows: a new jar draws two.
TEST_F(CookieJarTest, begins_with_secrets) {
    int drawn = 0;
    const auto random = counting_random();
    jar = CookieJar([&](std::span<std::uint8_t> bytes) {
        ++drawn;
        random(bytes);
    });
    cookie();
    EXPECT_EQ(drawn, 2);
}

// The same address gets the same cookie while the secret lives, and then another one.
TEST_F(CookieJarTest, renews_its_secret) {
    const auto first = cookie();
    now += seconds(60) - milliseconds(1);
    EXPECT_EQ(cookie(), first);
    now += milliseconds(1);
    EXPECT_NE(cookie(), first);
}

// Whenever it was made, a cookie is good for at least a secret's lifetime.
TEST_F(CookieJarTest, accepts_for_one_lifetime) {
    cookie();
    for (const auto wait : {seconds(0), seconds(30), seconds(59)}) {
        jar = CookieJar(counting_random());
        cookie();
        now += wait;
        const auto mine = cookie();
        now += seconds(60);
        EXPECT_TRUE(accepts(mine)) << wait.count();
    }
}

// Whenever the jar is touched in between, a cookie is worth nothing after two lifetimes.
TEST_F(CookieJarTest, refuses_after_two_lifetimes) {
    for (const auto touched : {seconds(30), seconds(60), seconds(90), seconds(119)}) {
        jar = CookieJar(counting_random());
        const auto begin = now;
        const auto mine = cookie();
        now = begin + touched;
        cookie();
        now = begin + seconds(120) - milliseconds(1);
        EXPECT_EQ(accepts(mine), true) << touched.count();
        now = begin + seconds(120);
        EXPECT_FALSE(accepts(mine)) << touched.count();
    }
}

// A jar that was not touched for long does not accept what it made before.
TEST_F(CookieJarTest, forgets_while_nobody_asks) {
    const auto mine = cookie();
    now += seconds(120);
    EXPECT_FALSE(accepts(mine));
    const auto later = cookie();
    now += hours(24);
    EXPECT_FALSE(accepts(later));
}

} // namespace
} // namespace chatroom
