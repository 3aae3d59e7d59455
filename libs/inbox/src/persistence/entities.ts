// Loads the entities of this context, so that every data source knows them.
import './day-key.entity.js';
import './inbox-dedupe.entity.js';
import './inbox-delivery.entity.js';
import './inbox-event.entity.js';
import './quarantined-event.entity.js';
