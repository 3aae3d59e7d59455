import os from 'node:os';

/** What a figure was measured on: figures of two machines are not compared without it. */
export function machine() {
  const cores = os.cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.platform()} ${os.arch()}`,
    node: process.version,
    loadBefore: os.loadavg()[0],
  };
}
