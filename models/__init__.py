"""The pose models that Matside ships, and the scripts that make and measure them.

The appliance reads the files of this folder (`*.tflite`, `models.toml`) and imports none of its modules:
those need TensorFlow and run in an environment of their own (`make models`).
"""
