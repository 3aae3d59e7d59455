export { OBJECT_STORE, type ObjectFacts, type ObjectStore } from './object-store.js';
export { type StorageConfig, storageConfigSchema } from './storage.config.js';
export { objectStore, StorageModule } from './storage.module.js';
export { getSealed, putSealed, type SealedObject } from './sealed-objects.js';
