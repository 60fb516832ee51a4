"""The page of the USB stick: backups and new versions by touch."""
