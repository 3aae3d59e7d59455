export { AdmissionWorld } from './admission-world.js';
export { systemDatabaseOf } from './system-database-of.js';
