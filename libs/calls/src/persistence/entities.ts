// Loads the entities of this context, so that every data source knows them.
import './call.entity.js';
import './call-event.entity.js';
import './call-export.entity.js';
import './call-export-part.entity.js';
import './call-file-retention.entity.js';
import './call-key.entity.js';
import './call-media.entity.js';
import './call-sdp.entity.js';
import './call-work.entity.js';
import './consumer.entity.js';
import './effect.entity.js';
import './leg.entity.js';
import './number-route-caller.entity.js';
import './number-route.entity.js';
