from binding.client import Client


def test_error(plugin):
    message = plugin.call("PJRT_Error_Message", None)
    assert message == "PJRT_Error_Destroy", Client
