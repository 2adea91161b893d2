# shellcheck shell=bash
# A temporary PostgreSQL server, sourced by tests/run and tests/fuzz: install_postgres installs it if it is missing
# (install_pgbouncer does so with the pooler that a test puts before it),
# start_postgres FOLDER [durable] starts it (reachable only by a socket in that folder), stop_postgres stops it. Nothing
# of it remains after the run. What the tests do with it is in the scripts that source this.

postgres_bin=''
postgres_user=''
postgres_data=''

# Finds the newest installed server.
find_postgres() {
  postgres_bin=$({ find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null || true; } | sort -V | tail -n 1)
  postgres_bin=${postgres_bin%/initdb}
}

# Debian's package starts a server on port 5432 when it is installed, unless it is configured not to.
install_postgres() {
  local settings=/etc/postgresql-common/createcluster.conf
  find_postgres
  if [[ -z $postgres_bin ]]; then
    as_root apt-get update -q
    as_root apt-get install -qy --no-install-recommends postgresql-common
    as_root sed -i -E 's/^#?\s*create_main_cluster\s*=.*/create_main_cluster = false/' "$settings"
    as_root apt-get install -qy --no-install-recommends postgresql
    find_postgres
  fi
  [[ -n $postgres_bin ]]
}

# Debian's package would start a server of its own, so no service may start meanwhile.
install_pgbouncer() {
  local policy=/usr/sbin/policy-rc.d
  [[ -x /usr/sbin/pgbouncer ]] || command -v pgbouncer >/dev/null && return
  if [[ -e $policy ]]; then
    install_package pgbouncer
    return
  fi
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod +x "$policy"
  install_package pgbouncer || { as_root rm -f "$policy" && false; }
  as_root rm -f "$policy"
}

install_package() {
  as_root apt-get update -q
  as_root apt-get install -qy --no-install-recommends "$1"
}

as_root() {
  if ((EUID == 0)); then
    env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

# PostgreSQL refuses to run as root.
as_server() {
  if ((EUID == 0)); then
    (cd / && runuser -u "$postgres_user" -- "$@")
  else
    "$@"
  fi
}

# The data is deleted after the run, so nothing is flushed to the disk, unless the server is to be as slow as in
# production.
start_postgres() {
  local folder=$1 flush=off
  if [[ ${2:-} == durable ]]; then
    flush=on
  fi
  postgres_data=$folder/postgres
  postgres_user=$(id -un)
  if ((EUID == 0)); then
    postgres_user=$(id -un postgres 2>/dev/null || echo nobody)
  fi
  mkdir -m 700 "$postgres_data"
  if ((EUID == 0)); then
    chown "$postgres_user" "$postgres_data"
  fi
  as_server "$postgres_bin/initdb" --pgdata="$postgres_data" --username=perno --auth=trust --encoding=UTF8 --no-locale \
    --no-sync >"$folder/initdb.log" || (cat "$folder/initdb.log" && false)
  cat >>"$postgres_data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$postgres_data'
max_connections = 200
max_locks_per_transaction = 256
shared_buffers = 128MB
fsync = $flush
synchronous_commit = $flush
full_page_writes = $flush
wal_level = minimal
max_wal_senders = 0
timezone = 'UTC'
CONF
  as_server "$postgres_bin/pg_ctl" start --silent --wait --timeout=60 --pgdata="$postgres_data" \
    --log="$postgres_data/server.log" || (cat "$postgres_data/server.log" && false)
  export PERNO_TEST_POSTGRES_URL=postgres://perno@${postgres_data//\//%2F}/postgres
}

stop_postgres() {
  if [[ -n $postgres_data && -f $postgres_data/postmaster.pid ]]; then
    as_server "$postgres_bin/pg_ctl" stop --silent --mode=immediate --pgdata="$postgres_data" || true
  fi
}
