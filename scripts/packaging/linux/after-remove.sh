#!/bin/sh
# Runs as root when the package's files are gone. People's own data (the record of what was signed among it) and what the
# administrator wrote in /etc/countersign stay.
set -e

# Of an upgrade the newer version's script has already put in place what belongs there.
case "$1" in
  upgrade | 1) exit 0 ;;
esac

if [ -L /usr/bin/countersign ] && [ "$(readlink /usr/bin/countersign)" = ../../opt/Countersign/bin/countersign ]; then
  rm -f /usr/bin/countersign
fi

if [ -f /etc/apparmor.d/countersign ]; then
  if [ -d /sys/module/apparmor ] && command -v apparmor_parser >/dev/null 2>&1; then
    apparmor_parser --remove /etc/apparmor.d/countersign || true
  fi
  rm -f /etc/apparmor.d/countersign
fi

if command -v update-mime-database >/dev/null 2>&1; then update-mime-database /usr/share/mime || true; fi
if command -v update-desktop-database >/dev/null 2>&1; then update-desktop-database -q /usr/share/applications || true; fi
