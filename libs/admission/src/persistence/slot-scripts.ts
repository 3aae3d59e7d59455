import { LuaScript } from '#patchbay/state';

/**
 * Leases end by Redis's own clock, so that nobody's clock matters; windows end by business time, which
 * is passed in. A lease that has run out is never dropped silently: whoever finds one says `stale`, and
 * the counters are made anew from PostgreSQL, where it stands whether the call is still up.
 */
const NOW = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
`;

/**
 * KEYS: mark, live calls of the tenant, of the number, of the pair, connected calls of the pair, starts
 * of the number, starts of the tenant. ARGV: call ('' to look only), its lease, Redis's run, ttl, business
 * time, beginning of the pair's window, of the starts' window, then a limit for each key but the first
 * (-1: none), then the call's place among those of its number. 'taken epoch six-counts
 * three-times-at-which-the-oldest-that-is-too-many-began', in one string, which is read faster than a
 * list; '-1' when the counters cannot be relied on. Starts of a tenant without a limit are added when
 * the call is told of (SETTLE): nobody asks for them sooner.
 */
export const TAKE = new LuaScript(`${NOW}
local mark = redis.call('GET', KEYS[1])
if not mark then return '-1' end
local split = string.find(mark, ' ', 1, true)
if string.sub(mark, 1, split - 1) ~= ARGV[3] then return '-1' end
if redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 1)[1] then return '-1' end
local pair_from, starts_from = '(' .. ARGV[6], '(' .. ARGV[7]
local live, connected = 0, 0
if redis.call('EXISTS', KEYS[4], KEYS[5]) > 0 then
  connected = redis.call('ZCOUNT', KEYS[5], pair_from, '+inf')
  for _, call in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. now, '+inf')) do
    live = live + 1
    if string.sub(call, 1, 1) ~= 'u' and not redis.call('ZSCORE', KEYS[5], call) then
      connected = connected + 1
    end
  end
end
local counts = {
  redis.call('ZCARD', KEYS[2]),
  redis.call('ZCOUNT', KEYS[3], '(' .. now, '+inf'),
  live,
  connected,
  redis.call('ZCOUNT', KEYS[6], starts_from, '+inf'),
  ARGV[13] == '-1' and 0 or redis.call('ZCOUNT', KEYS[7], starts_from, '+inf'),
}
local full, since = false, {0, 0, 0}
for i, count in ipairs(counts) do
  local limit = tonumber(ARGV[7 + i])
  if limit >= 0 and count >= limit then
    full = true
    if i >= 4 and limit > 0 then
      local from = i == 4 and pair_from or starts_from
      local first = redis.call('ZRANGEBYSCORE', KEYS[i + 1], from, '+inf', 'WITHSCORES', 'LIMIT', count - limit, 1)
      since[i - 3] = first[2] or 0
    end
  end
end
local taken = 0
if not full and ARGV[1] ~= '' then
  taken = 1
  local place, expires = ARGV[14], now + tonumber(ARGV[4])
  redis.call('ZADD', KEYS[2], expires, ARGV[2])
  redis.call('ZADD', KEYS[3], expires, place)
  redis.call('ZADD', KEYS[4], expires, ARGV[1])
  redis.call('ZADD', KEYS[6], ARGV[5], place)
  if ARGV[13] ~= '-1' then redis.call('ZADD', KEYS[7], ARGV[5], place) end
end
return table.concat({taken, string.sub(mark, split + 1), counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], since[1], since[2], since[3]}, ' ')
`);

/**
 * What a call came to. KEYS as above without the mark. ARGV: call, its name in the pair (with `u` in
 * front for a user's), lease, ttl, what (`hold`, `commit`, `end`, `withdraw`), when it was connected
 * or '', when it began or ''. A start counts although its call came to nothing, unless nobody heard of
 * it (`withdraw`). What left every window (ARGV 8: before when) is forgotten at the end of a call. ARGV 9:
 * the call's place among those of its number.
 */
export const SETTLE = new LuaScript(`${NOW}
local call, pair, what, expires = ARGV[1], ARGV[2], ARGV[5], now + tonumber(ARGV[4])
local lease, place = ARGV[3], ARGV[9]
if ARGV[6] ~= '' then
  redis.call('ZADD', KEYS[4], ARGV[6], call)
  redis.call('PEXPIRE', KEYS[4], 90000000)
end
if what == 'hold' then
  redis.call('ZADD', KEYS[1], expires, lease)
  redis.call('ZADD', KEYS[2], expires, place)
  redis.call('PEXPIRE', KEYS[2], 60000)
  redis.call('ZADD', KEYS[3], expires, pair)
  redis.call('PEXPIRE', KEYS[3], 60000)
elseif what == 'end' or what == 'withdraw' then
  redis.call('ZREM', KEYS[1], lease)
  redis.call('ZREM', KEYS[2], place)
  redis.call('ZREM', KEYS[3], pair)
  for i = 4, 6 do redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', ARGV[8]) end
end
if what == 'withdraw' then
  redis.call('ZREM', KEYS[5], place)
  redis.call('ZREM', KEYS[6], place)
elseif ARGV[7] ~= '' then
  redis.call('ZADD', KEYS[5], ARGV[7], place)
  redis.call('PEXPIRE', KEYS[5], 90000000)
  redis.call('ZADD', KEYS[6], ARGV[7], place)
  redis.call('PEXPIRE', KEYS[6], 90000000)
end
return 1
`);

/**
 * KEYS: mark, live calls of the tenant. ARGV: ttl, what the tenant's keys begin with, then of each open
 * call its id, its name in the pair, its number and its pair. Renews the leases that are there. {1 when
 * the counters can be relied on, the places in the list of the calls that have no lease...}.
 */
export const RENEW = new LuaScript(`${NOW}
local expires, missing = now + tonumber(ARGV[1]), {0}
local function renew(key, member)
  redis.call('ZADD', key, expires, member)
  redis.call('PEXPIRE', key, 60000)
end
for i = 3, #ARGV, 4 do
  local lease = ARGV[i] .. ' ' .. string.gsub(ARGV[i + 3], '%.', ' ')
  if redis.call('ZSCORE', KEYS[2], lease) then
    redis.call('ZADD', KEYS[2], expires, lease)
    renew(ARGV[2] .. ':number:' .. ARGV[i + 2] .. ':live', ARGV[i] .. ' ' .. ARGV[i + 2])
    renew(ARGV[2] .. ':pair:' .. ARGV[i + 3] .. ':live', ARGV[i + 1])
  else
    missing[#missing + 1] = (i - 3) / 4
  end
end
local lapsed = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 1)[1]
if redis.call('EXISTS', KEYS[1]) == 1 and not lapsed then missing[1] = 1 end
return missing
`);

/**
 * KEYS: mark, live calls of the tenant. Nothing is admitted any more. The leases that have run out, which
 * are gone, and those that hold.
 */
export const DOUBT = new LuaScript(`${NOW}
redis.call('DEL', KEYS[1])
local lapsed = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
return {lapsed, redis.call('ZRANGE', KEYS[2], 0, -1)}
`);

/** KEYS: mark. ARGV: Redis's run, epoch. An older life of the counters never replaces a newer one. */
export const TRUST = new LuaScript(`
local mark = redis.call('GET', KEYS[1])
if mark then
  local split = string.find(mark, ' ', 1, true)
  if string.sub(mark, 1, split - 1) == ARGV[1] and tonumber(string.sub(mark, split + 1)) >= tonumber(ARGV[2]) then
    return 0
  end
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2])
return 1
`);
