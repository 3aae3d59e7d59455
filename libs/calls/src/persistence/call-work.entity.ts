import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of `call_work`: by which sweepers of every tenant find a call's open work. */
@Entity('call_work')
@Index('call_work_deadline', ['deadlineAt'], { where: 'closed_at is null' })
@Index('call_work_open', ['tenantId', 'numberId'], { where: 'closed_at is null' })
export class CallWorkEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') callId!: string;
  @Column('uuid') numberId!: string;
  @Column('timestamptz', { nullable: true }) deadlineAt!: Date | null;
  @Column('text', { nullable: true }) nodeId!: string | null;
  @Column('text', { nullable: true }) nodeBootId!: string | null;
  /** Where the node is asked whether it holds the call. */
  @Column('text', { nullable: true }) nodeUrl!: string | null;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}
