export { AdmissionWorld } from './admission-world.js';
