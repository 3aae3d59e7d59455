/** What every role of the worker ticks by. */
export { Ticker, type TickerOptions } from '#patchbay/kernel';
