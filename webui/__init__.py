"""The touchscreen: a Flask application that shows the appliance's view and sends it commands."""
