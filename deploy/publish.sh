#!/bin/sh
# Publishes a built site on this machine, or goes back to an earlier release:
#
#   sh deploy/publish.sh dist                                    # a new release
#   sh deploy/publish.sh /srv/clinic/releases/2026-11-24T1200Z   # an earlier one again
#
# Each release stays in a folder of its own. What is served changes in one step: for nginx by release.conf and a reload
# (deploy/nginx.conf), for `intake serve --site /srv/clinic/site` by a link. The app's files of the last 30 days are
# taken along, so that pages which visitors still have open, or kept by a cache, find their app.
#
# In the environment: CLINIC (/srv/clinic), BASE_PATH for a site built for a sub-path (/clinic), KEEP_DAYS (30), and
# RELOAD, the command after the change (nothing where there is no nginx).
set -eu
if [ $# -ne 1 ] || [ ! -f "$1/index.html" ]; then
  echo "usage: publish.sh FOLDER, which is dist/ after \`make build\` or an earlier release" >&2
  exit 2
fi
clinic=${CLINIC:-/srv/clinic}
base=${BASE_PATH:-}
keep=${KEEP_DAYS:-30}
if command -v systemctl >/dev/null 2>&1 && command -v nginx >/dev/null 2>&1; then
  reload=${RELOAD-systemctl reload nginx}
else
  reload=${RELOAD-}
fi
umask 022
mkdir -p "$clinic/releases"
new=$(cd "$1" && pwd -P)
releases=$(cd "$clinic/releases" && pwd -P)
case $new in
"$releases"/*) ;;
*)
  named=$releases/$(date -u +%Y-%m-%dT%H%M%SZ)
  release=$named
  number=1
  while [ -e "$release" ]; do
    number=$((number + 1))
    release=$named-$number
  done
  # Under another name until it is whole.
  part=$(mktemp -d "$releases/.part-XXXXXX")
  trap 'rm -rf "$part"' EXIT
  chmod 755 "$part"
  mkdir -p "$part$base"
  cp -R "$new/." "$part$base"
  mv "$part" "$release"
  new=$release$base
  ;;
esac

# Of no days at all, find would still take what is younger than a second.
if [ "$keep" -gt 0 ] && [ -e "$clinic/site" ]; then
  find "$clinic/site/" -maxdepth 1 -name 'app-*' -mtime "-$keep" | while read -r file; do
    # With its time, so that it goes some day.
    [ -e "$new/${file##*/}" ] || cp -p "$file" "$new/"
  done
fi

# Both by a rename: whoever looks sees the old one or the new one.
{
  printf 'root %s;\ninclude %s/_headers.nginx;\n' "${new%"$base"}" "$new"
  # Only a site with renamed pages has it.
  [ ! -e "$new/_redirects.nginx" ] || printf 'include %s/_redirects.nginx;\n' "$new"
} >"$clinic/release.conf.new"
mv -f "$clinic/release.conf.new" "$clinic/release.conf"
ln -sfn "$new" "$clinic/site.new"
mv -fT "$clinic/site.new" "$clinic/site"
[ -z "$reload" ] || $reload
echo "$new"
