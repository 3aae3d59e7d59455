import { type DynamicModule, Module } from '@nestjs/common';
import { ADDRESS_CONFIG, type AddressConfig } from './address.config.js';
import { AdmitAddress } from './application/admit-address.js';

/** The allow-list of addresses, for whoever listens to Meta. Needs the kernel module in the root. */
@Module({})
export class AddressModule {
  static forRoot(config: AddressConfig): DynamicModule {
    return {
      module: AddressModule,
      global: true,
      providers: [{ provide: ADDRESS_CONFIG, useValue: config }, AdmitAddress],
      exports: [AdmitAddress],
    };
  }
}
