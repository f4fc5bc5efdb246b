#!/usr/bin/env bash
# Builds the C libraries of the wheel that Debian builds larger than TuningFork needs: libxml2 without ICU (31 MB of
# tables), cfitsio without a network (no GnuTLS), curl with HTTP and HTTPS alone (no Kerberos, LDAP, SSH), cairo without X and
# fontconfig. Their sources are this Debian's own, so that they fit the headers that the program was built with.
# libraries.sh FOLDER: leaves FOLDER/lib/*.so and FOLDER/licenses/*; what is there already is not built again.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
hypot=$(cd "$(dirname "$0")" && pwd)/hypot.c

fail() {
    printf 'libraries: %s\n' "$*" >&2
    exit 1
}

# apt-get with the sources of this machine's own repositories, without a change to its settings.
sources() {
    apt-get -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$folder/apt/parts" \
        -o Dir::State::lists="$folder/apt/lists" -o APT::Sandbox::User=root "$@" </dev/null
}
list_sources() {
    command -v apt-get >/dev/null || fail "There is no apt-get, and the sources of the C libraries come from Debian: build the wheel on Debian 12."
    mkdir -p "$folder/apt/parts" "$folder/apt/lists/partial"
    local list=/etc/apt/sources.list.d/debian.sources
    if [ -f "$list" ]; then
        sed 's/^Types:.*/Types: deb-src/' "$list" >"$folder/apt/parts/debian.sources"
    else
        sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"$folder/apt/parts/debian.list"
    fi
    sources -qq update || fail "Debian's lists of sources cannot be fetched: check the network, then run this again."
}

# compile WORK PACKAGE HOW PART OPTION…; every step by itself says whether it failed, for callers that ask switch 'set -e' off.
compile() {
    local package=$2 how=$3 part=$4
    cd "$1" || return
    shift 4
    if [ "$how" = patched ]; then
        sources -qq source "$package" || return
    else
        sources -qq source --tar-only "$package" && tar -xf ./*.orig.tar.* || return
    fi
    cd ./*/ || return
    # Debian's last two patches of curl make it the library for GnuTLS and NSS; its own rules take them back for OpenSSL, too.
    local reversed
    for reversed in debian/patches/99_nss.patch debian/patches/90_gnutls.patch; do
        [ ! -f "$reversed" ] || patch -R -p1 -s <"$reversed" || return
    done
    ./configure --prefix="$folder" --enable-shared --disable-static "$@" || return
    # Debian's patches are newer than what autotools made, and need not be made again.
    local unmade=(AUTOCONF=: AUTOMAKE=: ACLOCAL=: AUTOHEADER=:)
    make -C "$part" -j"$(nproc)" "${unmade[@]}" "${targets[0]}" && make -C "$part" "${unmade[@]}" "${targets[1]}"
}

# build NAME PACKAGE HOW PART LICENSE OPTION…: configures, compiles and installs one library. HOW is patched, with Debian's
# patches, or plain: cfitsio's concern its documents and its name alone. PART is the folder of the
# library in its sources, LICENSE a pattern there; targets are those of make that build and install it.
build() {
    local name=$1 package=$2 how=$3 part=$4 license=$5 log=$folder/$1.log
    shift 5
    [ ! -f "$folder/licenses/$name.txt" ] || return 0
    [ -d "$folder/apt" ] || list_sources
    printf 'libraries: building %s\n' "$name" >&2
    local work=$folder/work/$name
    rm -rf "$work" && mkdir -p "$work"
    (compile "$work" "$package" "$how" "$part" "$@") >"$log" 2>&1 || {
        tail -n 3 "$log" >&2
        fail "$name could not be built: the last lines of $log stand above."
    }
    mkdir -p "$folder/licenses"
    # shellcheck disable=SC2086 # a pattern
    cat "$work"/*/$license >"$folder/licenses/$name.txt"
    rm -rf "$work"
}

CC=$(dirname "$(command -v swift)")/clang
export CC CFLAGS="-O2 -fPIC"

# The library alone, not its programs.
targets=(libxml2.la install-libLTLIBRARIES)
build libxml2 libxml2 patched . Copyright --without-icu --without-python --without-http --without-ftp
targets=(all install)
build cfitsio cfitsio plain . License.txt --enable-reentrant --disable-curl --with-bzip2
# curl: HTTP and HTTPS, with the symbols of Debian's (CURL_OPENSSL_4). IPv6 is named, for configure asks the machine on which it
# runs. Certificates of servers are looked for where SSL_CERT_FILE says, for other systems keep them elsewhere.
without=(brotli zstd nghttp2 libidn2 libpsl librtmp libssh2 gssapi)
disabled=(ldap ftp file dict telnet tftp pop3 imap smb smtp gopher mqtt rtsp manual ntlm)
build curl curl patched lib COPYING --with-openssl --enable-versioned-symbols --enable-ipv6 \
    --without-ca-bundle --without-ca-path --with-ca-fallback \
    "${without[@]/#/--without-}" "${disabled[@]/#/--disable-}"
disabled=(xlib xcb fc gobject script interpreter trace ps symbol-lookup gtk-doc)
# cairo would ask for a newer glibc than the program does (hypot.c).
"$CC" -O2 -fPIC -c "$hypot" -o "$folder/hypot.o"
LDFLAGS="-Wl,$folder/hypot.o -lm" build cairo cairo patched src 'COPYING*' --enable-ft --enable-pdf --enable-svg --enable-png "${disabled[@]/#/--disable-}"
