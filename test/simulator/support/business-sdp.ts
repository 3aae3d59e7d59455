const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':');

/** The SDP of a business whose media nobody looks at. */
function businessSdp(setup: string, mid: string): string {
  const lines = [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 126',
    'c=IN IP4 0.0.0.0',
    'a=ice-ufrag:X1ho',
    'a=ice-pwd:7fJSbV2N5qWiA5QiDKwK3vuh',
    `a=fingerprint:sha-256 ${FINGERPRINT}`,
    `a=setup:${setup}`,
    `a=mid:${mid}`,
    'a=rtcp-mux',
    'a=rtpmap:111 opus/48000/2',
    'a=rtpmap:126 telephone-event/8000',
    'a=ssrc:330833028 cname:x',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

export const OFFER = businessSdp('actpass', '0');
export const ANSWER = businessSdp('active', 'audio');
