"""Starts the recorder in every Python process that a test starts: `site` imports a module of this name by itself."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
if os.environ.get("PJRT_TEST_RECORD"):
    import recorder

    recorder.hook()
# The process finds its modules where it would without this folder; children inherit PYTHONPATH.
sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != HERE]
