# SPDX-License-Identifier: GPL-3.0-or-later
# The client as macOS and the BSDs would have to build it: where Linux offers something of its own
# this build does as if it did not. Headers that only Linux has are errors, options of sockets that
# only it has are not there, and the program is looked at for functions that only the C library of
# Linux has.
include_directories(BEFORE ${CMAKE_SOURCE_DIR}/cmake/posix)
add_compile_definitions(
  BOOST_ASIO_DISABLE_EPOLL BOOST_ASIO_DISABLE_EVENTFD BOOST_ASIO_DISABLE_TIMERFD)
