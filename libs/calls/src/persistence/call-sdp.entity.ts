import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `call_sdp`: the only place of an SDP, sealed and wiped after the call. */
@Entity('call_sdp')
@Check('ck_call_sdp_kind', `kind in ('META_REMOTE', 'META_LOCAL', 'TENANT_REMOTE', 'TENANT_LOCAL')`)
export class CallSdpEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') callId!: string;
  @PrimaryColumn('text') kind!: string;
  @Column('text') sdpSealed!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) wipeAt!: Date | null;
}
