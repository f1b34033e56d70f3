# SPDX-License-Identifier: GPL-3.0-or-later
# Everything goes where the prefix says: /usr for a package, /usr/local (CMake's default) by hand.
set(CHATROOM_UNIT_DIR "" CACHE PATH
  "Where the systemd unit is installed, if not in lib/systemd/system under the prefix")
if(CHATROOM_UNIT_DIR)
  set(unit_dir ${CHATROOM_UNIT_DIR})
else()
  set(unit_dir lib/systemd/system)
endif()

install(TARGETS chatroomd chatroom-web DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(TARGETS chatroomctl chatroom-client DESTINATION ${CMAKE_INSTALL_BINDIR})

# systemd looks for generators beside its units.
install(TARGETS chatroomd-generator DESTINATION ${unit_dir}-generators)

# The units in the tree are the ones for /usr; other prefixes get their own paths. One of several
# rooms, chatroomd@NAME, has its own configuration, state and control socket.
foreach(kind service socket)
  file(READ systemd/chatroomd.${kind} unit)
  string(REPLACE "--config /etc/chatroomd.toml\n" "--config /etc/chatroomd/%i.toml \
--state /var/lib/chatroomd-%i --socket /run/chatroomd-%i/control.sock\n" template "${unit}")
  string(REPLACE "/etc/chatroomd.toml" "/etc/chatroomd/%i.toml" template "${template}")
  string(REPLACE "/run/chatroomd/" "/run/chatroomd-%i/" template "${template}")
  string(REPLACE "=chatroomd/daemon chatroomd/root" "=chatroomd-%i/daemon chatroomd-%i/root"
    template "${template}")
  string(REPLACE "StateDirectory=chatroomd" "StateDirectory=chatroomd-%i" template "${template}")
  string(REPLACE "chatroomd.socket" "chatroomd@%i.socket" template "${template}")
  string(REPLACE " chatroomd.service" " chatroomd@%i.service" template "${template}")
  string(REGEX REPLACE "(Description=[^\n]*)" "\\1 %i" template "${template}")
  string(REPLACE "ListenDatagram=[::]:8888\n" "" template "${template}")
  foreach(name chatroomd chatroomd@)
    if(name STREQUAL "chatroomd@")
      set(unit "${template}")
    endif()
    string(REPLACE "/usr/sbin/" "${CMAKE_INSTALL_FULL_SBINDIR}/" unit "${unit}")
    string(REPLACE "/etc/" "${CMAKE_INSTALL_FULL_SYSCONFDIR}/" unit "${unit}")
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${name}.${kind} CONTENT "${unit}" @ONLY)
    install(FILES ${CMAKE_BINARY_DIR}/${name}.${kind} DESTINATION ${unit_dir})
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS systemd/chatroomd.${kind})
endforeach()
foreach(kind service socket)
  file(READ systemd/chatroom-web.${kind} unit)
  string(REPLACE "/usr/sbin/" "${CMAKE_INSTALL_FULL_SBINDIR}/" unit "${unit}")
  string(REPLACE "/etc/" "${CMAKE_INSTALL_FULL_SYSCONFDIR}/" unit "${unit}")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/chatroom-web.${kind} CONTENT "${unit}" @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/chatroom-web.${kind} DESTINATION ${unit_dir})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS systemd/chatroom-web.${kind})
endforeach()
install(FILES systemd/chatroomd.catalog DESTINATION lib/systemd/catalog)
install(FILES systemd/chatroom.sysusers DESTINATION lib/sysusers.d RENAME chatroomd.conf)
install(FILES systemd/chatroom-web.sysusers DESTINATION lib/sysusers.d RENAME chatroom-web.conf)

# A configuration that is already there belongs to the administrator.
foreach(name chatroomd chatroom-web)
  install(CODE "
    set(configuration \"\$ENV{DESTDIR}${CMAKE_INSTALL_FULL_SYSCONFDIR}/${name}.toml\")
    if(EXISTS \"\${configuration}\")
      message(STATUS \"Kept: \${configuration}\")
    else()
      file(INSTALL \"${CMAKE_SOURCE_DIR}/etc/${name}.toml\"
        DESTINATION \"${CMAKE_INSTALL_FULL_SYSCONFDIR}\")
    endif()")
endforeach()

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
  docs/bots.md docs/CLUSTER.md docs/ssh.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES docs/examples/nginx.conf docs/examples/Caddyfile protocol/WEB.md
  DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/chatroom-web)
