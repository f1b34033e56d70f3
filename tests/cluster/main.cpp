// SPDX-License-Identifier: GPL-3.0-or-later
// Exit status 77: there is no PostgreSQL here.
#include "tests/cluster/postgres_server.hpp"

#include <iostream>

#include <gtest/gtest.h>
#include <sodium.h>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (!chatroom::cluster::has_postgres()) {
        std::cout << "there is no PostgreSQL 15 here (script/bootstrap test)\n";
        return 77;
    }
    return ::sodium_init() < 0 ? 1 : RUN_ALL_TESTS();
}
