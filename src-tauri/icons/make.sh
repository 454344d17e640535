#!/bin/sh
# Draws the icons of icon.svg anew: ./make.sh (needs rsvg-convert and ImageMagick).
set -eu
cd "$(dirname "$0")"
draw() { rsvg-convert --width "$1" --height "$1" icon.svg --output "$2"; }
draw 32 32x32.png
draw 128 128x128.png
draw 256 128x128@2x.png
draw 512 icon.png
convert icon.png -define icon:auto-resize=256,128,64,48,32,16 icon.ico
