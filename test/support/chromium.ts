import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = process.env.PATCHBAY_CHROMIUM ?? '/usr/bin/chromium';

/** Tests that need a browser are skipped by name where there is none; in CI a skip fails the run. */
export const describeWithChromium: typeof describe.only = existsSync(CHROMIUM)
  ? describe
  : describe.skip;

const ARGUMENTS = [
  '--headless=new',
  // Root has no sandbox; the pages are our own.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  // A microphone that needs no hardware and no question.
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // Its own addresses in its SDP instead of names that only multicast DNS resolves, loopback among them.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--allow-loopback-in-peer-connection',
];

/** Starts the machine's Chromium. Everything it writes lies in a folder that goes when it closes. */
export async function openChromium(): Promise<Browser> {
  const home = await mkdtemp(path.join(tmpdir(), 'patchbay-chromium-'));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ARGUMENTS,
    env: { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: home, XDG_RUNTIME_DIR: home },
  });
  const close = browser.close.bind(browser);
  browser.close = async (options) => {
    await close(options);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return browser;
}
