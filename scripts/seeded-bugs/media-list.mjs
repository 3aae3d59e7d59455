/**
 * Bugs of SDP checks, of files of calls, and of consumers with several ids. See list.mjs.
 *
 * @type {typeof import('./list.mjs').BUGS}
 */
export const MEDIA_BUGS = [
  {
    name: 'media-file-with-another-hash-is-kept',
    file: 'libs/calls/src/application/fetch-call-media.ts',
    find: 'if (came !== (media.sha256 ?? said.sha256 ?? came)) {',
    replace: "if (came === '') {",
    tests: ['test/api/call-media.e2e-spec.ts'],
  },
  {
    name: 'media-link-outlives-its-end',
    file: 'libs/calls/src/domain/file-link.ts',
    find: 'return isOurs && until > now;',
    replace: 'return isOurs;',
    tests: ['libs/calls/src/domain/file-link.spec.ts'],
  },
  {
    name: 'media-second-hash-in-an-sdp-passes',
    file: 'libs/calls/src/domain/webrtc-sdp-problems.ts',
    find: '.filter((line) => !SHA256.test(valueOf(line)))',
    replace: '.filter((line) => lines.length === 1 && !SHA256.test(valueOf(line)))',
    tests: ['libs/calls/src/domain/webrtc-sdp.spec.ts'],
  },
];
