"""A plugin to test with: whole, in Python, with faults on demand.

client = pjrt.Client(pjrt.testing.reference(devices=4, faults=["PJRT_Client_Compile:3=RESOURCE_EXHAUSTED"]))
"""

from pjrt.testing.reference import Reference, reference

__all__ = ["Reference", "reference"]
