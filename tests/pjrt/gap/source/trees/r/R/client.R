#' Create a client
#'
#' Calls `PJRT_Client_PlatformName`, says this text.
#' @export
client_create <- function(plugin) {
  # PJRT_Client_PlatformVersion
  if (!inherits(plugin, "PJRTPlugin")) stop('not a plugin: see "PJRT_Plugin_Attributes"')
  .Call(`_rbinding_impl_client_create`, plugin)
}

buffer_destroy <- function(buffer) .Call("PJRT_Buffer_Destroy", buffer, r"(a raw "PJRT_Buffer_Delete" string)")
