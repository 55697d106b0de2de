#!/usr/bin/env bash
# A real S3 server for the tests, Ceph's radosgw, alone on loopback with its bytes in memory.
#   test/support/radosgw.sh install          by apt, where it isn't here (Debian or Ubuntu)
#   test/support/radosgw.sh start <folder>   prints the address for CLEW_TEST_S3; takes about 15 seconds
#   test/support/radosgw.sh stop <folder>    ends it and removes the folder
set -euo pipefail

say() { echo "radosgw.sh: $*" >&2; }
give_up() { say "$*"; exit 1; }

install() {
  if have; then return; fi
  command -v apt-get >/dev/null || give_up 'needs radosgw, ceph-mon and ceph-osd, and there is no apt-get to install them'
  local -a as=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || give_up 'needs root, or sudo, to install radosgw, ceph-mon and ceph-osd'
    as=(sudo)
  fi
  local -a get=("${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 -qq)
  local -a packages=(-y --no-install-recommends radosgw ceph-mon ceph-osd)
  # The lists may be old, or absent.
  "${get[@]}" install "${packages[@]}" >/dev/null 2>&1 ||
    { "${get[@]}" update >&2 && "${get[@]}" install "${packages[@]}" >&2; } ||
    give_up 'apt-get could not install radosgw, ceph-mon and ceph-osd: what it said is above'
  have || give_up 'apt-get has installed the packages, but radosgw, ceph-mon or ceph-osd is still not here'
}

have() { command -v radosgw ceph-mon ceph-osd ceph radosgw-admin >/dev/null; }

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    listens "$port" || { echo "$port"; return; }
  done
}

# $1 what is waited for, the rest a command that says whether it is there
wait_for() {
  local what=$1 deadline=$((SECONDS + 90))
  shift
  until "$@"; do
    [ $SECONDS -lt $deadline ] || give_up "$what did not start in 90 seconds; see $dir/log"
    sleep 0.2
  done
}

osd_is_up() { [[ $(admin ceph osd stat 2>/dev/null) == *' 1 up'* ]]; }
admin() { local program=$1; shift; timeout 60 "$program" -c "$dir/ceph.conf" "$@"; }

configure() {
  local mon=$1 gateway=$2
  cat >"$dir/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = v2:127.0.0.1:$mon
mon initial members = a
keyring = $dir/keyring
run dir = $dir/run
admin socket =
log file = $dir/log/\$name.log
pid file = $dir/run/\$name.pid
ms bind ipv6 = false
ms bind msgr1 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 0
mon data avail warn = 0
[mon.a]
mon data = $dir/mon
[osd.0]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 8589934592
public addr = 127.0.0.1
cluster addr = 127.0.0.1
[client.admin]
rgw frontends = beast endpoint=127.0.0.1:$gateway tcp_nodelay=1
rgw data = $dir/rgw
# What was removed makes room at once, not in two hours.
rgw gc obj min wait = 1
rgw gc processor period = 1
CONF
}

start() {
  have || give_up "needs radosgw, ceph-mon and ceph-osd: run '$0 install'"
  mkdir -p "$dir"/{mon,osd,rgw,run,log}
  local mon gateway osd keys=$dir/keyring
  fsid=$(cat /proc/sys/kernel/random/uuid)
  osd=$(cat /proc/sys/kernel/random/uuid)
  mon=$(free_port) gateway=$(free_port)
  configure "$mon" "$gateway"
  ceph-authtool --create-keyring "$keys" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$keys" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  ceph-authtool "$keys" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
  monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$mon]" "$dir/monmap"
  admin ceph-mon --mkfs -i a --monmap "$dir/monmap" --keyring "$keys"
  admin ceph-mon -i a
  admin ceph osd new "$osd" 0
  admin ceph-osd -i 0 --mkfs --osd-uuid "$osd"
  admin ceph osd crush add 0 1.0 host=here root=default
  admin ceph-osd -i 0
  wait_for 'the object store' osd_is_up
  admin radosgw -n client.admin
  wait_for 'the gateway' listens "$gateway"
  local user
  for user in clew other; do
    admin radosgw-admin -n client.admin user create --uid="$user" --display-name="$user" \
      --access-key="$user" --secret-key=thread-of-ariadne
  done
}

stop() {
  local file pid
  for file in "$dir"/run/*.pid; do
    [ -e "$file" ] || continue
    pid=$(cat "$file")
    # Nothing in memory needs saving.
    if [[ $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null) == *"$dir/ceph.conf"* ]]; then kill -9 "$pid" || true; fi
  done
  rm -rf "$dir"
}

case ${1-} in
  install) install ;;
  start | stop)
    [ -n "${2-}" ] || give_up "$1 needs a folder"
    dir=$(realpath -m "$2")
    if [ "$1" = stop ]; then
      stop
    elif (start) >"$dir.log" 2>&1; then
      rm -f "$dir.log"
      sed -n 's/^rgw frontends.*endpoint=\([^ ]*\).*/http:\/\/clew:thread-of-ariadne@\1/p' "$dir/ceph.conf"
    else
      tail -30 "$dir.log" >&2
      give_up "could not start the S3 server; see $dir.log and $dir/log"
    fi
    ;;
  *) give_up 'say install, start <folder> or stop <folder>' ;;
esac
