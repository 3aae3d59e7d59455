import { Module } from '@nestjs/common';
import { AdvanceCallProcessor } from './advance-call.processor.js';
import { CallSweeper } from './call-sweeper.js';
import { SlotKeeper } from './slot-keeper.js';

/** The signalling role of the worker: the only one that drives calls nobody is waiting for. */
@Module({ providers: [AdvanceCallProcessor, CallSweeper, SlotKeeper] })
export class SignallingModule {}
