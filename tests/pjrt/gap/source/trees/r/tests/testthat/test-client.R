test_that("a buffer is on the CPU", {
  expect_true(.Call("PJRT_Buffer_IsOnCpu", buffer()))
})
