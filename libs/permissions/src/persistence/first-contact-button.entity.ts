import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `first_contact_button`: the call button that a number sends at a customer's first message. */
@Entity('first_contact_button')
export class FirstContactButtonEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') numberId!: string;
  @Column('boolean') isEnabled!: boolean;
  @Column('text') body!: string;
  @Column('text', { nullable: true }) displayText!: string | null;
  @Column('integer', { nullable: true }) ttlMinutes!: number | null;
  @Column('text', { nullable: true }) payload!: string | null;
  @Column('timestamptz') updatedAt!: Date;
}
