# SPDX-License-Identifier: GPL-3.0-or-later
# Everything comes from Debian 12; ARCHITECTURE.md says what each is for.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tl-expected REQUIRED)
find_package(tomlplusplus REQUIRED)
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-i18n icu-uc)
pkg_check_modules(GCRYPT REQUIRED IMPORTED_TARGET libgcrypt)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(READLINE REQUIRED IMPORTED_TARGET readline)
pkg_check_modules(CLI11 REQUIRED IMPORTED_TARGET CLI11)
if(NOT CHATROOM_POSIX) # Of the daemon, chatroomctl and chatroom-web.
  find_package(OpenSSL REQUIRED)
  find_package(spdlog REQUIRED)
  find_package(SQLite3 REQUIRED)
  find_package(SQLiteCpp REQUIRED)
  pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
  pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
  pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
endif()

# Asio is used without Boost's compiled libraries.
add_library(chatroom_asio INTERFACE)
target_link_libraries(chatroom_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(chatroom_asio INTERFACE BOOST_ASIO_NO_DEPRECATED)
