# SPDX-License-Identifier: GPL-3.0-or-later
# Everything goes where the prefix says: /usr for a package, /usr/local (CMake's default) by hand.
set(CHATROOM_UNIT_DIR "" CACHE PATH
  "Where the systemd unit is installed, if not in lib/systemd/system under the prefix")
if(CHATROOM_UNIT_DIR)
  set(unit_dir ${CHATROOM_UNIT_DIR})
else()
  set(unit_dir lib/systemd/system)
endif()

install(TARGETS chatroomd DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(TARGETS chatroomctl chatroom-client DESTINATION ${CMAKE_INSTALL_BINDIR})

# The unit in the tree is the one for /usr; other prefixes get their own paths.
file(READ systemd/chatroomd.service unit)
string(REPLACE "/usr/sbin/" "${CMAKE_INSTALL_FULL_SBINDIR}/" unit "${unit}")
string(REPLACE "/etc/" "${CMAKE_INSTALL_FULL_SYSCONFDIR}/" unit "${unit}")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/chatroomd.service CONTENT "${unit}" @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS systemd/chatroomd.service)
install(FILES ${CMAKE_BINARY_DIR}/chatroomd.service DESTINATION ${unit_dir})
install(FILES systemd/chatroomd.catalog DESTINATION lib/systemd/catalog)
install(FILES systemd/chatroom.sysusers DESTINATION lib/sysusers.d RENAME chatroomd.conf)

# A configuration that is already there belongs to the administrator.
install(CODE "
  set(configuration \"\$ENV{DESTDIR}${CMAKE_INSTALL_FULL_SYSCONFDIR}/chatroomd.toml\")
  if(EXISTS \"\${configuration}\")
    message(STATUS \"Kept: \${configuration}\")
  else()
    file(INSTALL \"${CMAKE_SOURCE_DIR}/etc/chatroomd.toml\"
      DESTINATION \"${CMAKE_INSTALL_FULL_SYSCONFDIR}\")
  endif()")

install(FILES etc/completions/chatroomctl etc/completions/chatroom-client
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES etc/completions/_chatroomctl
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
foreach(section 1 5 8)
  install(DIRECTORY docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section}
    FILES_MATCHING PATTERN "*.${section}")
endforeach()
install(FILES README.md README.zh-CN.md
  protocol/CLASSIC.md protocol/CONTROL.md protocol/PROTOCOL.md docs/grafana-dashboard.json
  DESTINATION ${CMAKE_INSTALL_DOCDIR})
