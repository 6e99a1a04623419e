"""The Desk: its npm packages, its browser code, and the realtime bridge. `driver.py` brings them to life, `overlay/` is Node."""

from provisioning.desk.driver import command_folder, ensure_desk, realtime_command, watch_command

__all__ = ["command_folder", "ensure_desk", "realtime_command", "watch_command"]
