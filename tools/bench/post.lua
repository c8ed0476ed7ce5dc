-- wrk script: every request is a new one, by a plainly made-up person, under an id of its own.
local thread = 0
function setup(t)
  t:set("number", thread)
  thread = thread + 1
end
local count = 0
function request()
  count = count + 1
  local id = string.format("%08x-0000-4000-8000-%012x", number, count)
  local body = '{"id":"' .. id .. '","name":"Sample Person","contact_preference":"phone","phone":"(555) 010-0123",'
    .. '"email":null,"best_time":"morning","topic":null,"message":"A message of usual length.","consent":true}'
  return wrk.format("POST", "/api/consultations", { ["Content-Type"] = "application/json" }, body)
end
-- One line for the script that runs this: answers a second, p50 and p99 in milliseconds, answers that were no success.
function done(summary, latency)
  io.write(string.format("RESULT %.0f %.1f %.1f %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status + summary.errors.timeout))
end
