# shellcheck shell=bash
# What the tests in a real browser need, sourced by tests/run: install_chromium where Debian's chromium, chromium-driver or
# npm are missing, fetch_axe (axe-core, which holds pages against WCAG) into a folder below target/, once. The tests start
# their browsers themselves (tests/support/chromium.rs). as_root and install_package are those of tests/postgres.sh.

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
