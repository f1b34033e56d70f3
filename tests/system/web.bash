# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The room in a browser, without one: tests/web has those. Sourced by tests/system/inside.

# page PATH: what the service answers.
page() {
    local connection
    exec {connection}<>/dev/tcp/127.0.0.1/8880
    printf 'GET %s HTTP/1.1\r\nHost: localhost:8880\r\nConnection: close\r\n\r\n' "$1" \
        >&"$connection"
    timeout "$patience" cat <&"$connection"
    exec {connection}>&-
}

# page_has PATH TEXT...: that is in the answer.
page_has() {
    local answer text
    answer=$(page "$1" | tr -d '\0')
    shift
    for text in "$@"; do
        grep -F -- "$text" <<<"$answer" || return 1
    done
}

# enters_by_page NAME: as a page does (protocol/WEB.md); it is inside, and leaves.
enters_by_page() {
    local connection line size hello
    hello='{"t":"hello","v":1,"secret":"'$(printf 'ab%.0s' {1..32})'","tab":"0123456789abcdef",'
    hello+='"name":"'$1'","have":0}'
    size=$(printf %s "$hello" | wc -c)
    exec {connection}<>/dev/tcp/127.0.0.1/8880
    printf '%s\r\n' 'GET /room HTTP/1.1' 'Host: localhost:8880' 'Origin: http://localhost:8880' \
        'Upgrade: websocket' 'Connection: Upgrade' 'Sec-WebSocket-Version: 13' \
        'Sec-WebSocket-Key: a2tra2tra2tra2tra2traw==' '' >&"$connection"
    while IFS= read -r -t "$patience" line <&"$connection" && [ "$line" != $'\r' ]; do
        echo "$line"
    done
    # RFC 6455, section 5.2: a text of a length in two bytes, with a mask that changes nothing.
    # shellcheck disable=SC2059
    printf "\\x81\\xfe$(printf '\\x%02x\\x%02x' $((size >> 8)) $((size & 255)))\\0\\0\\0\\0%s" \
        "$hello" >&"$connection"
    soon bash -c "chatroomctl who | grep '^$1 .*sealed'" || return 1
    # {"t":"leave"}
    printf '\x81\x8d\0\0\0\0{"t":"leave"}' >&"$connection"
    soon bash -c "! chatroomctl who | grep '^$1 '"
    exec {connection}>&-
}

web_is() { is "$1" systemctl show --property="$2" --value chatroom-web; }

check "the room's page installs" dpkg -i /packages/chatroom-web_*.deb
check "installing opens its port" systemctl is-active chatroom-web.socket
check "and starts it" systemctl is-active chatroom-web
check "it starts at boot" systemctl is-enabled chatroom-web chatroom-web.socket
check "it needs little (15: exposure 1.5)" \
    systemd-analyze security --threshold=15 chatroom-web.service
check "it stops" systemctl stop chatroom-web.service
check "whoever asks for the page starts it" \
    page_has / "HTTP/1.1 200" "Content-Security-Policy" "main.js"
check "it is running then" web_is active ActiveState
check "it runs as chatroom-web" \
    is chatroom-web stat -c %U "/proc/$(systemctl show -P MainPID chatroom-web)"
check "it serves the page's parts" page_has /main.js "text/javascript" "import"
check "and nothing else" page_has /etc/passwd "HTTP/1.1 404"
check "somebody enters the room by it, and leaves" enters_by_page 网页
kill -KILL "$(systemctl show -P MainPID chatroom-web)"
check "it is there again after a kill" soon page_has / "HTTP/1.1 200"
check "its configuration is in order" \
    runuser -u nobody -- chatroom-web --check-config --config /etc/chatroom-web.toml
check "its package is purged" dpkg -P chatroom-web
check "purging leaves nothing of it" bash -c \
    '! ls -d /etc/chatroom-web.toml /usr/sbin/chatroom-web /etc/systemd/system/*.wants/*-web*'
check "its port is closed" bash -c '! : </dev/tcp/127.0.0.1/8880'
