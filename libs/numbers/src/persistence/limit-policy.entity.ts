import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { NumberProfile } from '../domain/number.js';

@Entity('limit_policy')
@Unique('uq_limit_policy', ['profile', 'name', 'effectiveFrom'])
@Check('ck_limit_policy_profile', `profile in ('PRODUCTION', 'SANDBOX')`)
export class LimitPolicyEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') profile!: NumberProfile;
  @Column('text') name!: string;
  @Column('integer') value!: number;
  @Column('text') unit!: string;
  @Column('date') effectiveFrom!: string;
  @Column('text') source!: string;
}
