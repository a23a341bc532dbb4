#!/usr/bin/env bash
# with-postgres.sh COMMAND…: runs a command beside a PostgreSQL of its own, and removes it afterwards.
#
# The command finds the server by STATES_POSTGRES_URL, psql and pgbench by PGHOST, PGPORT, PGUSER and PGDATABASE. It may
# stop and start the server; PGDATA is set, and PGRUN is what runs a program as the user of the server:
#   cd / && $PGRUN "$PGBIN/pg_ctl" stop -m immediate && $PGRUN "$PGBIN/pg_ctl" start -w -l "$PGLOG"
# Settings: PGBIN, the folder of initdb and pg_ctl; STATES_POSTGRES_FSYNC=off for tests that need no durability.
set -euo pipefail
if [ $# -eq 0 ]; then
  sed -n '2,8s/^# *//p' "$0"
  exit 2
fi

if [ -z "${PGBIN:-}" ]; then
  # Debian keeps a folder for each version, the newest of which is the last.
  PGBIN=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$PGBIN" ] && command -v pg_ctl >/dev/null; then PGBIN=$(dirname "$(readlink -f "$(command -v pg_ctl)")"); fi
fi
if [ ! -x "$PGBIN/initdb" ]; then
  echo "with-postgres.sh: there is no PostgreSQL (apt-get install postgresql, or set PGBIN)" >&2
  exit 3
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/postgres.XXXXXX")
PGDATA=$folder/data
PGLOG=$folder/log
PGRUN=
# The server refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  chown "$user" "$folder"
  PGRUN="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups --"
fi

finish() {
  local code=$?
  trap - EXIT INT TERM HUP
  if [ -f "$PGDATA/postmaster.pid" ]; then
    (cd / && $PGRUN "$PGBIN/pg_ctl" -D "$PGDATA" stop -m immediate -s) >/dev/null 2>&1 || true
  fi
  rm -rf "$folder"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# A port that nobody has; another process may take it before the server does, hence several attempts.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null ||
    echo $((20000 + RANDOM % 20000))
}

cd /
$PGRUN "$PGBIN/initdb" -D "$PGDATA" -U states -A trust -E UTF8 --no-locale -N >"$folder/initdb" 2>&1 || {
  cat "$folder/initdb" >&2
  exit 3
}
cat >>"$PGDATA/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
fsync = ${STATES_POSTGRES_FSYNC:-on}
shared_buffers = 256MB
max_wal_size = 2GB
max_connections = 100
CONF
for attempt in 1 2 3 4 5; do
  PGPORT=$(free_port)
  echo "port = $PGPORT" >>"$PGDATA/postgresql.conf"
  if $PGRUN "$PGBIN/pg_ctl" -D "$PGDATA" -l "$PGLOG" -w -s start >/dev/null 2>&1; then break; fi
  if [ "$attempt" = 5 ]; then
    cat "$PGLOG" >&2
    exit 3
  fi
done
$PGRUN "$PGBIN/createdb" -h "$folder" -p "$PGPORT" -U states states
cd "$OLDPWD"

export PGBIN PGDATA PGLOG PGPORT PGRUN
export PGHOST=$folder PGUSER=states PGDATABASE=states
export STATES_POSTGRES_URL="postgres://states@127.0.0.1:$PGPORT/states"
# In the background, so that a signal is dealt with at once.
"$@" &
child=$!
trap 'kill -TERM "$child" 2>/dev/null; exit 143' TERM HUP
trap 'kill -INT "$child" 2>/dev/null; exit 130' INT
code=0
wait "$child" || code=$?
exit "$code"
