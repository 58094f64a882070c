#!/bin/sh
# Runs as root when the package was unpacked: links the command, lets the sandbox work, and tells the desktop what came.
set -e
app=/opt/Countersign

ln -sfn ../../opt/Countersign/bin/countersign /usr/bin/countersign

# Chromium's sandbox needs user namespaces, or else a helper that runs as root. The helper is given that right only where
# somebody who is not root can't make a namespace; AppArmor's own restriction is lifted below, by a profile.
may_make_namespaces() {
  [ -L /proc/self/ns/user ] && setpriv --reuid=65534 --regid=65534 --clear-groups unshare --user true 2>/dev/null
}
apparmor_restricts() {
  [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null || echo 0)" = 1 ]
}
if may_make_namespaces || apparmor_restricts; then
  chmod 0755 "$app/chrome-sandbox"
else
  chmod 4755 "$app/chrome-sandbox"
fi

# An AppArmor that is too old for the profile restricts nothing that it would have to allow.
if [ -d /etc/apparmor.d ] && command -v apparmor_parser >/dev/null 2>&1 &&
  apparmor_parser --skip-kernel-load --skip-cache "$app/resources/apparmor-profile" >/dev/null 2>&1; then
  cp "$app/resources/apparmor-profile" /etc/apparmor.d/countersign
  if [ -d /sys/module/apparmor ] && ! { command -v ischroot >/dev/null 2>&1 && ischroot; }; then
    apparmor_parser --replace --write-cache --skip-read-cache /etc/apparmor.d/countersign || true
  fi
fi

if command -v update-mime-database >/dev/null 2>&1; then update-mime-database /usr/share/mime || true; fi
if command -v update-desktop-database >/dev/null 2>&1; then update-desktop-database -q /usr/share/applications || true; fi
if command -v gtk-update-icon-cache >/dev/null 2>&1; then
  gtk-update-icon-cache -q -t -f /usr/share/icons/hicolor || true
fi
