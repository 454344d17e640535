"""A small window that files can be dragged out of, as from a file manager.

Usage: drag_source.py FILE...   It stays in front at the bottom right corner until killed.
"""

import sys
from pathlib import Path

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

WIDTH, HEIGHT = 160, 80


def main(files):
    uris = [Path(name).resolve().as_uri() for name in files]
    handle = Gtk.EventBox()
    handle.add(Gtk.Label(label=f"{len(uris)} files"))
    handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    handle.drag_source_add_uri_targets()
    handle.connect("drag-data-get", lambda _w, _c, data, _i, _t: data.set_uris(uris))
    window = Gtk.Window(title="drag-source", decorated=False)
    window.set_default_size(WIDTH, HEIGHT)
    window.set_keep_above(True)
    window.add(handle)
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    screen = Gdk.Screen.get_default()
    window.move(screen.get_width() - WIDTH, screen.get_height() - HEIGHT)
    Gtk.main()


main(sys.argv[1:])
