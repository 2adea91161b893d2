# shellcheck shell=bash
# A server with the demonstration company for scripts that call it from outside, sourced by tests/fuzz and
# tests/clients/run. serve_demo FOLDER starts it on the database of PERNO_DATABASE_URL, with its log in that folder, and
# tells `origin`, and who may sign in as an admin: `email`, `password`. stop_demo stops it.

demo=''

# The demonstration company has a bit of everything, so that references exist and scores can be computed.
# shellcheck disable=SC2034
serve_demo() {
  local tries port log=$1/server.log
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  origin=http://127.0.0.1:$port
  "${CARGO_TARGET_DIR:-target}/debug/perno" demo --listen "127.0.0.1:$port" --log warn >"$log" 2>&1 &
  demo=$!
  for ((tries = 0; tries < 600; tries++)); do
    if curl -fs "$origin/readyz" >/dev/null; then
      email=$(sed -nE 's/.*[ <(]([^ <(]+@[^ >),]+).*/\1/p' "$log" | head -n 1)
      password=$(sed -nE 's/.*with the password ([^ ]+( [^ ]+)*) as$/\1/p' "$log")
      return
    fi
    kill -0 "$demo" || break
    sleep 0.1
  done
  cat "$log"
  return 1
}

stop_demo() {
  if [[ -n $demo ]]; then
    kill "$demo" 2>/dev/null || true
    wait "$demo" || true
  fi
}
