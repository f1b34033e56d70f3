# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
# Members of the room for tests/system/inside, which has set work and patience.

# Members: a process with a pipe either way each.
declare -A process said heard lines

# starts NAME [ARGUMENT...]: NAME's client begins to enter.
starts() {
    local in out
    mkfifo --mode=666 "$work/$1.in" "$work/$1.out"
    mkdir --mode=777 "$work/$1.data"
    runuser -u nobody -- env LC_ALL=zh_CN.UTF-8 XDG_DATA_HOME="$work/$1.data" \
        chatroom-client 127.0.0.1 --name "$@" \
        <"$work/$1.in" >"$work/$1.out" 2>"$work/$1.errors" &
    process[$1]=$!
    exec {in}>"$work/$1.in" {out}<"$work/$1.out"
    said[$1]=$in heard[$1]=$out lines[$1]=
}

says() { echo "$2" >&"${said[$1]}"; }

# hears NAME LINE: NAME gets that line, now or soon. Everything until then goes to lines[NAME].
hears() {
    local line
    while read -r -t "$patience" -u "${heard[$1]}" line; do
        lines[$1]+=$line$'\n'
        [ "$line" != "$2" ] || return 0
    done
    echo "$1 heard only:"
    echo "${lines[$1]-}"
    cat "$work/$1.errors"
    return 1
}

# ends NAME [STATUS]: NAME's client ends, and with that exit status, 0 if there is none.
ends() {
    local line status=0
    while [ "$status" -eq 0 ]; do
        read -r -t "$patience" -u "${heard[$1]}" line || status=$?
    done
    [ "$status" -eq 1 ] || { # 1 is the end of its output; more is that nothing came in time.
        echo "$1's client is still running"
        return 1
    }
    status=0
    wait "${process[$1]}" || status=$?
    [ "$status" -eq "${2-0}" ] || {
        echo "$1's client ends with $status"
        return 1
    }
}

# closes NAME: NAME's client gets the end of its input. Clients that entered later hold a copy of
# this end of the pipe, so only the latest can be told.
closes() {
    local in=${said[$1]}
    exec {in}>&-
}

nobody_was_told_of_a_departure() {
    ! grep -E '退出|left' <<<"${lines[*]}"
}

# conversation TEXT [COLON]: one says it and the other hears it, and the other way round; and so
# does the sealed member, whose own words come back.
conversation() {
    local colon=${2:-：}
    says 小明 "$1" && hears 小红 "小明 $colon $1" &&
        says 小红 "$1!" && hears 小明 "小红 $colon $1!" &&
        hears 小兰 "小红 ： $1!" && says 小兰 "$1?" && hears 小兰 "小兰 ： $1?" &&
        hears 小明 "小兰 $colon $1?" && hears 小红 "小兰 $colon $1?"
}

# told_of_a_loss NAME: NAME's client says that the server has lost something, now or soon.
told_of_a_loss() {
    local try
    for ((try = 0; try < patience * 10; ++try)); do
        grep 丢失 "$work/$1.errors" && return
        sleep 0.1
    done
    cat "$work/$1.errors"
    return 1
}

# Many members: each writes what it hears to a file of its own. The first few of each protocol
# speak; the others read from one pipe that nobody writes to.
readonly speakers=5 lines_each=12

# crowd_enters KIND COUNT [ARGUMENT...]: KIND1, KIND2, …
crowd_enters() {
    local kind=$1 count=$2 number input
    shift 2
    for ((number = 1; number <= count; ++number)); do
        input=$work/silent.in
        [ "$number" -gt "$speakers" ] || input=$work/$kind$number.in
        mkdir --mode=777 "$work/$kind$number.data"
        [ -p "$input" ] || mkfifo --mode=666 "$input"
    done
    # shellcheck disable=SC2016
    runuser -u nobody -- env LC_ALL=zh_CN.UTF-8 bash -c '
        work=$1 kind=$2 count=$3 speakers=$4
        shift 4
        for ((number = 1; number <= count; ++number)); do
            input=$work/silent.in
            [ "$number" -gt "$speakers" ] || input=$work/$kind$number.in
            XDG_DATA_HOME=$work/$kind$number.data chatroom-client 127.0.0.1 \
                --name "$kind$number" "$@" <>"$input" \
                >>"$work/crowd/$kind$number.out" 2>>"$work/crowd/$kind$number.errors" &
            echo $! >>"$work/crowd/pids"
        done
        wait' crowd "$work" "$kind" "$count" "$speakers" "$@" &
}

# crowd_says FIRST LAST: every speaker says the lines of these numbers, all of them in turn.
crowd_says() {
    local line kind number
    for ((line = $1; line <= $2; ++line)); do
        for kind in 旧 新; do
            for ((number = 1; number <= speakers; ++number)); do
                echo "句 $line" >"$work/$kind$number.in"
            done
        done
        sleep 0.2 # As people do, and within the limits.
    done
}

# who_lacks_something: the members that have not heard every line of every other speaker once.
who_lacks_something() {
    local file name speaker kind number wanted got twice
    for file in "$work"/crowd/*.out; do
        name=$(basename "$file" .out)
        wanted=$((2 * speakers * lines_each))
        for kind in 旧 新; do
            for ((number = 1; number <= speakers; ++number)); do
                speaker=$kind$number
                [ "$speaker" != "$name" ] || wanted=$((wanted - lines_each))
            done
        done
        got=$(grep -E "^[旧新][0-9]+ [：:] 句 [0-9]+$" "$file" | grep -v "^$name [：:]" | sort -u | wc -l)
        twice=$(grep -E "^[旧新][0-9]+ [：:] 句 [0-9]+$" "$file" | sort | uniq -d | wc -l)
        if [ "$got" -ne "$wanted" ] || [ "$twice" -ne 0 ]; then
            echo "$name: $got of $wanted, $twice twice"
        fi
    done
}
everybody_heard_everything() {
    local try
    for ((try = 0; try < patience; ++try)); do
        [ -n "$(who_lacks_something)" ] || return 0
        sleep 1
    done
    who_lacks_something
    return 1
}
