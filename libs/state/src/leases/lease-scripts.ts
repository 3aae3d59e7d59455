import { LuaScript } from '../connection/lua-script.js';

// Time inside the scripts is Redis's own: the holders' clocks need not agree.
const NOW = `
local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local function take(key, holder, expires_at, ttl)
  redis.call('ZADD', key, string.format('%.0f', expires_at), holder)
  redis.call('PEXPIRE', key, ttl)
end
`;

/** KEYS: pools. ARGV: holder, ttl, then one limit per pool. {1, counts...} or {0, index, count, wait}. */
export const ACQUIRE = new LuaScript(`${NOW}
local now, holder, ttl = now_ms(), ARGV[1], tonumber(ARGV[2])
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', now))
  if not redis.call('ZSCORE', key, holder) then
    local count = redis.call('ZCARD', key)
    if count >= tonumber(ARGV[2 + i]) then
      local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
      local wait = first[2] and (tonumber(first[2]) - now) or -1
      return {0, i, count, wait}
    end
  end
end
local reply = {1}
for i, key in ipairs(KEYS) do
  take(key, holder, now + ttl, ttl)
  reply[i + 1] = redis.call('ZCARD', key)
end
return reply
`);

/** KEYS: pools. ARGV: holder, ttl. 1 when every lease was still held, else 0 and nothing changes. */
export const RENEW = new LuaScript(`${NOW}
local now, holder, ttl = now_ms(), ARGV[1], tonumber(ARGV[2])
for _, key in ipairs(KEYS) do
  local expires_at = redis.call('ZSCORE', key, holder)
  if not expires_at or tonumber(expires_at) <= now then return 0 end
end
for _, key in ipairs(KEYS) do take(key, holder, now + ttl, ttl) end
return 1
`);

/** KEYS: pools. ARGV: holder, ttl. Takes the leases whatever the limits say. */
export const RESTORE = new LuaScript(`${NOW}
local now, holder, ttl = now_ms(), ARGV[1], tonumber(ARGV[2])
for _, key in ipairs(KEYS) do take(key, holder, now + ttl, ttl) end
return 1
`);

/** KEYS: pools. ARGV: holder. How many leases were given back. */
export const RELEASE = new LuaScript(`
local released = 0
for _, key in ipairs(KEYS) do released = released + redis.call('ZREM', key, ARGV[1]) end
return released
`);

/** KEYS: one pool. How many leases are held now. */
export const COUNT = new LuaScript(`${NOW}
return redis.call('ZCOUNT', KEYS[1], '(' .. string.format('%.0f', now_ms()), '+inf')
`);
