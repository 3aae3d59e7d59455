import { describe, expect, it } from '@jest/globals';
import {
  RtcpPacketConverter,
  RtcpRrPacket,
  type RtcpSourceDescriptionPacket,
  type RtcpSrPacket,
} from 'werift';
import { rtcpReport } from './rtcp-report.js';

const silent = { ssrc: 7, cname: 'abcdef', packets: 0, bytes: 0, lastTimestamp: 0, sinceLastMs: 0 };

describe('rtcpReport', () => {
  it('is an empty receiver report with our CNAME before anything was sent', () => {
    const [first, second] = RtcpPacketConverter.deSerialize(rtcpReport(silent, 0));
    expect(first).toBeInstanceOf(RtcpRrPacket);
    expect((first as RtcpRrPacket).ssrc).toBe(7);
    const [chunk] = (second as RtcpSourceDescriptionPacket).chunks;
    expect(chunk?.items[0]).toMatchObject({ type: 1, text: 'abcdef' });
  });

  it('is a sender report that carries the time of the stream on', () => {
    const nowMs = Date.UTC(2026, 10, 21, 12, 0, 0, 500);
    const stream = { ...silent, packets: 3, bytes: 180, lastTimestamp: 960, sinceLastMs: 20 };
    const [first] = RtcpPacketConverter.deSerialize(rtcpReport(stream, nowMs));
    const { senderInfo } = first as RtcpSrPacket;
    expect(senderInfo).toMatchObject({ rtpTimestamp: 1920, packetCount: 3, octetCount: 180 });
    const ntpSeconds = Number(senderInfo.ntpTimestamp >> 32n) - 2_208_988_800;
    expect(ntpSeconds).toBe(Math.floor(nowMs / 1000));
    expect(Number(senderInfo.ntpTimestamp & 0xffff_ffffn)).toBe(0x8000_0000);
  });
});
