-- wrk -s wrk.lua URL -- METHOD PATHS-FILE [BODY-FILE CONTENT-TYPE]: the paths in turn; prints what it measured as JSON.
local paths, count, turn, method, body = {}, 0, 0, "GET", nil

local function read(name)
  local file = assert(io.open(name, "rb"))
  local content = file:read("*a")
  file:close()
  return content
end

function init(args)
  method = args[1]
  for line in read(args[2]):gmatch("[^\n]+") do paths[#paths + 1] = line end
  count = #paths
  if args[3] then
    body = read(args[3])
    wrk.headers["Content-Type"] = args[4]
  end
end

function request()
  turn = turn % count + 1
  return wrk.format(method, paths[turn], nil, body)
end

function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('\nJSON{"requests":%d,"seconds":%.4f,"p50":%.4f,"p99":%.4f,"errors":%d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.errors.status + failed))
end
