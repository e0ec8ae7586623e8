#!/bin/sh
# From a folder of ministries' workbooks to one verified bundle, with the command line.
#
#     sh bundle.sh FOLDER BUNDLE [full|peer|public] [MAPPING.yaml]
#
# A file's name begins with country and round, as the forms have it: xaa-2026.xlsx, or for one of several
# authorities xaa-2026-2-labour-inspectorate.xlsx. Files of one country and round are put together.
# It stops at the first command that fails, with its exit code: 1 problems in the data, 2 wrong usage, 3 cannot
# read or write. Nothing is written to BUNDLE then.
set -eu
LC_ALL=C
export LC_ALL
if [ $# -lt 2 ] || [ $# -gt 4 ]; then
    echo "usage: sh bundle.sh FOLDER BUNDLE [full|peer|public] [MAPPING.yaml]" >&2
    exit 2
fi
bundle=$2 level=${3:-full} mapping=${4:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

set -- "$1"/[!~]*.xlsx
if [ ! -e "$1" ]; then
    echo "$1: no workbook" >&2
    exit 1
fi
teia-indicators check "$@"

# The files of one country and round: one is taken as it is, several are put together.
together() {
    if [ $# -eq 1 ]; then
        cp "$1" "$work/"
    else
        teia-indicators merge "$@" --out "$work/$last.json"
    fi
}

last=
for file in "$@"; do
    name=${file##*/}
    name=${name%.xlsx}
    rest=${name#*-}
    key=${name%%-*}-${rest%%-*}
    if [ "$key" != "$last" ]; then
        [ -z "$last" ] || together "$@"
        last=$key
        set --
    fi
    set -- "$@" "$file"
done
together "$@"

teia-indicators export "$work"/* --out "$bundle" --confidentiality "$level" ${mapping:+--mapping "$mapping"}
teia-indicators verify "$bundle"
