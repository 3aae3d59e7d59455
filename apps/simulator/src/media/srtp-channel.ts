import {
  isRtcp,
  ProtectionProfileAes128CmHmacSha1_80,
  type RtpHeader,
  RtpPacket,
  SrtcpSession,
  SrtpSession,
} from 'werift';

/** A master key and salt of one direction, for AES_CM_128_HMAC_SHA1_80. */
export interface SrtpKey {
  readonly key: Buffer;
  readonly salt: Buffer;
}

export interface SrtpKeys {
  readonly local: SrtpKey;
  readonly remote: SrtpKey;
}

/** Both directions of SRTP and SRTCP under one pair of keys. */
export class SrtpChannel {
  readonly #srtp: SrtpSession;
  readonly #srtcp: SrtcpSession;

  constructor({ local, remote }: SrtpKeys) {
    const config = {
      keys: {
        localMasterKey: local.key,
        localMasterSalt: local.salt,
        remoteMasterKey: remote.key,
        remoteMasterSalt: remote.salt,
      },
      profile: ProtectionProfileAes128CmHmacSha1_80,
    };
    this.#srtp = new SrtpSession(config);
    this.#srtcp = new SrtcpSession(config);
  }

  protectRtp(payload: Buffer, header: RtpHeader): Buffer {
    return this.#srtp.encrypt(payload, header);
  }

  protectRtcp(packet: Buffer): Buffer {
    return this.#srtcp.encrypt(packet);
  }

  /** An RTP packet, or undefined for RTCP. Throws when the packet is not authentic. */
  open(packet: Buffer): RtpPacket | undefined {
    if (isRtcp(packet)) {
      this.#srtcp.decrypt(packet);
      return undefined;
    }
    return RtpPacket.deSerialize(this.#srtp.decrypt(packet));
  }
}
