import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `api_client_directory`: which tenant an API client belongs to. */
@Entity('api_client_directory')
export class ApiClientDirectoryEntity {
  @PrimaryColumn('uuid') clientId: string;
  @Column('uuid') tenantId: string;
  @Column('timestamptz') createdAt: Date;
}
