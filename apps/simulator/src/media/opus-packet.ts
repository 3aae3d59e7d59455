/** Length of a frame in one or two bytes, RFC 6716 §3.2.1. */
function frameLength(length: number): Buffer {
  if (length < 252) return Buffer.from([length]);
  const first = 252 + (length & 3);
  return Buffer.from([first, (length - first) >> 2]);
}

function readLength(
  packet: Buffer,
  at: number,
): { readonly length: number; readonly next: number } {
  const [first = 0, second = 0] = packet.subarray(at);
  return first < 252
    ? { length: first, next: at + 1 }
    : { length: first + 4 * second, next: at + 2 };
}

/** Where the frames begin and how long the last of them is. */
interface Layout {
  readonly framesAt: number;
  readonly lastLength: number;
}

function countedLayout(packet: Buffer): Layout {
  const header = packet[1] ?? 0;
  const count = header & 0x3f;
  let at = 2;
  let padding = 0;
  if ((header & 0x40) !== 0) {
    // §3.2.5: each 255 means 254 bytes of padding and another length byte.
    while (packet[at] === 255) {
      padding += 254;
      at += 1;
    }
    padding += packet[at] ?? 0;
    at += 1;
  }
  if ((header & 0x80) === 0) {
    return { framesAt: at, lastLength: (packet.length - at - padding) / count };
  }
  let others = 0;
  for (let frame = 1; frame < count; frame++) {
    const { length, next } = readLength(packet, at);
    others += length;
    at = next;
  }
  return { framesAt: at, lastLength: packet.length - at - padding - others };
}

function layoutOf(packet: Buffer): Layout {
  const code = (packet[0] ?? 0) & 3;
  if (code === 3) return countedLayout(packet);
  if (code === 2) {
    const { length, next } = readLength(packet, 1);
    return { framesAt: next, lastLength: packet.length - next - length };
  }
  return { framesAt: 1, lastLength: (packet.length - 1) / (code + 1) };
}

/** Milliseconds of sound in a packet: RFC 6716 table 2, times its frames (§3.2). */
export function durationMs(packet: Buffer): number {
  const [toc = 0, count = 0] = packet;
  const configuration = toc >> 3;
  const silk = configuration < 12 ? [10, 20, 40, 60] : [10, 20];
  const sizes = configuration < 16 ? silk : [2.5, 5, 10, 20];
  const size = sizes[configuration % sizes.length] ?? 0;
  if ((toc & 3) === 0) return size;
  return size * ((toc & 3) === 3 ? count & 0x3f : 2);
}

/**
 * The packet with its own end marked (RFC 6716 appendix B), as needed where another follows: the
 * length of the last frame goes in front of the frames.
 */
export function selfDelimited(packet: Buffer): Buffer {
  const { framesAt, lastLength } = layoutOf(packet);
  return Buffer.concat([
    packet.subarray(0, framesAt),
    frameLength(lastLength),
    packet.subarray(framesAt),
  ]);
}
