// SDPs of the form that Meta's page "API and webhook reference" shows as samples, and of what its
// SIP guide shows for SDES; all values are invented.

const text = (...lines: string[]): string => lines.map((line) => `${line}\r\n`).join('');

const FINGERPRINT = Array.from({ length: 32 }, (_, i) => (i * 7 + 16).toString(16).toUpperCase());
const SHA256 = `a=fingerprint:sha-256 ${FINGERPRINT.join(':')}`;
const EXTENSIONS = [
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
];
const OPUS = [
  'a=rtpmap:111 opus/48000/2',
  'a=rtcp-fb:111 transport-cc',
  'a=fmtp:111 minptime=10;useinbandfec=1',
];
const NARROW = ['a=rtpmap:9 G722/8000', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:8 PCMA/8000'];
const EVENTS = ['a=rtpmap:110 telephone-event/48000', 'a=rtpmap:126 telephone-event/8000'];

/** Business-initiated: the offer of a browser that has not gathered candidates. */
export const BUSINESS_OFFER = text(
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS 0c5e9f9e-1111-4222-8333-444455556666',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 110 126',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=ice-ufrag:h7Rt',
  'a=ice-pwd:Zq3vT8mKc1LpWx5nYb9sDf2g',
  'a=ice-options:trickle',
  SHA256,
  'a=setup:actpass',
  'a=mid:0',
  ...EXTENSIONS,
  'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
  'a=sendrecv',
  'a=msid:0c5e9f9e-1111-4222-8333-444455556666 7d0a2b1c-9999-4888-8777-666655554444',
  'a=rtcp-mux',
  ...OPUS,
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  ...NARROW,
  ...EVENTS,
  'a=ssrc:1234567890 cname:Jc8TqXv1RnLp3sWe',
  'a=ssrc:1234567890 msid:0c5e9f9e-1111-4222-8333-444455556666 7d0a2b1c-9999-4888-8777-666655554444',
);

/** Business-initiated: the answer of Meta's relay, which repeats the mid and numbers of the offer. */
export const META_ANSWER = text(
  'v=0',
  'o=- 5511223344556677889 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS 5f1d3c7e-2222-4333-8444-555566667777',
  'a=ice-lite',
  'm=audio 3482 UDP/TLS/RTP/SAVPF 111 9 0 8 110 126',
  'c=IN IP4 192.0.2.130',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=candidate:2754936280 1 udp 2113937151 192.0.2.130 3482 typ host generation 0 network-cost 50 ufrag MnBvCxZaSdFg/8',
  'a=candidate:1581496399 1 udp 2113939711 2001:db8::699c 3482 typ host generation 0 network-cost 50 ufrag MnBvCxZaSdFg/8',
  'a=ice-ufrag:MnBvCxZaSdFg/8',
  'a=ice-pwd:pOiUyTrEwQlKjHgFdSaMnBvCxZ123456',
  'a=ice-options:trickle',
  SHA256,
  'a=setup:active',
  'a=mid:0',
  ...EXTENSIONS,
  'a=sendrecv',
  'a=rtcp-mux',
  ...OPUS,
  ...NARROW,
  ...EVENTS,
  'a=ssrc:2345678901 cname:Kd9UrYw2SoMq4tXf',
  'a=ssrc:2345678901 msid:5f1d3c7e-2222-4333-8444-555566667777 audio#aB3dE5fG7hJ',
  'a=ssrc:2345678901 mslabel:5f1d3c7e-2222-4333-8444-555566667777',
  'a=ssrc:2345678901 label:audio#aB3dE5fG7hJ',
);

/** User-initiated: the offer of Meta's relay. */
export const META_OFFER = text(
  'v=0',
  'o=- 6622334455667788990 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE audio',
  'a=msid-semantic: WMS 9a8b7c6d-3333-4444-8555-666677778888',
  'a=ice-lite',
  'm=audio 40012 UDP/TLS/RTP/SAVPF 111 126',
  'c=IN IP4 192.0.2.60',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=candidate:1972637320 1 udp 2113937151 192.0.2.60 40012 typ host generation 0 network-cost 50 ufrag QwErTyUiOp12/2',
  'a=candidate:1652262791 1 udp 2113939711 2001:db8::6443 40012 typ host generation 0 network-cost 50 ufrag QwErTyUiOp12/2',
  'a=ice-ufrag:QwErTyUiOp12/2',
  'a=ice-pwd:aSdFgHjKlZxCvBnMqWeRtYuIoP987654',
  SHA256,
  'a=setup:actpass',
  'a=mid:audio',
  ...EXTENSIONS,
  'a=sendrecv',
  'a=rtcp-mux',
  ...OPUS,
  'a=rtpmap:126 telephone-event/8000',
  'a=ssrc:3456789012 cname:Le0VsZx3TpNr5uYg',
  'a=ssrc:3456789012 msid:9a8b7c6d-3333-4444-8555-666677778888 audio#kL9mN1pQ3rS',
  'a=ssrc:3456789012 mslabel:9a8b7c6d-3333-4444-8555-666677778888',
  'a=ssrc:3456789012 label:audio#kL9mN1pQ3rS',
);

/** User-initiated: the answer of a business's WebRTC agent. */
export const BUSINESS_ANSWER = text(
  'v=0',
  'o=- 7733445566778899001 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE audio',
  'a=msid-semantic: WMS 1b2c3d4e-4444-4555-8666-777788889999',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 126',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=ice-ufrag:t6Yu',
  'a=ice-pwd:Mf1wAt4ZsXo6vZhGjKlPqRsT',
  SHA256,
  'a=setup:active',
  'a=mid:audio',
  ...EXTENSIONS,
  'a=sendrecv',
  'a=rtcp-mux',
  ...OPUS,
  'a=rtpmap:126 telephone-event/8000',
  'a=ssrc:456789012 cname:Mf1WtAy4UqOs6vZh',
  'a=ssrc:456789012 msid:1b2c3d4e-4444-4555-8666-777788889999 2c3d4e5f-5555-4666-8777-888899990000',
);

/** Of a PBX whose keys are in its SDP. */
export const SDES_OFFER = text(
  'v=0',
  'o=root 1185414872 1185414872 IN IP4 192.0.2.180',
  's=Gateway',
  'c=IN IP4 192.0.2.181',
  't=0 0',
  'm=audio 19534 RTP/SAVP 107 0 8 101',
  'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:107 opus/48000/2',
  'a=fmtp:107 useinbandfec=1',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-16',
  'a=ptime:20',
  'a=maxptime:20',
  'a=sendrecv',
);
