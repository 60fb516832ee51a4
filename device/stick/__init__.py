"""A USB stick at the appliance: backups and updates by touch; root does what the appliance may not."""
