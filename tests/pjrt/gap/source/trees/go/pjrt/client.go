package pjrt

/*
#include "pjrt_c_api.h"
#include "gen_calls.h"

// A shim by hand: api->PJRT_Event_IsReady would be another.
static PJRT_Error* event_await(const PJRT_Api* api, PJRT_Event* event) {
	PJRT_Event_Await_Args args = {0};
	args.struct_size = PJRT_Event_Await_Args_STRUCT_SIZE;
	args.event = event;
	return api->PJRT_Event_Await(&args);
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Client wraps a PJRT_Client; C.call_PJRT_Client_Compile is still to be bound.
type Client struct {
	api     *C.PJRT_Api
	client  *C.PJRT_Client
	devices []*Device
}

func newClient(api *C.PJRT_Api) (*Client, error) {
	args := C.new_PJRT_Client_Create_Args()
	defer free(args)
	args.num_options = 0
	if err := toError(api, C.call_PJRT_Client_Create(api, args)); err != nil {
		return nil, fmt.Errorf("PJRT_Client_Destroy is not called: %w", err)
	}
	return &Client{api: api, client: args.client}, nil
}

func (c *Client) load() error {
	var args *C.PJRT_Client_Devices_Args
	args = C.new_PJRT_Client_Devices_Args()
	args.client = c.client
	err := toError(c.api, C.call_PJRT_Client_Devices(c.api, args))
	c.devices = devicesOf(unsafe.Pointer(args.devices), int(args.num_devices))
	return err
}

func help() string {
	return `C.call_PJRT_Buffer_Destroy(api, args)
	is what a "raw" string says`
}

func kind(dtype BufferType) string {
	if dtype == PJRT_Buffer_Type_F32 {
		return "float32"
	}
	return "?"
}

func await(api *C.PJRT_Api, event *C.PJRT_Event) error {
	return toError(api, C.event_await(api, event))
}
