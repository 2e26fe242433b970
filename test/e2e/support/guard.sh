# Runs a server until its standard input ends, then removes its folder. The input is a pipe from the
# tests: however they end, it ends with them, so that no server outlives the run.
#
# usage: guard.sh <folder> <signal that stops the server> <program> [argument...]
folder=$1
signal=$2
shift 2
exec 3<&0 0</dev/null
"$@" &
server=$!
# The server must not hold the pipe open for the watch, nor the watch the server's output.
{ cat <&3 >/dev/null; kill -s "$signal" "$server" 2>/dev/null; } >/dev/null 2>&1 &
exec 3<&-
wait "$server"
status=$?
rm -rf "$folder"
exit "$status"
