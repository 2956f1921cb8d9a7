package pjrt

/*
#include "gen_calls.h"
*/
import "C"

import "testing"

func TestOnCpu(t *testing.T) {
	var args C.PJRT_Buffer_IsOnCpu_Args
	if err := C.call_PJRT_Buffer_IsOnCpu(load(t), &args); err != nil {
		t.Fatal("PJRT_Buffer_IsOnCpu failed")
	}
}
