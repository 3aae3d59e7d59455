const FINGERPRINT =
  'sha-256 2E:35:9F:21:9E:63:72:E5:42:74:76:2D:B3:70:F7:CB:24:14:9B:14:52:71:05:48:DA:4D:67:31:09:58:2A:ED';
const KEY = 'AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';

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

const head = (mid: string) => [
  'v=0',
  'o=- 6261663187458529552 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  `a=group:BUNDLE ${mid}`,
];

const businessOffer = [
  ...head('0'),
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS d8b26053-4474-4eb7-b3c3-c93d6c8c9b2e',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 110 126',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=ice-ufrag:4g1c',
  'a=ice-pwd:qY/Bb+jQzg5ICn6X4fhJQetk',
  'a=ice-options:trickle',
  `a=fingerprint:${FINGERPRINT}`,
  'a=setup:actpass',
  'a=mid:0',
  ...EXTENSIONS,
  'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
  'a=sendrecv',
  'a=msid:d8b26053-4474-4eb7-b3c3-c93d6c8c9b2e 5b4d3d96-ea9b-44a8-87e6-11a1ad21a3bc',
  'a=rtcp-mux',
  ...OPUS,
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  'a=rtpmap:9 G722/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:110 telephone-event/48000',
  'a=rtpmap:126 telephone-event/8000',
  'a=ssrc:2220762577 cname:w/zwpg3jXNiTFTdZ',
  'a=ssrc:2220762577 msid:d8b26053-4474-4eb7-b3c3-c93d6c8c9b2e 5b4d3d96-ea9b-44a8-87e6-11a1ad21a3bc',
];

const metaOffer = [
  ...head('audio'),
  'a=msid-semantic: WMS 6932bc1c-db1a-4abe-b437-0c4168be8a13',
  'a=ice-lite',
  'm=audio 40012 UDP/TLS/RTP/SAVPF 111 126',
  'c=IN IP4 31.13.65.60',
  'a=ice-ufrag:6k2qP1R6kBfI/2',
  'a=ice-pwd:UApvJw3NcwFRDvIMKdM0vWCdlXah25E9',
  `a=fingerprint:${FINGERPRINT}`,
  'a=setup:actpass',
  'a=mid:audio',
  ...EXTENSIONS,
  'a=sendrecv',
  'a=rtcp-mux',
  ...OPUS,
  'a=rtpmap:126 telephone-event/8000',
  'a=ssrc:4208138518 cname:gAXq2V9TKltrnapv',
];

const businessAnswer = [
  ...head('audio'),
  'a=msid-semantic: WMS eb909cf0-87f0-4358-a4c9-7861680d9431',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 126',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=ice-ufrag:X1ho',
  'a=ice-pwd:7fJSbV2N5qWiA5QiDKwK3vuh',
  `a=fingerprint:${FINGERPRINT}`,
  'a=setup:active',
  'a=mid:audio',
  ...EXTENSIONS,
  'a=sendrecv',
  'a=rtcp-mux',
  ...OPUS,
  'a=rtpmap:126 telephone-event/8000',
  'a=ssrc:330833028 cname:EDc1JutBl8rwHQc2',
  'a=ssrc:330833028 msid:eb909cf0-87f0-4358-a4c9-7861680d9431 ea478c16-d9f7-493c-8cec-19bfac750a36',
];

const gatewayOffer = [
  'v=0',
  'o=root 1185414872 1185414872 IN IP4 172.18.155.180',
  's=TwilioMediaGateway',
  'c=IN IP4 168.86.138.232',
  't=0 0',
  'm=audio 19534 RTP/SAVP 107 0 8 101',
  `a=crypto:1 ${KEY}`,
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:107 opus/48000/2',
  'a=fmtp:107 useinbandfec=1',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-16',
  'a=ptime:20',
  'a=maxptime:20',
  'a=sendrecv',
];

const SDES_PARAMETERS =
  'maxaveragebitrate=20000;maxplaybackrate=16000;minptime=20;sprop-maxcapturerate=16000;useinbandfec=1';

const metaSdesOffer = [
  ...head('audio'),
  'a=msid-semantic: WMS 07092115-d151-427e-8722-26c70936b104',
  'm=audio 3480 RTP/SAVP 111 126',
  'c=IN IP4 157.240.19.130',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=mid:audio',
  'a=sendrecv',
  'a=msid:07092115-d151-427e-8722-26c70936b104 WhatsAppTrack1',
  'a=rtcp-mux',
  `a=crypto:1 ${KEY}`,
  'a=rtpmap:111 opus/48000/2',
  `a=fmtp:111 ${SDES_PARAMETERS}`,
  'a=rtpmap:126 telephone-event/8000',
  'a=maxptime:20',
  'a=ptime:20',
  'a=ssrc:1615009994 cname:WhatsAppAudioStream1',
];

const gatewayAnswer = [
  'v=0',
  'o=root 1353670385 1353670385 IN IP4 172.18.164.24',
  's=TwilioMediaGateway',
  'c=IN IP4 168.86.138.176',
  't=0 0',
  'm=audio 15822 RTP/SAVP 111 126',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 maxplaybackrate=16000;sprop-maxcapturerate=16000;maxaveragebitrate=20000;useinbandfec=1',
  'a=rtpmap:126 telephone-event/8000',
  'a=fmtp:126 0-16',
  `a=crypto:1 ${KEY}`,
  'a=ptime:20',
  'a=maxptime:20',
  'a=sendrecv',
];

export interface MetaSample {
  readonly name: string;
  readonly keying: 'DTLS' | 'SDES';
  readonly text: readonly string[];
  /** The offer that the text answers. */
  readonly answers?: readonly string[];
}

/**
 * What Meta's pages show of a business's session descriptions: the reference page and the SIP guide,
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference and /sip.
 */
export const META_SAMPLES: readonly MetaSample[] = [
  { name: 'the offer of a business', keying: 'DTLS', text: businessOffer },
  { name: 'the answer of a business', keying: 'DTLS', text: businessAnswer, answers: metaOffer },
  { name: 'the offer of a SIP gateway', keying: 'SDES', text: gatewayOffer },
  {
    name: 'the answer of a SIP gateway',
    keying: 'SDES',
    text: gatewayAnswer,
    answers: metaSdesOffer,
  },
];
