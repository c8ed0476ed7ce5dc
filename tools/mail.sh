#!/bin/sh
# Sends notices to a real mail server, aiosmtpd: over TLS, over STARTTLS, with a password, and where it must not.
set -eu
cd "$(dirname "$0")/.."
AIOSMTPD_VERSION=1.4.6
venv=.tools/aiosmtpd-$AIOSMTPD_VERSION
sh tools/need.sh python3 "Python 3.10 or newer with venv"
sh tools/need.sh openssl "which makes the certificates, for example Debian’s package openssl"
if [ ! -x "$venv/bin/aiosmtpd" ]; then
  echo "Installing aiosmtpd $AIOSMTPD_VERSION, once." >&2
  rm -rf "$venv"
  # Debian has venv in a package of its own.
  python3 -m venv "$venv" || {
    echo "This needs Python with venv, for example Debian’s package python3-venv. Install it and run make again." >&2
    exit 1
  }
  "$venv/bin/pip" install --quiet "aiosmtpd==$AIOSMTPD_VERSION"
fi
cargo build --quiet --locked -p intake
work=target/mail
rm -rf "$work"
mkdir -p "$work"
# An authority of our own, and the mail server's certificate from it.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Test authority" \
  -keyout "$work/authority.key" -out "$work/authority.pem" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout "$work/server.key" -out "$work/server.csr" 2>/dev/null
printf 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n' >"$work/extensions"
openssl x509 -req -days 2 -in "$work/server.csr" -CA "$work/authority.pem" -CAkey "$work/authority.key" \
  -CAcreateserial -extfile "$work/extensions" -out "$work/server.pem" 2>/dev/null
"$venv/bin/python" -W ignore tools/mail.py target/debug/intake "$work"
