/**
 * `QUEUED`: nothing of it is written. `RUNNING`: some of it. `DONE`: its file can be had. `FAILED`: it
 * was given up. `EXPIRED`: its file was deleted. `CANCELED`: its tenant did not want it any more.
 */
export type CallExportState = 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED' | 'EXPIRED' | 'CANCELED';
