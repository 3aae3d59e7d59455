import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { RtpHeader, SrtcpSession, SrtpSession } from 'werift';
import { readRtpHeader, writeRtpHeader } from '../rtp/rtp-packet.js';
import { cipherAt, rtpKeys, TAG_BYTES, tagOf } from './session-keys.js';
import { type IncomingRtp, SrtpReceiver } from './srtp-receiver.js';
import { SrtpSender } from './srtp-sender.js';

// RFC 3711 appendix B.3.
const MASTER = {
  key: Buffer.from('E1F97A0D3E018BE0D64FA32C06DE4139', 'hex'),
  salt: Buffer.from('0EC675AD498AFEEBB6960B3AABE6', 'hex'),
};
const SSRC = 0xcafe_babe;

function werift(): { rtp: SrtpSession; rtcp: SrtcpSession } {
  const keys = {
    localMasterKey: MASTER.key,
    localMasterSalt: MASTER.salt,
    remoteMasterKey: MASTER.key,
    remoteMasterSalt: MASTER.salt,
  };
  return {
    rtp: new SrtpSession({ keys, profile: 1 }),
    rtcp: new SrtcpSession({ keys, profile: 1 }),
  };
}

function packet(index: number, payload = randomBytes(60)) {
  return { index, timestamp: index * 960, marker: false, payloadType: 111, payload };
}

function accepted(value: IncomingRtp | string): IncomingRtp {
  expect(typeof value).not.toBe('string');
  return value as IncomingRtp;
}

/** A packet the way a peer may send it: CSRC, header extension and padding included. */
function elaborateWire(sequenceNumber: number, payload: Buffer): Buffer {
  const keys = rtpKeys(MASTER);
  const head = Buffer.alloc(12 + 4 + 8);
  const fields = { marker: true, payloadType: 111, sequenceNumber, timestamp: 5, ssrc: SSRC };
  writeRtpHeader(head, fields);
  head.writeUInt8(0x80 | 0x20 | 0x10 | 1, 0);
  head.writeUInt16BE(1, 18);
  const padded = Buffer.concat([payload, Buffer.from([0, 0, 3])]);
  const body = Buffer.concat([head, cipherAt(keys, SSRC, sequenceNumber, padded)]);
  return Buffer.concat([body, tagOf(keys, body, 0)]);
}

describe('session keys', () => {
  it('are those of the RFC', () => {
    const keys = rtpKeys(MASTER);
    expect(keys.cipher.toString('hex').toUpperCase()).toBe('C61E7A93744F39EE10734AFE3FF7A087');
    expect(keys.salt.toString('hex').toUpperCase()).toBe('30CBBC08863D8C85D49DB34A9AE1');
    expect(keys.auth.toString('hex').toUpperCase()).toMatch(/^CEBE321F6FF7716B6FD4AB49AF256A15/);
  });
});

describe('SrtpSender', () => {
  it('is understood by an independent implementation over the roll-over', () => {
    const sender = new SrtpSender(MASTER, SSRC);
    const { rtp } = werift();
    for (let index = 65_500; index < 65_600; index += 1) {
      const payload = randomBytes(60);
      const plain = rtp.decrypt(sender.protect(packet(index, payload))!);
      expect(plain.subarray(12)).toEqual(payload);
      expect(readRtpHeader(plain)).toMatchObject({ ssrc: SSRC, sequenceNumber: index % 65_536 });
    }
  });

  it('never protects two packets at one index', () => {
    const sender = new SrtpSender(MASTER, SSRC);
    expect(sender.protect(packet(70))).toBeDefined();
    expect(sender.protect(packet(70))).toBeUndefined();
    expect(sender.protect(packet(69))).toBeDefined();
    expect(sender.protect(packet(200))).toBeDefined();
    expect(sender.protect(packet(71))).toBeUndefined();
  });

  it('protects RTCP for an independent implementation', () => {
    const sender = new SrtpSender(MASTER, SSRC);
    const report = Buffer.from('80c90001cafebabe', 'hex');
    for (let i = 0; i < 3; i += 1) {
      expect(werift().rtcp.decrypt(sender.protectRtcp(report))).toEqual(report);
    }
  });
});

describe('SrtpReceiver', () => {
  it('reads an independent implementation, late packets and the roll-over included', () => {
    const receiver = new SrtpReceiver(MASTER);
    const { rtp } = werift();
    const wires = Array.from({ length: 200 }, (_, i) => {
      const sequenceNumber = (65_450 + i) % 65_536;
      const header = new RtpHeader({ sequenceNumber, timestamp: i, ssrc: SSRC, payloadType: 111 });
      const payload = Buffer.alloc(60, i);
      return { i, payload, wire: rtp.encrypt(payload, header) };
    });
    // Pairs change places.
    const shuffled = wires.map((_, i) => wires[i ^ 1]!);
    for (const { i, payload, wire } of shuffled) {
      const read = accepted(receiver.unprotect(wire));
      expect(read.payload).toEqual(payload);
      expect(read.index).toBe(65_450 + i);
    }
  });

  it('refuses a replay, a change of any byte, and another key', () => {
    const receiver = new SrtpReceiver(MASTER);
    const wire = new SrtpSender(MASTER, SSRC).protect(packet(9))!;
    for (let at = 1; at < wire.length; at += 1) {
      const forged = Buffer.from(wire);
      forged.writeUInt8(forged.readUInt8(at) ^ 1, at);
      expect(receiver.unprotect(forged)).toBe('unauthentic');
    }
    accepted(receiver.unprotect(wire));
    expect(receiver.unprotect(wire)).toBe('replayed');
    const stranger = new SrtpReceiver({ key: randomBytes(16), salt: randomBytes(14) });
    expect(stranger.unprotect(wire)).toBe('unauthentic');
  });

  it('takes the payload out of CSRC list, extension and padding', () => {
    const payload = Buffer.from('opus');
    const read = accepted(new SrtpReceiver(MASTER).unprotect(elaborateWire(4, payload)));
    expect(read.payload).toEqual(payload);
    expect(read.header.marker).toBe(true);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a header only', Buffer.alloc(12, 0x80)],
    ['another version', Buffer.alloc(40, 0x40)],
    ['an extension that reaches beyond the end', Buffer.from(`9000${'ff'.repeat(30)}`, 'hex')],
  ])('calls %s malformed', (_, wire) => {
    expect(new SrtpReceiver(MASTER).unprotect(wire)).toBe('malformed');
  });

  it('keeps few sources and forgets none', () => {
    const receiver = new SrtpReceiver(MASTER);
    const first = new SrtpSender(MASTER, 1).protect(packet(1))!;
    accepted(receiver.unprotect(first));
    for (let ssrc = 2; ssrc <= 16; ssrc += 1) {
      accepted(receiver.unprotect(new SrtpSender(MASTER, ssrc).protect(packet(1))!));
    }
    expect(receiver.unprotect(new SrtpSender(MASTER, 17).protect(packet(1))!)).toBe('replayed');
    expect(receiver.unprotect(first)).toBe('replayed');
  });

  it('reads RTCP of an independent implementation once', () => {
    const receiver = new SrtpReceiver(MASTER);
    const report = Buffer.from('80c90001cafebabe', 'hex');
    const wire = werift().rtcp.encrypt(report);
    expect(receiver.unprotectRtcp(wire)).toEqual(report);
    expect(receiver.unprotectRtcp(wire)).toBe('replayed');
    expect(receiver.unprotectRtcp(wire.subarray(0, 20))).toBe('malformed');
    wire.writeUInt8(0, wire.length - 1);
    expect(['unauthentic', 'replayed']).toContain(receiver.unprotectRtcp(wire));
    expect(receiver.unprotectRtcp(Buffer.concat([wire, TAG]))).toBe('unauthentic');
  });
});

const TAG = Buffer.alloc(TAG_BYTES);
