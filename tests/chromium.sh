# shellcheck shell=bash
# Installs what the tests in a real browser need; sourced by tests/run. install_chromium installs Debian's chromium,
# chromium-driver and npm if they are missing; fetch_axe downloads axe-core, which checks pages against WCAG, into
# target/ once. The tests start browsers themselves (tests/support/chromium.rs). as_root and install_package come from
# tests/postgres.sh.

axe_version=4.14.1

install_chromium() {
  chromium --version >/dev/null 2>&1 || install_package chromium
  chromedriver --version >/dev/null 2>&1 || install_package chromium-driver
  npm --version >/dev/null 2>&1 || install_package npm
}

fetch_axe() {
  local folder=$PWD/target/axe-core-$axe_version
  export PERNO_TEST_AXE=$folder/node_modules/axe-core/axe.min.js
  if [[ ! -s $PERNO_TEST_AXE ]]; then
    rm -rf "$folder"
    npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error "axe-core@$axe_version"
  fi
  [[ -s $PERNO_TEST_AXE ]]
}
