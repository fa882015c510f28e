#!/usr/bin/env bash
# Makes sure that PostgreSQL's server binaries are on this machine. It starts nothing: the tests and the devnet
# each run a private server of their own.
set -euo pipefail

for bin in ${PATH//:/ } "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin; do
	[ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] && exit 0
done

refuse() {
	echo "PostgreSQL is needed: initdb and postgres on PATH, where pg_config says, or in /usr/lib/postgresql. $1" >&2
	exit 1
}
command -v apt-get >/dev/null || refuse 'Install it and try again.'
sudo=
if [ "$(id -u)" != 0 ]; then
	sudo=sudo
	command -v sudo >/dev/null || refuse 'Ask root for: apt-get install postgresql'
fi

echo 'Installing PostgreSQL with apt-get.'
# Without this the package would set up a server of its own, on port 5432.
conf=/etc/postgresql-common/createcluster.d/surety.conf
trap '$sudo rm -f "$conf"' EXIT
$sudo mkdir -p "${conf%/*}"
echo 'create_main_cluster = false' | $sudo tee "$conf" >/dev/null
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
