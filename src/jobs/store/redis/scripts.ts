/**
 * The Lua scripts of the Redis job store. Each is one atomic step. `P` is the key prefix; all keys share it, so that
 * a hash tag in QUEUE_PREFIX keeps them in one slot of a cluster.
 *
 *   P:job:<id>                 hash   what changes of the record: short values only, so that Redis packs it tightly
 *   P:sealed:<id>              string what never changes of it, with the sealed input
 *   P:result:<id>              string the sealed result
 *   P:log:<id>                 list   its timeline, line n at index n − 1
 *   P:blobs:<id>               hash   references of its blobs by name
 *   P:in:<owner>:<type>:<state> zset  ids, all with score 0: UUIDv7 order is time order
 *   P:counts                   hash   <type>|<state>|current, <type>|<state>|total
 *   P:queues                   hash   <queue>|waiting, |tail, |left
 *   P:review, P:expiry         zset   id by time
 *   P:minute:<n>               hash   samples of one minute, kept two hours
 *   P:key:<hash>               string idempotency key: '' while reserved, then fingerprint|job id
 */

const COMMON = `
local function enter(P, owner, type, state, id)
  redis.call('ZADD', P..':in:'..owner..':'..type..':'..state, 0, id)
  redis.call('HINCRBY', P..':counts', type..'|'..state..'|current', 1)
  redis.call('HINCRBY', P..':counts', type..'|'..state..'|total', 1)
end
local function leave(P, owner, type, state, id)
  redis.call('ZREM', P..':in:'..owner..':'..type..':'..state, id)
  redis.call('HINCRBY', P..':counts', type..'|'..state..'|current', -1)
end
local queued = { waiting = true, delayed = true, retrying = true }
local function join(P, queue)
  redis.call('HINCRBY', P..':queues', queue..'|waiting', 1)
  return redis.call('HINCRBY', P..':queues', queue..'|tail', 1)
end
local function depart(P, queue)
  redis.call('HINCRBY', P..':queues', queue..'|waiting', -1)
  redis.call('HINCRBY', P..':queues', queue..'|left', 1)
end
`;

/** KEYS: job. ARGV: P, id, JSON of { owner, type, queue, state, fields, sealed, line, maximumWaiting, reviewAt, blobs, key, unlessKnown }. */
export const CREATE = `${COMMON}
local P, id, e = ARGV[1], ARGV[2], cjson.decode(ARGV[3])
local waiting = tonumber(redis.call('HGET', P..':queues', e.queue..'|waiting') or '0')
if waiting >= e.maximumWaiting then return 'full' end
if e.unlessKnown and redis.call('EXISTS', KEYS[1]) == 1 then return 'known' end
redis.call('HSET', KEYS[1], 'sequence', join(P, e.queue), 'events', 1, unpack(e.fields))
redis.call('SET', P..':sealed:'..id, e.sealed)
enter(P, e.owner, e.type, e.state, id)
redis.call('RPUSH', P..':log:'..id, e.line)
redis.call('ZADD', P..':review', e.reviewAt, id)
if e.blobs then for i = 1, #e.blobs do redis.call('HSET', P..':blobs:'..id, 'input/'..(i - 1), e.blobs[i]) end end
if e.key then
  redis.call('HSET', KEYS[1], 'key', e.key.hash)
  redis.call('SET', P..':key:'..e.key.hash, e.key.fingerprint..'|'..id, 'PXAT', e.key.expiresAt)
end
return 'created'
`;

/**
 * KEYS: job. ARGV: P, id, now, JSON of { event, rules, token, set, clear, once, result, reviewAt, expiresAt, details,
 * answer }. Answers { outcome, was, [record as flat list, sealed part] }.
 */
export const APPLY = `${COMMON}
local P, id, now, e = ARGV[1], ARGV[2], tonumber(ARGV[3]), cjson.decode(ARGV[4])
local r = redis.call('HMGET', KEYS[1], 'state', 'token', 'type', 'owner', 'queue', 'claimedAt', 'queuedAt', 'events', 'attempts')
local was, type, owner, queue = r[1], r[3], r[4], r[5]
if not was then return { 'missing' } end
local rule = e.rules[was]
if not rule then return { 'refused', was } end
if e.token and tonumber(r[2] or '0') ~= e.token then return { 'fenced', was } end
local to = rule.to
local values = { 'state', to, 'updatedAt', ARGV[3], 'events', tonumber(r[8]) + 1 }
for i = 1, #e.set do values[#values + 1] = e.set[i] end
if e.event == 'cancel' then values[#values + 1] = 'cancelledFrom'; values[#values + 1] = was end
for field, value in pairs(e.once) do
  if redis.call('HEXISTS', KEYS[1], field) == 0 then values[#values + 1] = field; values[#values + 1] = value end
end
if queued[to] and not queued[was] then values[#values + 1] = 'sequence'; values[#values + 1] = join(P, queue) end
if queued[was] and not queued[to] then depart(P, queue) end
redis.call('HSET', KEYS[1], unpack(values))
if e.result then redis.call('SET', P..':result:'..id, e.result) end
if e.resultBlob then redis.call('HSET', P..':blobs:'..id, 'result', e.resultBlob) end
if #e.clear > 0 then redis.call('HDEL', KEYS[1], unpack(e.clear)) end
if rule.add then for field, step in pairs(rule.add) do redis.call('HINCRBY', KEYS[1], field, step) end end
redis.call('RPUSH', P..':log:'..id, '{"at":'..ARGV[3]..',"event":"'..e.event..'","state":"'..to..'"'..e.details..'}')
if to ~= was then leave(P, owner, type, was, id); enter(P, owner, type, to, id) end
if e.reviewAt == 0 then redis.call('ZREM', P..':review', id)
elseif e.reviewAt then redis.call('ZADD', P..':review', e.reviewAt, id) end
if e.expiresAt then redis.call('ZADD', P..':expiry', e.expiresAt, id)
elseif e.event == 'retry' then redis.call('ZREM', P..':expiry', id) end
local function sample(kind, from)
  local key = P..':minute:'..math.floor(now / 60000)
  local bucket = math.floor(math.log(math.max(0, now - tonumber(from)) + 1) / math.log(e.ratio))
  redis.call('HINCRBY', key, type..'|'..kind..'|'..bucket, 1)
  if to ~= 'active' then redis.call('HINCRBY', key, type..'|'..to, 1) end
  redis.call('EXPIRE', key, 7200)
end
if e.event == 'claim' and was ~= 'active' and (r[9] or '0') == '0' then sample('wait', r[7]) end
if was == 'active' and (to == 'completed' or to == 'failed') then sample('run', r[6]) end
redis.call('PUBLISH', P..':changed:'..id, e.event)
if e.event == 'cancel' and was == 'active' then redis.call('PUBLISH', P..':cancelled', id) end
if e.answer then return { 'applied', was, redis.call('HGETALL', KEYS[1]), redis.call('GET', P..':sealed:'..id) } end
return { 'applied', was }
`;

/** ARGV: P, JSON of ids. Takes those that wait off the review: what a claim or an end put there stays. */
export const CONFIRM = `
local P = ARGV[1]
for _, id in ipairs(cjson.decode(ARGV[2])) do
  if redis.call('HGET', P..':job:'..id, 'state') == 'waiting' then redis.call('ZREM', P..':review', id) end
end
`;

/** KEYS: job. ARGV: P, id, finishedAt. */
export const CLOSE_REVIEW = `
if redis.call('HGET', KEYS[1], 'finishedAt') == ARGV[3] then redis.call('ZREM', ARGV[1]..':review', ARGV[2]) end
`;

/** KEYS: job. ARGV: P, id, token, name, reference. Answers { 'kept', reference that had the name } or { 'fenced' }. */
export const KEEP_BLOB = `
local P, id, blobs = ARGV[1], ARGV[2], ARGV[1]..':blobs:'..ARGV[2]
local r = redis.call('HMGET', KEYS[1], 'state', 'token')
if r[1] ~= 'active' or r[2] ~= ARGV[3] then return { 'fenced' } end
local before = redis.call('HGET', blobs, ARGV[4])
redis.call('HSET', blobs, ARGV[4], ARGV[5])
return { 'kept', before or nil }
`;

/** KEYS: job. ARGV: P, id. Answers { record as flat list, sealed part, result }. */
export const READ = `
local P, id = ARGV[1], ARGV[2]
return { redis.call('HGETALL', KEYS[1]), redis.call('GET', P..':sealed:'..id), redis.call('GET', P..':result:'..id) }
`;

/** ARGV: P, owner, JSON of types, JSON of states, id to start before or '', limit. Answers { total, id… }. */
export const LIST = `
local P, owner, types, states = ARGV[1], ARGV[2], cjson.decode(ARGV[3]), cjson.decode(ARGV[4])
local from, limit, total, ids = '+', tonumber(ARGV[6]), 0, {}
if ARGV[5] ~= '' then from = '('..ARGV[5] end
for _, type in ipairs(types) do
  for _, state in ipairs(states) do
    local key = P..':in:'..owner..':'..type..':'..state
    local size = redis.call('ZCARD', key)
    if size > 0 then
      total = total + size
      for _, id in ipairs(redis.call('ZREVRANGEBYLEX', key, from, '-', 'LIMIT', 0, limit)) do ids[#ids + 1] = id end
    end
  end
end
table.sort(ids, function(a, b) return a > b end)
local page = { total }
for i = 1, math.min(limit, #ids) do page[i + 1] = ids[i] end
return page
`;

/** KEYS: job. ARGV: P, id. Answers 1 when there was a record. */
export const ERASE = `${COMMON}
local P, id = ARGV[1], ARGV[2]
local r = redis.call('HMGET', KEYS[1], 'state', 'type', 'owner', 'queue', 'key')
if not r[1] then return 0 end
leave(P, r[3], r[2], r[1], id)
if queued[r[1]] then depart(P, r[4]) end
redis.call('ZREM', P..':review', id)
redis.call('ZREM', P..':expiry', id)
if r[5] then redis.call('DEL', P..':key:'..r[5]) end
redis.call('DEL', KEYS[1], P..':log:'..id, P..':sealed:'..id, P..':result:'..id, P..':blobs:'..id)
redis.call('PUBLISH', P..':changed:'..id, 'erase')
return 1
`;

/** KEYS: idempotency key. ARGV: ttl in ms. Answers the value found, or false when it was reserved now. */
export const RESERVE = `
local found = redis.call('GET', KEYS[1])
if found then return found end
redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
return false
`;

/** KEYS: idempotency key. Removes it while it is only reserved. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) == '' then return redis.call('DEL', KEYS[1]) end
return 0
`;
