"""Runs programs of the catalogue by JAX on one plugin, in a process of its own: `python -m …jax_worker ORDER`."""

from __future__ import annotations

import pickle
import sys
import time
from pathlib import Path

import numpy as np

def main():
    library, folder, names = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    import jax
    from jax._src import compiler, xla_bridge
    xla_bridge.discover_pjrt_plugins = lambda: None
    xla_bridge.register_plugin("differential", library_path=library, options={"cpu_device_count": 4})
    jax.config.update("jax_platforms", "differential")
    jax.config.update("jax_enable_x64", True)
    from jaxlib import _jax
    from tests.differential.catalogue import CATALOGUE
    sent = []
    compile = compiler.backend_compile_and_load
    def cap(backend, module, devices, options, *rest):
        sent.append(options.SerializeAsString())
        return compile(backend, module, devices, options, *rest)
    compiler.backend_compile_and_load = cap
    jax.devices()
    tot=[0,0,0]
    for name in names or CATALOGUE:
        p = CATALOGUE[name]
        args = p.arguments()
        try:
            t0=time.process_time()
            lowered = jax.jit(p.function, keep_unused=True).lower(*args)
            module = lowered.compiler_ir("stablehlo")
            text = str(module)
            if 'custom_call' in text:
                import re; print("CUSTOM", name, re.findall('custom_call @?"?(\S+)',text))
            t1=time.process_time()
            out = lowered.compile()(*args)
            out=[np.asarray(x) for x in jax.tree.leaves(out)]
            t2=time.process_time()
            try:
                code = _jax.mlir.serialize_portable_artifact(module, "1.13.0", True)
            except Exception as e:
                print("SER", name, str(e)[:200]); code=stablehlo.serialize_portable_artifact(module, stablehlo.get_current_version(), True)
            t3=time.process_time()
            tot[0]+=t1-t0;tot[2]+=t2-t1;tot[1]+=t3-t2
            print("T",round(t2-t1,4),round(t1-t0,4),name)
            (folder/(p.file_name+".pkl")).write_bytes(pickle.dumps((code, args, out, sent[-1])))
        except Exception as e:
            print("FAIL", name, type(e).__name__, str(e)[:200].replace("\n"," | "))
    print(tot)
main()
