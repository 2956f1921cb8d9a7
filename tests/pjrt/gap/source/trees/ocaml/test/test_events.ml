let () =
  let wait = getf !@api event_await in
  wait event
