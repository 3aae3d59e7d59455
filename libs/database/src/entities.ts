// Loads the entities of this folder, so that every data source knows them.
import './migration/log-table.entity.js';
import './outbox/outbox.entity.js';
import './platform-audit-event.entity.js';
import './use-case/audit-event.entity.js';
import './use-case/idempotency-key.entity.js';
import './use-case/platform-idempotency-key.entity.js';
