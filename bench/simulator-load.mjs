import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from '../scripts/lib/paths.mjs';
import { SilentPeer } from './support/business-sdp.mjs';
import { calibrate, cpuSecondsOf } from './support/cpu-time.mjs';
import { PlatformDriver } from './support/platform-driver.mjs';
import { SpeakingPeer } from './support/speaking-peer.mjs';
import { startSimulator } from './support/standalone-simulator.mjs';

const NUMBER = '410000000000001';
/** Of one core; the simulator must leave a laptop to the platform. */
const MOST_CPU = 0.3;
/** Between the beginnings of two calls with media. */
const RAMP_MS = 100;
/** Of what the business said; the last frames of a call may be on their way. */
const HEARD_SHARE = 0.9;

const FULL = { calls: 1200, seconds: 60, consumers: 1000, mediaCalls: 50, mediaSeconds: 20 };
const SIGNALLING = { name: 'without media', key: 'signalling' };
const MEDIA = { name: 'with media', key: 'media' };
const SHORT = { calls: 100, seconds: 5, consumers: 90, mediaCalls: 4, mediaSeconds: 2 };

export const bench = {
  name: 'simulator-load',
  summary: '1,200 calls in 60 s without media, then 50 at once with media; the simulator’s CPU',
  run: async ({ guard, say, isShort, cpuProfile }) => {
    const size = isShort ? SHORT : FULL;
    const { wabas } = JSON.parse(await readFile(path.join(ROOT, 'seed/two-tenants.json'), 'utf8'));
    const driver = new PlatformDriver({
      accessToken: wabas[0].accessToken,
      phoneNumberId: NUMBER,
      makePeer: () => new SilentPeer(),
      talkMs: 1000,
    });
    const webhookBaseUrl = await driver.open();
    const nodeFlags = cpuProfile ? ['--cpu-prof', `--cpu-prof-dir=${cpuProfile}`] : [];
    const { child, pid, url } = await startSimulator(guard, { webhookBaseUrl, nodeFlags });
    driver.use({ simulatorUrl: url });
    try {
      const load = { driver, pid, size, calibration: calibrate() };
      say(`${size.calls} calls in ${size.seconds} s, without media …`);
      const signalling = await withoutMedia(load);
      say(`${size.mediaCalls} calls at once for ${size.mediaSeconds} s, with media …`);
      const media = await withMedia(load);
      return [...signalling, ...media].filter(({ isTiming }) => !(isShort && isTiming));
    } finally {
      await driver.close();
      await child.stop();
    }
  },
};

async function makeConsumers(driver, count, hasMedia) {
  const { consumers } = await driver.control('POST', '/consumers/bulk', {
    count,
    permissions: [{ phoneNumberId: NUMBER }],
    behaviour: { media: hasMedia },
  });
  return consumers.map(({ waId }) => waId);
}

/** Figures of a stretch of work: how long it took and what the simulator's process used. */
async function measured({ pid, calibration }, { name, key }, work) {
  const [cpuBefore, startedAt] = [await cpuSecondsOf(pid), performance.now()];
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = (await cpuSecondsOf(pid)) - cpuBefore;
  return [
    { key: `${key}Seconds`, name: `${name}: wall time`, unit: 's', value: seconds },
    {
      key: `${key}CpuPercent`,
      name: `${name}: CPU of a core`,
      unit: '%',
      value: (100 * cpuSeconds) / seconds,
    },
    {
      key: `${key}CpuRatio`,
      name: `${name}: CPU / calibration`,
      unit: '',
      value: cpuSeconds / calibration,
    },
  ];
}

async function withoutMedia(load) {
  const { driver, size } = load;
  const consumers = await makeConsumers(driver, size.consumers, false);
  const failures = [];
  const play = async (index) => {
    const consumer = consumers[index % consumers.length];
    // Two calls of a user do not overlap: they lie all consumers apart.
    const call =
      index % 2 === 0
        ? driver.userCalls(consumer, { hasMedia: false, doesUserHangUp: index % 4 === 0 })
        : driver.businessCalls(consumer);
    await call.catch((error) => failures.push(error));
  };
  const figures = await measured(load, SIGNALLING, async () => {
    const startedAt = performance.now();
    const calls = [];
    for (let index = 0; index < size.calls; index += 1) {
      const dueMs = (index * size.seconds * 1000) / size.calls;
      await delay(Math.max(0, dueMs - (performance.now() - startedAt)));
      calls.push(play(index));
    }
    await Promise.all(calls);
  });
  if (failures.length > 0) throw failures[0];
  const cpu = figures.find(({ unit }) => unit === '%');
  Object.assign(cpu, { isTiming: true, most: 100 * MOST_CPU });
  const { acknowledged, failed, pending, total } = await settledCounts(driver);
  const { connect = 0, terminate = 0 } = driver.received;
  return [
    ...figures,
    {
      key: 'callsPlayed',
      name: 'calls played',
      unit: '',
      value: size.calls - failures.length,
      least: size.calls,
    },
    {
      key: 'connects',
      name: 'connect webhooks',
      unit: '',
      value: connect,
      least: size.calls,
      most: size.calls,
    },
    {
      key: 'terminates',
      name: 'terminate webhooks',
      unit: '',
      value: terminate,
      least: size.calls,
      most: size.calls,
    },
    {
      key: 'acknowledged',
      name: 'webhooks acknowledged',
      unit: '',
      value: acknowledged,
      least: total,
    },
    {
      key: 'unacknowledged',
      name: 'webhooks pending or failed',
      unit: '',
      value: pending + failed,
      most: 0,
    },
  ];
}

/** The last acknowledgements may be on their way. */
async function settledCounts(driver) {
  for (let tries = 0; ; tries += 1) {
    const counts = await driver.control('GET', '/webhooks/counts');
    if (counts.pending === 0 || tries === 50) return counts;
    await delay(100);
  }
}

async function withMedia(load) {
  const { driver, size } = load;
  const consumers = await makeConsumers(driver, size.mediaCalls, true);
  const makePeer = await SpeakingPeer.factory();
  // All handshakes at once would be another test; the first talks until the last has talked enough.
  const rampMs = size.mediaCalls * RAMP_MS;
  driver.use({ makePeer, talkMs: size.mediaSeconds * 1000 + rampMs });
  let wacids;
  const figures = await measured(load, MEDIA, async () => {
    wacids = await Promise.all(
      consumers.map(async (consumer, index) => {
        await delay(index * RAMP_MS);
        return index % 2 === 0
          ? driver.userCalls(consumer, { hasMedia: true, doesUserHangUp: false })
          : driver.businessCalls(consumer);
      }),
    );
  });
  const calls = await Promise.all(wacids.map((wacid) => driver.control('GET', `/calls/${wacid}`)));
  const shares = calls.map(
    ({ media, wacid }) => media.heard.count / (driver.peerOf(wacid).sent || Infinity),
  );
  return [
    ...figures,
    {
      key: 'heard',
      name: 'consumers that heard the business',
      unit: '',
      value: shares.filter((share) => share >= HEARD_SHARE).length,
      least: size.mediaCalls,
    },
    {
      key: 'leastHeardShare',
      name: 'least share of frames heard',
      unit: '',
      value: Math.min(...shares),
    },
  ];
}
